import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { PullRequestSettler } from '../../src/pull-request/pull-request.settler';
import { PullRequestStore } from '../../src/pull-request/pull-request.store';
import { PullRequestWatcher } from '../../src/pull-request/pull-request.watcher';
import type { ApiClient } from '../support/api-client';
import { until } from '../support/embedded-processes';
import {
  atGitHub,
  fixesOf,
  MISSPELT,
  ownBranchesOf,
  pullsOf,
  settleAll,
  startGreen,
  WRONG,
  type FixAttempt,
  type FixPull,
  type PullAtGitHub,
} from '../support/fix-road';
import { incidentsOf, makeAllDue, only, startRoad, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

/** A repository whose main was green and fails now; without `auto` nothing is proposed unasked. */
async function startFailure(name: string, auto: boolean): Promise<{ road: Road; incidentId: string }> {
  const road = await startRoad(app, github, name);
  await road.caller.patch(`/api/v2/repositories/connections/${road.connectionId}`, { auto_pr_enabled: auto });
  await github.runs.create({ repository: road.repository, jobs: [GREEN] });
  await settleAll(app, github);
  await github.push(road.repository, { 'src/a.ts': WRONG });
  await github.runs.create({ repository: road.repository, jobs: [MISSPELT] });
  await settleAll(app, github);
  return { road, incidentId: only(await incidentsOf(road)).id };
}

/** What the CI says of the fix's newest commit. */
async function decide(road: Road, job: typeof MISSPELT | typeof GREEN): Promise<void> {
  const { branch_name: branch } = only(await fixesOf(road));
  await github.runs.create({ repository: road.repository, branch, jobs: [job] });
  await settleAll(app, github);
}

const statusOf = async (caller: ApiClient, road: Road, number: number): Promise<FixPull> =>
  (await caller.get<FixPull>(`/api/v2/prs/${number}/status?repository_connection_id=${road.connectionId}`)).body;

test('a preview shows diff and gates, and pushes nothing', async () => {
  const { road, incidentId } = await startFailure('preview', false);

  const answer = await road.caller.post<{ outcome: string; diff: string; gates: { passed: boolean }[] }>(
    `/api/v2/incidents/${incidentId}/preview-fix`,
  );

  expect(answer.status).toBe(200);
  expect(answer.body.outcome).toBe('proposed');
  expect(answer.body.diff).toContain('-export const count = item.quantty;\n+export const count = item.quantity;\n');
  expect(answer.body.gates.every(({ passed }) => passed)).toBe(true);
  expect(await fixesOf(road)).toEqual([]);
});

test('switched off, nothing comes by itself; asked for, it comes, and asking again gives the open one', async () => {
  const { road, incidentId } = await startFailure('asked', false);
  const { attempts } = (
    await road.caller.get<{ attempts: FixAttempt[] }>(`/api/v2/incidents/${incidentId}/fix-attempts`)
  ).body;

  const asked = await road.caller.post<{ task_id: string }>(`/api/v2/incidents/${incidentId}/create-pr`);
  await settleAll(app, github);
  const task = await road.caller.get<{ status: string; result: { outcome: string } }>(
    `/api/v2/tasks/${asked.body.task_id}`,
  );
  const again = await road.caller.post<FixPull>(`/api/v2/incidents/${incidentId}/create-pr`);
  const incident = await road.caller.get<{ pull_requests: { pr_number: number }[] }>(`/api/v2/incidents/${incidentId}`);

  expect(only(attempts)).toMatchObject({ outcome: 'declined', code: 'fix.disabled' });
  expect(asked.status).toBe(202);
  expect(asked.body).toEqual({ task_id: asked.body.task_id, status_url: `/api/v2/tasks/${asked.body.task_id}` });
  expect(task.body).toMatchObject({ status: 'succeeded', result: { outcome: 'proposed' } });
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({ state: 'open', draft: true, verified: 'running' });
  expect(only(incident.body.pull_requests).pr_number).toBe(again.body.pr_number);
});

test('red CI on our branch and nothing better to propose closes it with the reason', async () => {
  const { road } = await startFailure('stays-red', true);

  await decide(road, MISSPELT);
  const fix = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${fix.pr_number}`);

  expect(fix).toMatchObject({ state: 'closed', verified: 'failed', attempts: [{ result: 'failed' }] });
  expect(fix.closed_reason).toContain('stayed red');
  expect(atForge.state).toBe('closed');
});

test('red CI on our branch is answered with another change on the same branch, three in all, then closed with the reason', async () => {
  const road = await startGreen(app, github, 'three-times');
  const { repository } = road;
  const misspelt = (file: string) => ({ ...MISSPELT, log: MISSPELT.log.replace('src/a.ts', file) });
  await github.push(repository, { 'src/a.ts': WRONG, 'src/b.ts': WRONG, 'src/c.ts': WRONG });
  await github.runs.create({ repository, jobs: [MISSPELT] });
  await settleAll(app, github);
  const pullAt = async (): Promise<PullAtGitHub> => only(await pullsOf(github, road));
  const { head } = await pullAt();

  await decide(road, misspelt('src/b.ts'));
  const second = await pullAt();
  await decide(road, misspelt('src/c.ts'));
  const third = await pullAt();
  const files = await atGitHub<{ filename: string }[]>(
    github,
    'GET',
    `/repos/${repository}/pulls/${third.number}/files`,
  );
  await decide(road, misspelt('src/a.ts'));
  const fix = only(await fixesOf(road));

  expect([second, third].map(({ head: { ref } }) => ref)).toEqual([head.ref, head.ref]);
  expect(new Set([head.sha, second.head.sha, third.head.sha]).size).toBe(3);
  expect(second.body).toContain('attempt 2');
  expect(files.map(({ filename }) => filename).sort()).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts']);
  expect(fix.attempts.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed']);
  expect(fix).toMatchObject({ state: 'closed', verified: 'failed' });
  expect(fix.closed_reason).toContain('stayed red after 3 attempts');
  expect((await pullAt()).state).toBe('closed');
  expect(await ownBranchesOf(github, road)).toEqual([]);
});

test('the next attempt is thought of once, however often its task runs', async () => {
  const road = await startGreen(app, github, 'thought-twice');
  await github.push(road.repository, { 'src/a.ts': WRONG, 'src/b.ts': WRONG });
  await github.runs.create({ repository: road.repository, jobs: [MISSPELT] });
  await settleAll(app, github);
  github.faults.next({ method: 'POST', path: /\/git\/commits$/, times: 20 }, { status: 502, body: '' });
  await decide(road, { ...MISSPELT, log: MISSPELT.log.replace('src/a.ts', 'src/b.ts') });
  const waiting = only(await fixesOf(road));

  await app.nest.get(PullRequestSettler).retry(waiting.id);
  const again = only(await fixesOf(road));
  github.faults.clear();
  await makeAllDue(app);
  await settleAll(app, github);
  const pushed = only(await fixesOf(road));

  expect([waiting, again].map(({ state, attempts }) => [state, attempts.length])).toEqual([
    ['open', 1],
    ['open', 1],
  ]);
  expect(pushed).toMatchObject({ state: 'open', attempts: [{ result: 'failed' }, { result: 'running' }] });
});

test('a next attempt that cannot be thought of, however often it is tried, leaves nothing hanging', async () => {
  const { road } = await startFailure('thought-dies', true);
  github.faults.next({ method: 'GET', path: /\/git\/trees\//, times: 100 }, { status: 502, body: '' });
  await decide(road, MISSPELT);
  const waiting = only(await fixesOf(road));

  await app.db.read.query('update graphile_worker._private_jobs set run_at = now(), attempts = max_attempts - 1');
  await settleAll(app, github);
  github.faults.clear();
  const [dead] = await app.db.read.query<{ kind: string }[]>(
    `select kind from tasks where status = 'dead' and kind = 'pull-request.retry'`,
  );
  const after = only(await fixesOf(road));

  expect([waiting.state, dead?.kind]).toEqual(['open', 'pull-request.retry']);
  expect(after).toMatchObject({ state: 'closed', verified: 'failed' });
  expect(after.closed_reason).toContain('the next attempt could not be thought of');
  expect(only(await pullsOf(github, road)).state).toBe('closed');
});

test('a failure on our own branch is no incident, and sets nothing off', async () => {
  const { road } = await startFailure('own-branch', true);

  await decide(road, MISSPELT);

  expect(await incidentsOf(road)).toHaveLength(1);
  expect(await fixesOf(road)).toHaveLength(1);
});

test('muting the incident withdraws its pull request', async () => {
  const { road, incidentId } = await startFailure('muted', true);
  const before = only(await fixesOf(road));

  await road.caller.patch(`/api/v2/incidents/${incidentId}`, { status: 'muted' });
  await settleAll(app, github);
  const after = only(await fixesOf(road));

  expect([before.state, after.state]).toEqual(['open', 'closed']);
  expect(after.closed_reason).toBe('The incident was muted.');
});

test('an incident that ends while its pull request is just being promised withdraws it', async () => {
  const { road, incidentId } = await startFailure('promised', true);
  await app.db.read.query(`update pull_requests set phase = 'failed' where incident_id = $1`, [incidentId]);
  await app.db.read.query(`update incidents set status = 'muted' where id = $1`, [incidentId]);
  const watcher = app.nest.get(PullRequestWatcher);
  const told: Promise<boolean>[] = [];

  await app.db.transaction(async (tx) => {
    await app.nest.get(PullRequestStore).lockIncident(tx, incidentId);
    await tx.query(`update pull_requests set phase = 'claimed' where incident_id = $1`, [incidentId]);
    let isDone = false;
    told.push(watcher.incidentSettled(incidentId, 'muted').then(() => (isDone = true)));
    // Whoever does not wait for the promise has looked by now.
    await until(async () => isDone || (await waiting()) > 0);
  });
  await Promise.all(told);

  expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', closed_reason: 'The incident was muted.' });
});

const waiting = async (): Promise<number> =>
  (
    await app.db.read.query<unknown[]>(
      `select 1 from pg_locks l join pg_database d on d.oid = l.database
       where locktype = 'advisory' and not granted and datname = current_database()`,
    )
  ).length;

test('who closes one has said no: the next failure of the same kind opens no other', async () => {
  const { road } = await startFailure('refused', true);
  const { pr_number: number } = only(await fixesOf(road));

  await atGitHub(github, 'PATCH', `/repos/${road.repository}/pulls/${number}`, { state: 'closed' });
  await settleAll(app, github);
  await github.push(road.repository, { 'README.md': '# again\n' });
  await github.runs.create({ repository: road.repository, jobs: [MISSPELT] });
  await settleAll(app, github);

  expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', closed_reason: 'Closed at the forge.' });
});

test('title and description are changed at the forge, and a closed one is left alone', async () => {
  const { road } = await startFailure('words', true);
  const { pr_number: number } = only(await fixesOf(road));
  const path = `/api/v2/prs/${number}/update?repository_connection_id=${road.connectionId}`;

  const changed = await road.caller.post<FixPull>(path, { title: 'A better title' });
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${number}`);
  const closed = await road.caller.post<FixPull>(path, { state: 'closed' });
  const refused = await road.caller.post<{ code: string }>(path, { title: 'Too late' });

  expect([changed.status, atForge.title]).toEqual([200, 'A better title']);
  expect(closed.body.state).toBe('closed');
  expect([refused.status, refused.body.code]).toEqual([409, 'pull_request.not_ours']);
});

