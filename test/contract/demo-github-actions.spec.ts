import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { fromBuffer } from 'yauzl';
import type { ZipFile } from 'yauzl';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';

const REPOSITORY = 'dana/api';
const ACTIONS = `/repos/${REPOSITORY}/actions`;

interface RunAnswer {
  id: number;
  run_number: number;
  run_attempt: number;
  status: string;
  conclusion: string | null;
  head_sha: string;
}
interface RunList {
  total_count: number;
  workflow_runs: RunAnswer[];
}
interface JobAnswer {
  id: number;
  name: string;
  conclusion: string;
  run_attempt: number;
}

async function unzip(archive: Buffer): Promise<Record<string, string>> {
  const open = promisify<Buffer, { lazyEntries: true }, ZipFile>((data, options, done) => {
    fromBuffer(data, options, done);
  });
  const zip = await open(archive, { lazyEntries: true });
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    files[entry.fileName] = (await buffer(stream)).toString('utf8');
  }
  return files;
}

describe('the Actions of the demo GitHub', () => {
  let github: DemoGitHub;
  let dana: CheckedClient;
  let otto: CheckedClient;

  beforeEach(async () => {
    github = await startDemoGitHub();
    await github.createRepository(REPOSITORY, { files: { 'a.txt': 'a' } });
    dana = new CheckedClient(github.url, github.token('dana'));
    otto = new CheckedClient(github.url, github.token('otto'));
  });
  afterEach(() => github.close());

  async function failedRun(): Promise<number> {
    const run = await github.runs.create({
      repository: REPOSITORY,
      jobs: [
        { name: 'lint', log: 'fine' },
        {
          name: 'test/unit: a',
          conclusion: 'failure',
          steps: [{ name: 'Run npm test', conclusion: 'failure', log: 'one\n##[error]two' }],
        },
      ],
      reruns: [[{ name: 'lint' }, { name: 'test/unit: a' }]],
    });
    await github.idle();
    return run.id;
  }

  const download = async (url: string | null): Promise<Buffer> =>
    Buffer.from(await (await fetch(url ?? '')).arrayBuffer());

  it('shows a run, its workflow, its jobs and its steps as GitHub does', async () => {
    const id = await failedRun();

    const run = (await dana.call('GET', `${ACTIONS}/runs/${id}`)).body;
    const jobs = (await dana.call('GET', `${ACTIONS}/runs/${id}/jobs`)).body as { jobs: JobAnswer[] };
    const job = (await dana.call('GET', `${ACTIONS}/jobs/${jobs.jobs[1]?.id ?? 0}`)).body;
    const workflows = (await dana.call('GET', `${ACTIONS}/workflows`)).body;

    expect(run).toMatchObject({
      run_number: 1,
      run_attempt: 1,
      status: 'completed',
      conclusion: 'failure',
      head_branch: 'main',
    });
    expect(jobs.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['lint', 'success'],
      ['test/unit: a', 'failure'],
    ]);
    expect(job).toMatchObject({
      steps: [{ name: 'Set up job' }, { name: 'Run npm test', conclusion: 'failure' }, { name: 'Complete job' }],
    });
    expect(workflows).toMatchObject({ total_count: 1, workflows: [{ path: '.github/workflows/ci.yml' }] });
  });

  it('filters and pages the list of runs', async () => {
    await failedRun();
    for (let i = 0; i < 3; i += 1)
      await github.runs.create({ repository: REPOSITORY, jobs: [{ name: 'build' }], event: 'schedule' });
    await github.idle();
    const count = async (query: string): Promise<number> =>
      ((await dana.call('GET', `${ACTIONS}/runs?${query}`)).body as RunList).total_count;

    const page = await dana.call('GET', `${ACTIONS}/runs?per_page=2&page=2`);

    expect((page.body as RunList).workflow_runs.map(({ run_number: n }) => n)).toEqual([2, 1]);
    expect(page.headers.get('link')).toContain('rel="prev"');
    expect(await count('status=failure')).toBe(1);
    expect(await count('status=completed&event=schedule')).toBe(3);
    expect(await count('branch=other')).toBe(0);
    expect(await count(`head_sha=${'0'.repeat(40)}`)).toBe(0);
    expect(await count(`created=${encodeURIComponent('>=2020-01-01')}`)).toBe(4);
    expect(await count('created=*..2020-01-01')).toBe(0);
  });

  it('redirects to an archive of logs with the names GitHub gives', async () => {
    const id = await failedRun();

    const answer = await dana.unchecked('GET', `${ACTIONS}/runs/${id}/logs`);
    const files = await unzip(await download(answer.headers.get('location')));

    expect(answer.status).toBe(302);
    expect(Object.keys(files)).toEqual([
      '0_lint.txt',
      'lint/1_Set up job.txt',
      'lint/2_Run.txt',
      'lint/3_Complete job.txt',
      '1_testunit a.txt',
      'testunit a/1_Set up job.txt',
      'testunit a/2_Run npm test.txt',
      'testunit a/3_Complete job.txt',
    ]);
    expect(files['testunit a/2_Run npm test.txt']).toMatch(
      /^\uFEFF\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z one\n.*Z ##\[error\]two\n$/,
    );
  });

  it('redirects to the plain log of a job, without needing a token there', async () => {
    const id = await failedRun();
    const jobs = (await dana.call('GET', `${ACTIONS}/runs/${id}/attempts/1/jobs`)).body as { jobs: JobAnswer[] };

    const answer = await dana.unchecked('GET', `${ACTIONS}/jobs/${jobs.jobs[1]?.id ?? 0}/logs`);
    const text = (await download(answer.headers.get('location'))).toString('utf8');

    expect(answer.status).toBe(302);
    expect(text.startsWith('\uFEFF20')).toBe(true);
    expect(text).toMatch(/Cleaning up orphan processes\n$/);
  });

  it('reruns failed jobs under the same run id and carries the others over', async () => {
    const id = await failedRun();

    const answer = await dana.call('POST', `${ACTIONS}/runs/${id}/rerun-failed-jobs`);
    await github.idle();

    const run = (await dana.call('GET', `${ACTIONS}/runs/${id}`)).body as RunAnswer;
    const first = (await dana.call('GET', `${ACTIONS}/runs/${id}/attempts/1`)).body as RunAnswer;
    const jobs = ((await dana.call('GET', `${ACTIONS}/runs/${id}/jobs`)).body as { jobs: JobAnswer[] }).jobs;
    const all = (await dana.call('GET', `${ACTIONS}/runs/${id}/jobs?filter=all`)).body;
    expect(answer.status).toBe(201);
    expect(run).toMatchObject({ run_number: 1, run_attempt: 2, conclusion: 'success' });
    expect(first).toMatchObject({ run_attempt: 1, conclusion: 'failure' });
    expect(jobs.map(({ name, run_attempt: attempt }) => [name, attempt])).toEqual([
      ['lint', 2],
      ['test/unit: a', 2],
    ]);
    expect(all).toMatchObject({ total_count: 4 });
  });

  it('refuses a rerun without the right, while running, and after a month', async () => {
    const id = await failedRun();
    let release: () => void = () => undefined;
    const hold = new Promise<void>((resolve) => (release = resolve));
    const held = await github.runs.create({ repository: REPOSITORY, jobs: [{ name: 'slow' }], hold });

    const stranger = await otto.call('POST', `${ACTIONS}/runs/${id}/rerun`);
    const running = await dana.call('POST', `${ACTIONS}/runs/${held.id}/rerun`);
    github.runs.setCreatedAt(id, new Date(Date.now() - 31 * 86_400_000));
    const late = await dana.call('POST', `${ACTIONS}/runs/${id}/rerun`);
    release();
    await github.idle();

    expect([stranger.status, running.status, late.status]).toEqual([403, 403, 403]);
    expect(running.body).toMatchObject({ message: 'This workflow is already running' });
    expect(late.body).toMatchObject({
      message: 'Unable to retry this workflow run because it was created over a month ago',
    });
  });

  it('cancels a run in progress and refuses to cancel a finished one', async () => {
    const held = await github.runs.create({
      repository: REPOSITORY,
      jobs: [{ name: 'slow' }],
      hold: new Promise(() => undefined),
    });

    const answer = await dana.call('POST', `${ACTIONS}/runs/${held.id}/cancel`);
    await github.idle();
    const again = await dana.call('POST', `${ACTIONS}/runs/${held.id}/cancel`);

    const run = (await dana.call('GET', `${ACTIONS}/runs/${held.id}`)).body;
    expect([answer.status, again.status]).toEqual([202, 409]);
    expect(run).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  it('answers 410 for expired logs and 404 for the runs of others', async () => {
    const id = await failedRun();
    github.runs.expireLogs(id);
    await github.setPrivate(REPOSITORY, true);

    const expired = await dana.call('GET', `${ACTIONS}/runs/${id}/logs`);
    const stranger = await otto.call('GET', `${ACTIONS}/runs/${id}`);

    expect([expired.status, stranger.status]).toEqual([410, 404]);
  });

  it('shows a workflow file that cannot be run as a startup failure without jobs', async () => {
    const run = await github.runs.create({ repository: REPOSITORY, jobs: [], startupFailure: 'no jobs' });
    await github.idle();

    const shown = (await dana.call('GET', `${ACTIONS}/runs/${run.id}`)).body;
    const jobs = (await dana.call('GET', `${ACTIONS}/runs/${run.id}/jobs`)).body;

    expect(shown).toMatchObject({ conclusion: 'startup_failure' });
    expect(jobs).toMatchObject({ total_count: 0 });
  });
});
