import { LLMock } from '@copilotkit/aimock';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { ScriptedJob } from '../../demo/github/scripted-runs';
import { attemptsOf, fixesOf, settleAll } from '../support/fix-road';
import { incidentsOf, only, startRoad, type Road } from '../support/main-road';
import { answerAsShown, modelCase } from '../support/model-case';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);

const KEY = 'canary-model-key-5d1f';
const CASE = modelCase('build');
const ERROR = CASE.answer.quotes[0]?.text ?? '';
const JOB: ScriptedJob = { name: 'build', conclusion: 'failure', log: CASE.log };

let github: DemoGitHub;
let endpoint: LLMock;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  endpoint = new LLMock({ port: 0 });
  await endpoint.start();
  app = await startTestApp({
    githubUrl: github.url,
    environment: {
      AI_BASE_URL: `${endpoint.url}/v1`,
      AI_API_KEY: KEY,
      AI_MODEL: 'tester',
      AI_TIMEOUT_SECONDS: '2',
      AI_MAX_REQUESTS_PER_INCIDENT: '4',
    },
  });
});
beforeEach(() => {
  endpoint.reset();
});
afterAll(async () => {
  await app.close();
  await endpoint.stop();
  await github.close();
});

const modelAnswers = (change: Readonly<Record<string, unknown>> = {}): void => {
  answerAsShown(endpoint, CASE, change);
};

/** A repository whose main was green and fails now as the case does. */
async function startFailure(name: string, policy: Readonly<Record<string, unknown>> = {}): Promise<Road> {
  const road = await startRoad(app, github, name);
  const path = `/api/v2/repositories/connections/${road.connectionId}`;
  await road.caller.patch(path, { auto_pr_enabled: true, fix_policy: policy });
  await github.runs.create({ repository: road.repository, jobs: [GREEN] });
  await settleAll(app, github);
  await github.push(road.repository, CASE.files);
  await github.runs.create({ repository: road.repository, jobs: [JOB] });
  await settleAll(app, github);
  return road;
}

const spentOn = async (road: Road): Promise<readonly { outcome: string; requests: number }[]> =>
  app.db.read.query('select outcome, requests from ai_spend where repository_connection_id = $1 order by created_at', [
    road.connectionId,
  ]);

test('where no fixer knows a change the model’s becomes a draft, and stays one when the CI is green', async () => {
  modelAnswers();
  const road = await startFailure('mended');
  const opened = only(await fixesOf(road));

  await github.runs.create({ repository: road.repository, branch: opened.branch_name, jobs: [GREEN] });
  await settleAll(app, github);
  const proven = only(await fixesOf(road));
  const status = await road.caller.get('/api/v2/ai');

  expect(only(await attemptsOf(road))).toMatchObject({ outcome: 'proposed', kind: 'ai', fixer: null, model: 'tester' });
  expect(opened).toMatchObject({ state: 'open', draft: true });
  expect(proven).toMatchObject({ verified: 'verified', draft: true });
  expect(await spentOn(road)).toEqual([{ outcome: 'patch', requests: 1 }]);
  expect(status.body).toMatchObject({
    configured: true,
    model: 'tester',
    spend_24h: { requests: 1, cost: null },
    caps: { requests_per_incident: 4, daily_requests_per_repository: 200, daily_cost: null },
  });
});

test('it is told what changed since the last green commit', async () => {
  modelAnswers();

  await startFailure('changed');

  const asked = JSON.stringify(endpoint.getLastRequest()?.body);
  expect(asked).toContain('which was green');
  expect(asked).toContain('changed: src/cart.ts');
  expect(asked).toContain('+++ b/src/cart.ts');
});

test.each([
  ['lies', 'fix.model_rejected', 'rejected', { quotes: [{ source: 'log', line: 1, text: ERROR }] }],
  ['declines', 'fix.model_declined', 'declined', { decline: 'I cannot see it.' }],
  [
    'does harm',
    'fix.gate_refused',
    'patch',
    { edits: [{ path: 'src/cart.ts', old_text: 'sum + price,', new_text: '/* @ts-ignore */ sum + price,' }] },
  ],
  ['doubts', 'fix.low_confidence', 'patch', { confidence: 0.5 }],
])('a model that %s proposes nothing, and the attempt says so', async (what, code, outcome, change) => {
  modelAnswers(change);

  const road = await startFailure(`model-${what.replace(' ', '-')}`);

  expect(only(await attemptsOf(road))).toMatchObject({ outcome: 'declined', code });
  expect(await fixesOf(road)).toEqual([]);
  expect(await spentOn(road)).toMatchObject([{ outcome }]);
});

