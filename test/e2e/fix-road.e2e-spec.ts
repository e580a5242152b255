import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { TraceExporter } from '../../src/common/tracing/exporter';
import {
  atGitHub,
  attemptsOf,
  breakMain,
  decide,
  fail,
  fixesOf,
  PROVEN_FIX,
  pullsOf,
  push,
  settleAll,
  startGreen,
  startShop,
  type FixPull,
  type PullAtGitHub,
} from '../support/fix-road';
import { incidentsOf, only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { TraceCollector } from '../support/trace-collector';
import { GREEN } from '../support/verdict-road';

// The compiler runs for real, several times a test.
jest.setTimeout(240_000);

let github: DemoGitHub;
let app: TestApp;
let collector: TraceCollector;
beforeAll(async () => {
  github = await startDemoGitHub({ runCi: true });
  collector = await TraceCollector.start();
  app = await startTestApp({
    githubUrl: github.url,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer canary-of-the-collector',
    },
  });
});
afterAll(async () => {
  await app.close();
  await collector.close();
  await github.close();
});

test('a failure becomes a draft, the repository’s own CI proves it, and its merge resolves the incident', async () => {
  const road = await startShop(app, github, 'proven');
  await breakMain(app, github, road);

  const fix = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${fix.pr_number}`);
  await atGitHub(github, 'PUT', `/repos/${road.repository}/pulls/${fix.pr_number}/merge`, { merge_method: 'squash' });
  await settleAll(app, github);
  const merged = only(await fixesOf(road));
  const incident = only(await incidentsOf(road));

  expect(fix).toMatchObject(PROVEN_FIX);
  expect(fix.branch_name).toMatch(/^devflowfix\/[0-9a-f]{12}$/);
  expect(atForge).toMatchObject({ state: 'open', draft: false, head: { ref: fix.branch_name } });
  expect(atForge.body).toContain('CI is green on this branch');
  expect(merged).toMatchObject({ state: 'merged', merged: true });
  expect(incident).toMatchObject({ status: 'resolved' });
  expect(['pr_merged', 'green_run']).toContain(incident.resolution);
});

test('what was done on the way is told to operators', async () => {
  const { body: told } = await app.client().get<string>('/metrics');

  for (const series of [
    /^devflowfix_webhook_deliveries_total\{forge="github",status="accepted"\} [1-9]/m,
    /^devflowfix_webhook_processing_lag_seconds_count [1-9]/m,
    /^devflowfix_tasks_total\{kind="webhook\.process",outcome="succeeded"\} [1-9]/m,
    /^devflowfix_diagnosis_duration_seconds_count\{outcome="known"\} [1-9]/m,
    /^devflowfix_fix_attempts_total\{outcome="proposed",kind="rule"\} 1$/m,
    /^devflowfix_pull_request_phases_total\{phase="verified"\} 1$/m,
    /^devflowfix_pull_request_phases_total\{phase="merged"\} 1$/m,
    /^devflowfix_forge_requests_total\{forge="github",method="GET",status="200"\} [1-9]/m,
    /^devflowfix_forge_request_duration_seconds_count\{forge="github"\} [1-9]/m,
    /^devflowfix_forge_rate_limit_left_ratio\{forge="github"\} 0\.\d/m,
    /^devflowfix_oauth_operations_total\{forge="github",operation="exchange",outcome="ok"\} 1$/m,
  ]) {
    expect(told).toMatch(series);
  }
});

test('one trace leads from the delivery to the pull request, and holds no secret', async () => {
  await app.nest.get(TraceExporter).flush();

  const opened = collector.traces().filter((spans) => spans.some(({ name }) => name === 'pull-request.open'));
  const trace = only(opened);
  const ids = new Set(trace.map(({ spanId }) => spanId));
  expect(trace.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'POST /api/v2/webhooks/:forge/:connection',
      'webhook.process-together',
      'fact:webhook.received:workflow',
      'fact:workflow.run-failed:incident',
      'incident.judge',
      'fact:incident.diagnosed:fix',
      'fact:fix.proposed:pull-request',
      'POST github',
    ]),
  );
  const roots = trace.filter(({ parentSpanId = '' }) => parentSpanId === '');
  expect(roots.map(({ name }) => name)).toEqual(['POST /api/v2/webhooks/:forge/:connection']);
  expect(trace.filter(({ parentSpanId = '' }) => parentSpanId !== '' && !ids.has(parentSpanId))).toEqual([]);
  expect(new Set(collector.credentials)).toEqual(new Set(['Bearer canary-of-the-collector']));
  const told = JSON.stringify(collector.spans) + app.logs.join('\n');
  for (const secret of ['canary-of-the-collector', github.token('dana'), 'demo-client-secret']) {
    expect(told).not.toContain(secret);
  }
});

test('the author is faster: the pull request is withdrawn, with a word and without its branch', async () => {
  const road = await startGreen(app, github, 'faster');
  await fail(app, github, road);
  const before = only(await fixesOf(road));

  await push(app, github, road, { 'src/a.ts': 'export const nothing = 0;\n' });
  const after = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${before.pr_number}`);
  const branches = await atGitHub<{ name: string }[]>(github, 'GET', `/repos/${road.repository}/branches`);

  expect(before.state).toBe('open');
  expect(after.state).toBe('closed');
  expect(after.closed_reason).toMatch(/moved on|is gone|green again/);
  expect(atForge.state).toBe('closed');
  expect(branches.map(({ name }) => name)).toEqual(['main']);
});

