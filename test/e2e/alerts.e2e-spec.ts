import { Webhook } from 'standardwebhooks';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { judgeRules } from '../../src/alert/alert.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import { startReceiver, type Receiver } from '../contract/receiver';
import type { ApiClient } from '../support/api-client';
import { only, settle, startRoad, typeError, type Road } from '../support/main-road';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly status: string;
  readonly message: string;
  readonly attempts: number;
  readonly response_status: number | null;
  readonly error: string | null;
}

let github: DemoGitHub;
let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url, environment: { ALERT_PRIVATE_TARGETS: 'allow' } });
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});
afterAll(async () => {
  await app.close();
  await github.close();
});

/** One turn of the judge, and what it sends. */
async function turn(): Promise<void> {
  await app.nest.get(TaskQueue).enqueue(app.db.read, judgeRules, {});
  await app.drain();
}

async function channel(caller: ApiClient, kind = 'webhook'): Promise<{ id: string; secret: string | null }> {
  const made = await caller.post<{ id: string; secret: string | null }>('/api/v2/alerts/channels', {
    kind,
    name: 'on call',
    url: receiver.url,
  });
  expect(made.status).toBe(201);
  return made.body;
}

async function rule(road: Road, channelId: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const made = await road.caller.post<{ id: string }>('/api/v2/alerts/rules', {
    kind: 'failure_rate',
    name: 'too much red',
    min_runs: 2,
    channel_ids: [channelId],
    ...more,
  });
  expect(made.status).toBe(201);
  return made.body.id;
}

const deliveriesOf = async (caller: ApiClient): Promise<readonly Delivery[]> =>
  (await caller.get<{ deliveries: Delivery[] }>('/api/v2/alerts/deliveries')).body.deliveries;

async function run(road: Road, job: ReturnType<typeof typeError> | typeof GREEN): Promise<void> {
  await github.runs.create({ repository: road.repository, jobs: [job] });
  await settle(app, github);
}

test('too many failures are told once, reminded of, and their end is told; each message is signed', async () => {
  const road = await startRoad(app, github, 'alerts');
  const { id, secret } = await channel(road.caller);
  await rule(road, id, { remind_minutes: 60 });

  await run(road, typeError());
  await turn();
  const tooFew = await deliveriesOf(road.caller);
  await run(road, typeError());
  await turn();
  await turn();
  const [firing] = receiver.arrived;
  app.clock.advance(61 * 60_000);
  await turn();
  for (let number = 0; number < 3; number += 1) await run(road, GREEN);
  await turn();
  await turn();
  const sent = await deliveriesOf(road.caller);

  expect(tooFew).toEqual([]);
  expect(sent.map(({ event, status, response_status: code }) => [event, status, code])).toEqual([
    ['recovered', 'delivered', 202],
    ['reminder', 'delivered', 202],
    ['firing', 'delivered', 202],
  ]);
  expect(receiver.arrived).toHaveLength(3);
  const told = new Webhook(secret ?? '').verify(firing?.body ?? '', firing?.headers as Record<string, string>);
  expect(told).toMatchObject({
    type: 'alert.firing',
    data: { rule_name: 'too much red', message: 'dana/alerts: 2 of 2 runs failed in the last 24 h (100 %).' },
  });
  expect(firing?.headers['webhook-id']).toBe(sent.at(-1)?.id);
});