test('a number two repositories have is ambiguous until the repository is named', async () => {
  const { road } = await startFailure('first-of-two', true);
  const other = await startRoadOf(road, 'second-of-two');

  const ambiguous = await road.caller.get<{ code: string }>('/api/v2/prs/1/status');
  const named = await statusOf(road.caller, other, 1);
  const list = await road.caller.get<{ pull_requests: FixPull[] }>('/api/v2/prs?state=open');
  const stats = await road.caller.get<{ total: number; open: number; acceptance_rate: null }>('/api/v2/prs/stats');

  expect([ambiguous.status, ambiguous.body.code]).toEqual([409, 'pull_request.ambiguous_number']);
  expect(named.pr_number).toBe(1);
  expect(list.body.pull_requests).toHaveLength(2);
  expect(stats.body).toMatchObject({ total: 2, open: 2, acceptance_rate: null });
});

/** Another repository of the same user, failing in the same way. */
async function startRoadOf({ caller }: Road, name: string): Promise<Road> {
  const repository = `dana/${name}`;
  await github.createRepository(repository, { files: { 'src/a.ts': 'export {};\n' } });
  const { body } = await caller.post<{ id: string }>('/api/v2/repositories/connect', {
    repository_full_name: repository,
  });
  const road = { caller, connectionId: body.id, repository };
  await github.runs.create({ repository, jobs: [GREEN] });
  await settleAll(app, github);
  await github.push(repository, { 'src/a.ts': WRONG });
  await github.runs.create({ repository, jobs: [MISSPELT] });
  await settleAll(app, github);
  return road;
}
