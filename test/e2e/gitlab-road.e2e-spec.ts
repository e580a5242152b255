import { authorize } from '../../demo/gitlab/authorize';
import type { ScriptedJob } from '../../demo/gitlab/scripted-pipelines';
import { startDemoGitLab, type DemoGitLab } from '../../demo/gitlab/server';
import { BREAKING_CHANGE, GITLAB_SHOP_FILES } from '../../demo/story/shop';
import type { ApiClient } from '../support/api-client';
import { attemptsOf, fixesOf, PROVEN_FIX } from '../support/fix-road';
import { incidentsOf, only, runsOf, settle as settleOnce, startRoad, type Road } from '../support/main-road';
import { gitlabRoad } from '../support/road-gitlab';
import { endingsOf, told } from '../support/run-endings';
import { startTestApp, type TestApp } from '../support/test-app';

// The compiler runs for real, several times.
jest.setTimeout(120_000);

const SHOP = 'acme/platform/shop';

let gitlab: DemoGitLab;
let app: TestApp;
beforeAll(async () => {
  gitlab = await startDemoGitLab({ runCi: true });
  app = await startTestApp({
    environment: {
      GITLAB_BASE_URL: gitlab.url,
      GITLAB_OAUTH_CLIENT_ID: gitlab.oauthApp.clientId,
      GITLAB_OAUTH_CLIENT_SECRET: gitlab.oauthApp.clientSecret,
    },
  });
});
afterAll(async () => {
  await app.close();
  await gitlab.close();
});

/** Failure, judgement, fix, merge request, its pipeline, and the verdict on it: each may set off the next. */
async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    let started: number;
    do {
      await gitlab.idle();
      started = gitlab.workStarted();
      await app.drain();
    } while (gitlab.workStarted() !== started);
  }
}

/** All that has begun comes to its end, once over. */
const quiet = (): Promise<void> => settleOnce(app, gitlab);

async function connectAccount(caller: ApiClient): Promise<void> {
  const begun = await caller.post<{ authorization_url: string }>('/api/v2/oauth/gitlab/authorize');
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  await caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
}

async function startShop(): Promise<Road> {
  await gitlab.createProject(SHOP, { files: { 'README.md': '# Shop\n' } });
  const caller = await app.user();
  await connectAccount(caller);
  const connected = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: SHOP,
  });
  await gitlab.push(SHOP, GITLAB_SHOP_FILES);
  await settle();
  return { caller, connectionId: connected.body.id, repository: SHOP };
}

