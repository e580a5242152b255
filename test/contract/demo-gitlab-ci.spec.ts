import { z } from 'zod';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { GitLabTestClient } from './gitlab-client';

const PROJECT = 'acme/shop';
const API = `/projects/${encodeURIComponent(PROJECT)}`;

describe('pipelines of the demo GitLab', () => {
  let gitlab: DemoGitLab;
  let dana: GitLabTestClient;

  beforeEach(async () => {
    gitlab = await startDemoGitLab({ runCi: true });
    dana = new GitLabTestClient(gitlab.url, gitlab.token('dana'));
  });
  afterEach(() => gitlab.close());

  async function project(yaml: string, files: Record<string, string> = {}): Promise<void> {
    await gitlab.createProject(PROJECT, { files: { '.gitlab-ci.yml': yaml, ...files } });
    await gitlab.idle();
  }
  const pipelines = async (query = '') => (await dana.call('GET', `${API}/pipelines${query}`)).list;
  const jobsOf = async (id: unknown, query = '') =>
    (await dana.call('GET', `${API}/pipelines/${String(id)}/jobs${query}`)).list;
  const outcomes = (jobs: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> =>
    Object.fromEntries(jobs.map(({ name, status }) => [z.string().parse(name), status] as const));

  it('runs commands for real, stage by stage, and shows their trace as the runner writes it', async () => {
    await project(
      `
stages: [build, test, deploy]
variables: { WHO: world }
build: { stage: build, script: ['echo "hello $WHO"', 'echo $CI_COMMIT_BRANCH'] }
test:
  stage: test
  before_script: [echo before]
  script:
    - |
      echo one
      echo two
    - exit 3
    - echo never
  after_script: [echo after]
lint: { stage: test, script: [exit 1], allow_failure: true }
deploy: { stage: deploy, script: [echo deployed] }
clean: { stage: deploy, script: [echo cleaned], when: on_failure }
ask: { stage: test, script: [echo asked], when: manual }
`,
    );

    const [pipeline] = await pipelines();
    const jobs = await jobsOf(pipeline?.id);
    const test = jobs.find(({ name }) => name === 'test');
    const trace = String((await dana.call('GET', `${API}/jobs/${String(test?.id)}/trace`)).body);

    expect(pipeline).toMatchObject({ status: 'failed', source: 'push', ref: 'main' });
    expect(outcomes(jobs)).toEqual({
      build: 'success',
      test: 'failed',
      lint: 'failed',
      deploy: 'skipped',
      clean: 'success',
      ask: 'manual',
    });
    expect(test).toMatchObject({ failure_reason: 'script_failure', allow_failure: false });
    expect(trace).toContain('\u001B[0KRunning with gitlab-runner');
    expect(trace).toMatch(/section_start:\d+:step_script\r\u001B\[0K\u001B\[0K\u001B\[36;1mExecuting "step_script"/);
    expect(trace).toContain('\u001B[32;1m$ echo one # collapsed multi-line command\u001B[0;m\none\ntwo\n');
    expect(trace).not.toContain('never\n');
    expect(trace).toContain('\u001B[32;1m$ echo after\u001B[0;m\nafter\n');
    expect(trace).toMatch(
      /section_end:\d+:cleanup_file_variables\r\u001B\[0K\u001B\[31;1mERROR: Job failed: exit code 3\n\u001B\[0;m$/,
    );
  });

  it('runs a failed job again under a new id, and what it held up', async () => {
    await project(`
test: { script: ['test "$CI_JOB_ID" = "$(cat want)" || test -e ok'] }
after: { stage: deploy, script: [echo done] }
`);
    const [pipeline] = await pipelines();
    const before = await jobsOf(pipeline?.id);
    const failed = before.find(({ name }) => name === 'test');

    const retried = await dana.call('POST', `${API}/jobs/${String(failed?.id)}/retry`);
    await gitlab.idle();

    const all = await jobsOf(pipeline?.id, '?include_retried=true');
    expect(retried.status).toBe(201);
    expect(retried.object.id).not.toBe(failed?.id);
    expect(all.map(({ name }) => name).sort()).toEqual(['after', 'test', 'test']);
    expect((await jobsOf(pipeline?.id)).find(({ name }) => name === 'test')?.id).toBe(retried.object.id);
    expect((await dana.call('POST', `${API}/jobs/${String(failed?.id)}/retry`)).status).toBe(403);
  });

  it('chooses jobs by rules, and makes a pipeline for a merge request from those that ask for it', async () => {
    await project(`
branch: { script: [echo branch] }
request:
  script: [echo "$CI_MERGE_REQUEST_IID into $CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME =~ /^ma/
    - if: $CI_COMMIT_BRANCH == "nowhere"
`);
    await gitlab.push(PROJECT, { a: 'a' }, { branch: 'feature' });
    const mr = await dana.call('POST', `${API}/merge_requests`, {
      source_branch: 'feature',
      target_branch: 'main',
      title: 'Feature',
    });
    await gitlab.idle();

    const [own] = await pipelines('?source=merge_request_event');
    const both = (await dana.call('GET', `${API}/merge_requests/${String(mr.object.iid)}/pipelines`)).list;

    expect(own).toMatchObject({ ref: 'refs/merge-requests/1/head', status: 'success', sha: mr.object.sha });
    expect((await jobsOf(own?.id)).map(({ name }) => name)).toEqual(['request']);
    expect(both.map(({ source }) => source)).toEqual(['merge_request_event', 'push']);
  });

  it('runs child pipelines, whose failure fails the bridge that depends on them', async () => {
    await project('child: { trigger: { include: child.yml, strategy: depend } }', {
      'child.yml': 'inner: { script: [exit 1] }',
    });

    const [parent, ...others] = await pipelines();
    const bridges = (await dana.call('GET', `${API}/pipelines/${String(parent?.id)}/bridges`)).list;
    const [child] = await pipelines('?source=parent_pipeline');

    expect(others).toEqual([]);
    expect(parent?.status).toBe('failed');
    expect(bridges).toMatchObject([
      { name: 'child', status: 'failed', downstream_pipeline: { id: child?.id, status: 'failed' } },
    ]);
    expect(outcomes(await jobsOf(child?.id))).toEqual({ inner: 'failed' });
  });

  it.each([
    ['an unknown keyword', 'test: { script: [ls], scirpt: [ls] }', 'jobs:test config contains unknown keys: scirpt'],
    [
      'a stage that is not there',
      'test: { stage: tset, script: [ls] }',
      'test job: chosen stage tset does not exist; available stages are .pre, build, test, deploy, .post',
    ],
    [
      'a job without commands',
      'test: { stage: test }',
      'jobs test config should implement the script:, run:, or trigger: keyword',
    ],
  ])('fails a pipeline for %s, without a job', async (_what, yaml, message) => {
    await project(yaml);

    const [pipeline] = await pipelines();
    const whole = await dana.call('GET', `${API}/pipelines/${String(pipeline?.id)}`);

    expect(whole.object).toMatchObject({ status: 'failed', yaml_errors: message });
    expect(await jobsOf(pipeline?.id)).toEqual([]);
  });

  it('stops what runs and starts nothing more', async () => {
    await gitlab.createProject(PROJECT, {
      files: { '.gitlab-ci.yml': 'slow: { script: [sleep 60] }\nlater: { stage: deploy, script: [ls] }' },
    });
    let running = 0;
    while (running === 0) {
      const [pipeline] = await pipelines('?status=running');
      if (pipeline && (await jobsOf(pipeline.id)).some(({ status }) => status === 'running'))
        running = Number(pipeline.id);
    }

    const canceled = await dana.call('POST', `${API}/pipelines/${running}/cancel`);
    await gitlab.idle();

    expect(canceled.status).toBe(200);
    expect(outcomes(await jobsOf(running))).toEqual({ slow: 'canceled', later: 'canceled' });
    expect((await pipelines())[0]?.status).toBe('canceled');
  });

  it('keeps JUnit reports and artifacts', async () => {
    const xml =
      '<testsuite><testcase name="adds" classname="math" time="0.5"><failure message="no">1 is not 2</failure></testcase><testcase name="ok"/></testsuite>';
    await project(
      `
test:
  script: [cp given.xml report.xml, exit 1]
  artifacts: { when: always, paths: [report.xml], reports: { junit: report.xml } }
`,
      { 'given.xml': xml },
    );
    const [pipeline] = await pipelines();
    const [job] = await jobsOf(pipeline?.id);

    const report = await dana.call('GET', `${API}/pipelines/${String(pipeline?.id)}/test_report`);
    const archive = await dana.call('GET', `${API}/jobs/${String(job?.id)}/artifacts`);

    expect(report.object).toMatchObject({
      total_count: 2,
      failed_count: 1,
      test_suites: [
        {
          name: 'test',
          test_cases: [{ name: 'adds', status: 'failed', system_output: 'no1 is not 2' }, { status: 'success' }],
        },
      ],
    });
    expect(job?.artifacts_file).toMatchObject({ filename: 'artifacts.zip' });
    expect(String(archive.body).startsWith('PK')).toBe(true);
  });
});