test.each([
  ['speaks no JSON', { content: 'Sure! Here is the fix.' }, 'fix.model_rejected', 'malformed'],
  ['is cut off', { content: '{"decline":', finishReason: 'length' }, 'fix.model_rejected', 'cut_off'],
  ['is busy', { error: { message: `slow down ${KEY}` }, status: 429 }, 'fix.model_unavailable', 'busy'],
  ['is broken', { error: { message: `no ${KEY}` }, status: 500 }, 'fix.model_unavailable', 'unavailable'],
  ['refuses the key', { error: { message: `bad key ${KEY}` }, status: 401 }, 'fix.model_unavailable', 'rejected'],
])('an endpoint that %s is an honest no', async (what, response, code, outcome) => {
  endpoint.onMessage(/.*/, response);

  const road = await startFailure(`endpoint-${what.replaceAll(' ', '-')}`);

  expect(only(await attemptsOf(road))).toMatchObject({ outcome: 'declined', code });
  expect(await spentOn(road)).toMatchObject([{ outcome }]);
});

test('a model that was busy is asked again when it said to, and its answer is proposed', async () => {
  endpoint.onMessage(/.*/, { error: { message: 'slow down' }, status: 429, retryAfter: 600 });
  const road = await startFailure('busy-then-free');
  const unanswered = only(await attemptsOf(road));
  endpoint.reset();
  modelAnswers();
  await settleAll(app, github);
  const early = endpoint.getRequests().length;

  const moved = await app.db.read.query<unknown[]>(
    `update graphile_worker._private_jobs set run_at = now()
     where key = $1 and run_at between now() + interval '8 minutes' and now() + interval '10 minutes' returning key`,
    [`fix.again:${only(await incidentsOf(road)).id}:${unanswered.workflow_run_id}`],
  );
  await settleAll(app, github);

  expect(unanswered).toMatchObject({ outcome: 'declined', code: 'fix.model_unavailable' });
  expect(early).toBe(0);
  expect(moved).toMatchObject([[{}], 1]);
  expect(await attemptsOf(road)).toMatchObject([
    { outcome: 'proposed', kind: 'ai' },
    { outcome: 'declined', code: 'fix.model_unavailable' },
  ]);
  expect(only(await fixesOf(road))).toMatchObject({ state: 'open', draft: true });
});

test('a model that is busy when the CI has refused its change keeps the pull request open until it answers', async () => {
  modelAnswers();
  const road = await startFailure('busy-at-retry');
  endpoint.reset();
  endpoint.onMessage(/.*/, { error: { message: 'slow down' }, status: 429 });
  const { branch_name: branch } = only(await fixesOf(road));
  await github.runs.create({ repository: road.repository, branch, jobs: [JOB] });
  await settleAll(app, github);
  const waiting = only(await fixesOf(road));
  const [unanswered] = await attemptsOf(road);
  endpoint.reset();
  modelAnswers({ decline: 'I cannot see it.' });

  const moved = await app.db.read.query<unknown[]>(
    `update graphile_worker._private_jobs set run_at = now()
     where key like $1 and run_at between now() + interval '1 minute' and now() + interval '5 minutes' returning key`,
    [`pull-request.retry:${waiting.id}:%:again`],
  );
  await settleAll(app, github);

  expect(waiting).toMatchObject({ state: 'open', verified: 'failed' });
  expect(unanswered).toMatchObject({ code: 'fix.model_unavailable' });
  expect(moved).toMatchObject([[{}], 1]);
  expect(only(await fixesOf(road))).toMatchObject({
    state: 'closed',
    closed_reason: expect.stringContaining('The model declined') as string,
  });
});

test('over the cap of an incident the model is not asked, and the attempt says so', async () => {
  endpoint.onMessage(/.*/, { content: 'no JSON' });
  const road = await startFailure('capped');
  const { id } = only(await incidentsOf(road));
  const ask = () => road.caller.post(`/api/v2/incidents/${id}/preview-fix`, { use_ai: true });

  await ask();
  const before = endpoint.getRequests().length;
  const over = await ask();

  expect(over.body).toMatchObject({ outcome: 'declined', code: 'fix.budget' });
  expect(over.body).toMatchObject({ reason: expect.stringContaining('4 requests for one incident') as string });
  expect(endpoint.getRequests()).toHaveLength(before);
});

test('a repository that wants no model has none asked, unless a person does', async () => {
  modelAnswers();
  const road = await startFailure('unwanted', { use_ai: false });
  const { id } = only(await incidentsOf(road));
  const asked = endpoint.getRequests().length;

  await road.caller.post(`/api/v2/incidents/${id}/create-pr`, { use_ai: true });
  await settleAll(app, github);

  expect(asked).toBe(0);
  expect(await attemptsOf(road)).toMatchObject([
    { outcome: 'proposed' },
    { outcome: 'declined', code: 'fix.no_fixer', reason: expect.stringContaining('use_ai') as string },
  ]);
});

test('the key is in no log, row or answer', async () => {
  const tables = await app.db.read.query<{ name: string }[]>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => app.db.read.query<unknown>(`select * from "${name}"`)));
  const status = await (await app.user()).get('/api/v2/ai');

  expect(JSON.stringify(rows)).toContain('tester');
  expect(JSON.stringify(rows)).not.toContain(KEY);
  expect(app.logs.join('')).not.toContain(KEY);
  expect(JSON.stringify(status.body)).not.toContain(KEY);
});