async function call(method: string, path: string, body?: object, project = SHOP): Promise<Response> {
  const answer = await fetch(`${gitlab.url}/api/v4/projects/${encodeURIComponent(project)}${path}`, {
    method,
    headers: { authorization: `Bearer ${gitlab.token('dana')}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

test('the main road: a pipeline that fails for real becomes a merge request its own pipeline proves', async () => {
  const road = await startShop();
  const accounts = await road.caller.get('/api/v2/oauth/connections');
  const listed = await road.caller.get<{ repositories: { full_name: string }[] }>('/api/v2/repositories/gitlab');
  const hook = only(gitlab.hooks.list(SHOP));
  const green = await runsOf(road, '?conclusion=success');

  await gitlab.push(SHOP, BREAKING_CHANGE);
  await settle();
  const fix = only(await fixesOf(road));
  const [request] = gitlab.mergeRequests(SHOP);
  const opened = only(await incidentsOf(road));

  expect(accounts.body).toMatchObject({
    connections: [{ provider: 'gitlab', provider_username: 'dana', missing_scopes: [] }],
    available: ['github', 'gitlab'],
  });
  expect(listed.body.repositories).toMatchObject([{ full_name: SHOP }]);
  expect([hook.token === null, hook.signingToken === null]).toEqual([false, false]);
  expect(green.length).toBeGreaterThan(0);
  expect(opened).toMatchObject({ source: 'gitlab', branch: 'main', status: 'open', class: 'type-check' });
  expect(fix).toMatchObject(PROVEN_FIX);
  expect(request).toMatchObject({ state: 'opened', sourceBranch: fix.branch_name, targetBranch: 'main' });
  expect(request?.title).not.toMatch(/^draft/i);

  await call('PUT', `/merge_requests/${fix.pr_number}/merge`, {});
  await settle();

  expect(only(await fixesOf(road))).toMatchObject({ state: 'merged', merged: true });
  const ended = only(await incidentsOf(road));
  expect(ended).toMatchObject({ status: 'resolved' });
  expect(['pr_merged', 'green_run']).toContain(ended.resolution);
  expect(gitlab.hooks.events(SHOP).filter(({ responseStatus }) => !responseStatus.startsWith('2'))).toEqual([]);
});

test('a pipeline that GitLab refuses: its own words are the evidence, and it takes the fix before there is a branch', async () => {
  const project = 'acme/refused';
  const good = 'stages: [check]\nlint:\n  stage: check\n  script: [echo fine]\n';
  await gitlab.createProject(project, { files: { 'README.md': '# Refused\n' } });
  const caller = await app.user();
  await connectAccount(caller);
  const connected = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: project,
  });
  const road: Road = { caller, connectionId: connected.body.id, repository: project };

  await gitlab.push(project, { '.gitlab-ci.yml': good });
  await quiet();
  await gitlab.push(project, { '.gitlab-ci.yml': good.replace('stage: check', 'stage: chekc') });
  await quiet();
  const incident = only(await incidentsOf(road));
  const detail = await caller.get<{ analysis: { evidence: object[] } }>(`/api/v2/incidents/${incident.id}`);
  const attempts = await attemptsOf(road);

  expect(only(await runsOf(road, '?conclusion=startup_failure&branch=main'))).toMatchObject({ status: 'completed' });
  expect(incident).toMatchObject({ class: 'config', status: 'open' });
  expect(JSON.stringify(detail.body.analysis)).toContain(
    '.gitlab-ci.yml:3:10: lint job: chosen stage chekc does not exist; available stages are .pre, check, .post',
  );
  expect(only(attempts)).toMatchObject({ outcome: 'proposed', code: null, reason: null, fixer: 'pipeline-words' });
  expect(only(attempts).gates).toContainEqual({
    gate: 'forge-word',
    passed: true,
    severity: null,
    reason: 'the forge itself says that .gitlab-ci.yml is valid',
  });
  expect(only(await fixesOf(road))).toMatchObject({ state: 'open', verified: 'verified', base_branch: 'main' });
});

test('a child that decides is told with its parent, one that fails alone is a run of its own, with its own end', async () => {
  const road = await startRoad(app, gitlabRoad(gitlab), 'children');
  const child = (command: string): string => `inner:\n  script: ['${command}']\n`;
  const files = {
    '.gitlab-ci.yml':
      'alone: { trigger: { include: alone.yml } }\nbound: { trigger: { include: bound.yml, strategy: depend } }\n',
    'alone.yml': child('exit 1'),
    'bound.yml': child('echo bound; exit 1'),
  };

  await gitlab.push(road.repository, files);
  await quiet();
  const runs = await told(road);
  const opened = await incidentsOf(road, '?status=open');
  await gitlab.push(road.repository, { 'alone.yml': child('echo mended'), 'bound.yml': child('echo mended') });
  await quiet();

  expect(runs).toEqual({
    Pipeline: { conclusion: 'failure', event: 'push', jobs: { alone: 'success', 'bound / inner': 'failure' } },
    'Pipeline / alone': { conclusion: 'failure', event: 'parent_pipeline', jobs: { inner: 'failure' } },
  });
  expect(opened.length).toBeGreaterThan(0);
  const ended = (await incidentsOf(road)).map(({ status, resolution }) => [status, resolution]);
  expect(ended).toEqual(opened.map(() => ['resolved', 'green_run']));
});

test('every way a pipeline and a job may end has one word, the same as any forge', async () => {
  const road = await startRoad(app, gitlabRoad(gitlab), 'endings');
  const job = (name: string, more: object = {}): ScriptedJob => ({ name, ...more });
  const bad = { status: 'failed' as const };
  const made = (jobs: readonly ScriptedJob[], retries?: readonly (readonly ScriptedJob[])[]): string =>
    String(gitlab.pipelines.create({ project: road.repository, jobs, ...(retries ? { retries } : {}) }).id);
  const cases = {
    gate: made([job('build'), job('ask', { stage: 'later', when: 'manual', allowFailure: false })]),
    offer: made([job('build'), job('ask', { stage: 'later', when: 'manual' })]),
    allowed: made([job('build'), job('lint', { ...bad, allowFailure: true })]),
    stopped: made([
      job('build', bad),
      job('after', { stage: 'later' }),
      job('clean', { stage: 'later', when: 'on_failure' }),
    ]),
    idle: made([job('clean', { when: 'on_failure' })]),
    late: made([job('slow', { ...bad, failureReason: 'job_execution_timeout' })]),
    lost: made([job('far', { ...bad, failureReason: 'no_matching_runner' })]),
  };
  const flaky = made([job('test', bad)], [[job('test')]]);
  await quiet();
  await call('POST', `/pipelines/${flaky}/retry`, undefined, road.repository);
  await quiet();

  const endings = await endingsOf(road);

  expect(Object.fromEntries(Object.entries(cases).map(([name, id]) => [name, endings.get(`${id} 1`)]))).toEqual({
    gate: { conclusion: 'action_required', jobs: { build: 'success', ask: 'waiting' } },
    offer: { conclusion: 'success', jobs: { build: 'success', ask: 'waiting' } },
    allowed: { conclusion: 'success', jobs: { build: 'success', lint: 'neutral' } },
    stopped: { conclusion: 'failure', jobs: { build: 'failure', after: 'skipped', clean: 'success' } },
    idle: { conclusion: 'skipped', jobs: { clean: 'skipped' } },
    late: { conclusion: 'failure', jobs: { slow: 'timed_out' } },
    lost: { conclusion: 'failure', jobs: { far: 'startup_failure' } },
  });
  expect([endings.get(`${flaky} 1`), endings.get(`${flaky} 2`)]).toEqual([
    { conclusion: 'failure', jobs: { test: 'failure' } },
    { conclusion: 'success', jobs: { test: 'success' } },
  ]);
});

test('a merge request’s pipeline is about the branch people pushed, also where it ran on what would be merged', async () => {
  const road = await startRoad(app, gitlabRoad(gitlab), 'requests');
  const head = await gitlab.push(road.repository, { 'a.txt': 'a' }, { branch: 'topic' });
  const opened = await call(
    'POST',
    '/merge_requests',
    { source_branch: 'topic', target_branch: 'main', title: 'A' },
    road.repository,
  );
  const { iid } = (await opened.json()) as { iid: number };
  const merged = await call('PUT', `/merge_requests/${iid}/merge`, {}, road.repository);
  const { merge_commit_sha: both } = (await merged.json()) as { merge_commit_sha: string };
  const base = { project: road.repository, source: 'merge_request_event', jobs: [{ name: 'test' }] };

  const detached = gitlab.pipelines.create({ ...base, ref: `refs/merge-requests/${iid}/head`, sha: head }).id;
  const results = gitlab.pipelines.create({ ...base, ref: `refs/merge-requests/${iid}/merge`, sha: both }).id;
  await quiet();
  const runs = await runsOf(road);

  const about = { branch: 'topic', commit_sha: head, pull_request_numbers: [iid], base_branch: 'main' };
  for (const id of [detached, results]) {
    const run = only(runs.filter((each) => each.run_id === String(id)));
    expect(run).toMatchObject({ ...about, event: 'merge_request_event', conclusion: 'success' });
  }
});

test('what GitLab read of a job’s JUnit report names the test that its log does not, and its pass when retried', async () => {
  const road = await startRoad(app, gitlabRoad(gitlab), 'reported');
  const report = (failure: string): string =>
    `<testsuite><testcase classname="mail" name="goes out" file="mail.spec.js">${failure}</testcase></testsuite>`;
  const failing = { name: 'unit', status: 'failed', report: report('<failure message="too late"/>') } as const;
  const retries = [[{ name: 'unit', report: report('') }]];
  const testsOf = async (): Promise<readonly object[]> => {
    const path = `/api/v2/workflows/flaky?repository_connection_id=${road.connectionId}`;
    const { body } = await road.caller.get<{ statistics: { test: string | null }[] }>(path);
    return body.statistics.filter(({ test }) => test !== null);
  };

  const { id } = gitlab.pipelines.create({ project: road.repository, jobs: [failing, { name: 'browser' }], retries });
  await quiet();
  const failed = only(await testsOf());
  await call('POST', `/pipelines/${id}/retry`, undefined, road.repository);
  await quiet();

  expect(failed).toMatchObject({ job: 'unit', test: 'mail goes out', observations: 1, failures: 1 });
  expect(only(await testsOf())).toMatchObject({ job: 'unit', state: 'flaky', observations: 2, failures: 1 });
});

test('a rename is learned from the next delivery; disconnecting takes hook and tokens away', async () => {
  const caller = await app.user();
  await gitlab.createProject('acme/old', { files: { 'README.md': '# Old\n' } });
  await connectAccount(caller);
  const { body } = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    provider: 'gitlab',
    repository_full_name: 'acme/old',
  });
  gitlab.rename('acme/old', 'new');
  await gitlab.push('acme/new', { 'README.md': '# New\n' }, { branch: 'words' });
  await settle();

  const renamed = await caller.get(`/api/v2/repositories/connections/${body.id}`);
  const hooksBefore = gitlab.hooks.list('acme/new').length;
  const ended = await caller.delete('/api/v2/oauth/gitlab/disconnect');

  expect(renamed.body).toMatchObject({ repository_full_name: 'acme/new', provider: 'gitlab' });
  expect([hooksBefore, gitlab.hooks.list('acme/new').length]).toEqual([1, 0]);
  expect(ended.body).toMatchObject({ provider: 'gitlab', revoked_at_provider: true, hooks_removed: 1 });
});