test('somebody commits to the branch: it is theirs, and stays open when the failure is gone', async () => {
  const road = await startGreen(app, github, 'handed-over');
  await fail(app, github, road);
  const fix = only(await fixesOf(road));

  await push(app, github, road, { 'src/more.ts': 'export const more = 1;\n' }, fix.branch_name);
  await push(app, github, road, { 'src/a.ts': 'export const nothing = 0;\n' });
  await decide(app, github, road, [GREEN]);
  const after = only(await fixesOf(road));
  const atForge = await atGitHub<PullAtGitHub>(github, 'GET', `/repos/${road.repository}/pulls/${fix.pr_number}`);

  expect(after.state).toBe('open');
  expect(atForge.state).toBe('open');
  expect(only(await incidentsOf(road)).status).toBe('resolved');
});

test('nothing safe to propose is said, and nothing is pushed', async () => {
  const road = await startShop(app, github, 'no-fixer');
  const wrong = 'export const size: number = process.argv.length > 9 ? 1 : "two";\n';
  await push(app, github, road, { 'src/size.ts': wrong });

  const attempt = only(await attemptsOf(road));

  expect(attempt).toMatchObject({ outcome: 'declined', code: 'fix.no_fixer', diff: null });
  expect(await fixesOf(road)).toEqual([]);
});

/** What the contract promises of a pull request, and what else is told. */
const PULL_FIELDS = [
  ...['id', 'incident_id', 'repository_connection_id', 'pr_number', 'pr_url', 'title', 'body', 'branch_name'],
  ...['base_branch', 'state', 'draft', 'merged', 'mergeable', 'verified', 'checks', 'additions', 'deletions'],
  ...['changed_files', 'commits', 'comments', 'fix_kind', 'fixer', 'model', 'confidence', 'attempts', 'created_at'],
  ...['updated_at', 'merged_at', 'closed_at', 'closed_reason', 'harm', 'harmed', 'unproven_reason'],
].sort();

test('the endpoints of pull requests answer as the contract says, field by field', async () => {
  const road = await startGreen(app, github, 'contract');
  await fail(app, github, road);
  const { id: incidentId } = only(await incidentsOf(road));
  await decide(app, github, road, [GREEN], only(await fixesOf(road)).branch_name);
  const { caller } = road;
  const ofOne = `repository_connection_id=${road.connectionId}`;
  const keys = (body: unknown): string[] => Object.keys(body as object).sort();

  const list = await caller.get<{ pull_requests: FixPull[]; total: number; next_cursor: null }>(`/api/v2/prs?limit=1`);
  const mine = await caller.get<{ pull_requests: FixPull[] }>(`/api/v2/incidents/${incidentId}/prs?limit=1`);
  const status = await caller.get<FixPull>(`/api/v2/prs/1/status?${ofOne}`);
  const stats = await caller.get<{ verified: number }>(`/api/v2/prs/stats?${ofOne}`);
  const asked = await caller.post<FixPull>(`/api/v2/incidents/${incidentId}/create-pr`, {});
  const preview = await caller.post(`/api/v2/incidents/${incidentId}/preview-fix`, {});
  const update = (body: object) => caller.post<FixPull>(`/api/v2/prs/1/update?${ofOne}`, body);
  const drafted = await update({ draft: true, state: 'open' });
  const draftThere = only(await pullsOf(github, road)).draft;
  const ready = await update({ draft: false });
  const stranger = await app.user();

  expect([list, mine].map(({ status: code, body }) => [code, keys(body)])).toEqual([
    [200, ['next_cursor', 'pull_requests', 'total']],
    [200, ['next_cursor', 'pull_requests', 'total']],
  ]);
  const shown = [...list.body.pull_requests, ...mine.body.pull_requests, status.body, asked.body, drafted.body];
  expect(shown.map(keys)).toEqual(Array.from({ length: 5 }, () => PULL_FIELDS));
  expect(keys(status.body.checks[0])).toEqual(['conclusion', 'name', 'status', 'url']);
  expect(keys(status.body.attempts[0])).toEqual(['attempt', 'attempt_id', 'head_sha', 'reason', 'result']);
  expect(status.body).toMatchObject({
    state: 'open',
    draft: false,
    verified: 'verified',
    fix_kind: 'rule',
    model: null,
  });
  expect(stats.body).toMatchObject({ total: 1, open: 1, verified: 1, acceptance_rate: null });
  expect(keys(preview.body)).toEqual([
    'code',
    'commands',
    'confidence',
    'diff',
    'fixer',
    'gates',
    'kind',
    'model',
    'outcome',
    'reason',
    'reasons',
    'target_branch',
  ]);
  expect([drafted.body.draft, draftThere, ready.body.draft]).toEqual([true, true, false]);
  const codes = await Promise.all([
    app.client().get('/api/v2/prs'),
    caller.get('/api/v2/prs?state=gone'),
    caller.get('/api/v2/prs?limit=101'),
    caller.get('/api/v2/prs?cursor=!'),
    caller.get(`/api/v2/prs/77/status?${ofOne}`),
    caller.get('/api/v2/prs/one/status'),
    stranger.get(`/api/v2/prs/1/status?${ofOne}`),
    stranger.get(`/api/v2/incidents/${incidentId}/prs`),
    stranger.post(`/api/v2/incidents/${incidentId}/create-pr`, {}),
    stranger.post(`/api/v2/incidents/${incidentId}/preview-fix`, {}),
    update({ title: '' }),
    update({ colour: 'red' }),
    caller.post(`/api/v2/incidents/${incidentId}/create-pr`, { base_branch: 5 }),
  ]);
  expect(codes.map((answer) => answer.status)).toEqual([
    401, 422, 422, 422, 404, 404, 404, 404, 404, 404, 422, 422, 422,
  ]);
});