test('a receiver that is busy gets the same message again; one that refuses does not', async () => {
  const caller = await app.user();
  const { id } = await channel(caller);
  receiver.answerWith(503);

  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const waiting = only(await deliveriesOf(caller));
  receiver.answerWith(204);
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');
  await app.drain();
  const delivered = only(await deliveriesOf(caller));
  receiver.answerWith(410);
  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const [refused] = await deliveriesOf(caller);

  expect(waiting).toMatchObject({ status: 'queued', attempts: 1, response_status: 503 });
  expect(delivered).toMatchObject({ id: waiting.id, status: 'delivered', attempts: 2, error: null });
  expect(new Set(receiver.arrived.slice(0, 2).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(refused).toMatchObject({ status: 'failed', attempts: 1, error: 'The receiver answered 410.' });
});

test('a redirect is not followed, and a chat gets a text that mentions nobody', async () => {
  const caller = await app.user();
  const { id } = await channel(caller, 'slack');
  await caller.patch(`/api/v2/alerts/channels/${id}`, { name: '<!channel>' });

  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const body = JSON.parse(receiver.arrived[0]?.body.toString('utf8') ?? '') as { text: string };
  receiver.answerWith(302);
  await caller.post(`/api/v2/alerts/channels/${id}/test`);
  await app.drain();
  const [redirected] = await deliveriesOf(caller);

  expect(body.text).toContain('&lt;!channel&gt;');
  expect(receiver.arrived[0]?.headers).not.toHaveProperty('webhook-signature');
  expect(redirected).toMatchObject({ status: 'failed', response_status: 302 });
  expect(receiver.arrived).toHaveLength(2);
});

test('a hook that does not work and an account that is out are told', async () => {
  const road = await startRoad(app, github, 'dead-hook');
  const { id } = await channel(road.caller);
  await rule(road, id, { kind: 'hook_failing', repository_connection_id: road.connectionId });
  await rule(road, id, { kind: 'token_dead' });
  await turn();
  const early = receiver.arrived.length;

  await app.db.read.query(
    "update repository_connections set webhook_status = 'missing', webhook_status_reason = 'removed' where id = $1",
    [road.connectionId],
  );
  await app.db.read.query(
    'update oauth_connections set needs_reauthorization = true where user_id = (select user_id from repository_connections where id = $1)',
    [road.connectionId],
  );
  await turn();

  expect(early).toBe(0);
  expect((await deliveriesOf(road.caller)).map(({ event, message }) => `${event} ${message}`).sort()).toEqual([
    'firing dana/dead-hook: its webhook does not work, so failures are noticed late: removed',
    'firing dana: the account must be connected again, nothing can be read or proposed',
  ]);
});

test('a merged fix that did harm is told, with what shows it', async () => {
  const caller = await app.user();
  const { '?repository_connection_id': connectionId = '' } = await makeOneOfEach(app, caller);
  const { id } = await channel(caller);
  await rule({ caller, connectionId, repository: '' }, id, { kind: 'fix_harmful' });
  await turn();
  const early = receiver.arrived.length;

  await app.db.read.query(
    `update pull_requests set phase = 'merged', harm = 'reverted', harmed_at = $2, harm_evidence = $3
     where repository_connection_id = $1`,
    [connectionId, app.clock.now(), { message: 'It was taken back by abc on main.' }],
  );
  await turn();

  expect(early).toBe(0);
  expect(only(await deliveriesOf(caller)).message).toBe(
    'acme/api: a merged fix did harm: #2100000007 It was taken back by abc on main.',
  );
});

test('what is wrong is refused, secrets are not shown again, and nothing leads to what is not one’s own', async () => {
  const [caller, stranger] = [await app.user(), await app.user()];
  const { id, secret } = await channel(caller);
  const foreign = await channel(stranger);
  const post = (path: string, body: object) => caller.post<{ code: string }>(`/api/v2/alerts/${path}`, body);
  const watched = { kind: 'failure_rate', name: 'x' };

  const refused = [
    await post('channels', { kind: 'webhook', name: 'x', url: 'ftp://example.com/' }),
    await post('channels', { kind: 'pigeon', name: 'x', url: receiver.url }),
    await post('rules', { ...watched, threshold: 2 }),
    await post('rules', { ...watched, quiet_hours: { from: '25:00', to: '07:00', time_zone: 'UTC' } }),
    await post('rules', { ...watched, channel_ids: [foreign.id] }),
    await post('rules', { ...watched, repository_connection_id: foreign.id }),
  ];
  const listed = await caller.get<{ channels: object[] }>('/api/v2/alerts/channels');
  const made = await post('rules', { ...watched, channel_ids: [id] });
  const removed = await caller.delete(`/api/v2/alerts/channels/${id}`);
  const { body } = await caller.get<{ rules: { id: string; channel_ids: string[] }[] }>('/api/v2/alerts/rules');
  const changed = await caller.patch(`/api/v2/alerts/rules/${only(body.rules).id}`, { is_enabled: false });
  const gone = await caller.delete(`/api/v2/alerts/rules/${only(body.rules).id}`);

  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
  expect(refused.slice(4).map(({ body: { code } }) => code)).toEqual([
    'alert.no_such_channel',
    'alert.no_such_repository',
  ]);
  expect(JSON.stringify(listed.body)).not.toContain(secret);
  expect(only(listed.body.channels)).toMatchObject({ target: `${new URL(receiver.url).origin}/…` });
  expect([made.status, removed.status, changed.status, gone.status]).toEqual([201, 204, 200, 204]);
  expect(only(body.rules).channel_ids).toEqual([]);
  expect(app.logs.join('')).not.toContain(secret);
});
