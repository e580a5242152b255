import { Client } from 'pg';
import { LiveHub } from '../../src/live/live.hub';
import { pruneTask } from '../../src/live/live.handlers';
import { TaskQueue } from '../../src/queue/task.queue';
import type { ApiClient } from '../support/api-client';
import { deliver, hookedConnection, userIdOf, workflowRun, type HookedConnection } from '../support/deliveries';
import { EventStream } from '../support/event-stream';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
/** Another process on the same database. */
let other: TestApp;
let user: ApiClient;
let connection: HookedConnection;
const streams: EventStream[] = [];
let runs = 1_000;

beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ databaseUrl: app.databaseUrl });
  user = await app.user();
  connection = await hookedConnection(app, await userIdOf(user));
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(async () => {
  await other.close();
  await app.close();
});

async function open(caller: ApiClient, lastEventId: string | null = null, at = app): Promise<EventStream> {
  const stream = await EventStream.open(at.url, credentials(caller), lastEventId);
  streams.push(stream);
  return stream;
}

function credentials(caller: ApiClient): Record<string, string> {
  return caller.token === null ? { cookie: `dff_session=${caller.cookie('dff_session') ?? ''}` } : bearer(caller.token);
}

/** Nothing that was not seen can be read until the end of the test; what is held up is let go with `release`. */
async function holdEvents(): Promise<{ release: () => Promise<void> }> {
  const holder = new Client({ connectionString: app.databaseUrl });
  await holder.connect();
  await holder.query('begin; lock table live_events in access exclusive mode');
  return {
    release: async () => {
      await holder.query('rollback');
      await holder.end();
    },
  };
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** A run of the connection fails; all that follows is done. Returns the forge's id. */
async function failRun(of: HookedConnection = connection): Promise<string> {
  const id = (runs += 1);
  const run = { id, run_number: id, run_attempt: 1, status: 'completed', conclusion: 'failure', head_branch: 'main' };
  await deliver(user, of, workflowRun(of.repositoryId, run));
  await app.drain();
  return String(id);
}

const forRun =
  (id: string) =>
  ({ data }: { data: Readonly<Record<string, unknown>> }): boolean =>
    data.run_id === id;

test('a failed run and its incident are told to their owner on every process, and to nobody else', async () => {
  const stranger = await open(await app.user());
  const here = await open(user);
  const there = await open(user, null, other);

  const id = await failRun();
  const told = await Promise.all(
    [here, there].map((stream) => stream.message(({ type }) => type === 'incident.opened')),
  );

  for (const stream of [here, there]) {
    expect(stream.messages.find(forRun(id))).toMatchObject({
      type: 'run.updated',
      data: { repository_connection_id: connection.id, status: 'completed', conclusion: 'failure', branch: 'main' },
    });
  }
  expect(told[0]?.data).toMatchObject({ status: 'open', occurrence_count: 1, repository_connection_id: connection.id });
  expect(told[1]?.data).toEqual(told[0]?.data);
  await app.nest.get(LiveHub).beat();
  expect(stranger.messages).toEqual([]);
});

test('the answer is an event stream that no proxy keeps back', async () => {
  const { response } = await open(user);

  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('cache-control')).toContain('no-store');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
});

test('a client that comes back gets what it missed, once, at any process', async () => {
  const before = await open(user);
  const first = await failRun();
  await before.message(forRun(first));
  await app.nest.get(LiveHub).beat();
  before.close();
  const missed = await failRun();

  const after = await open(user, before.lastEventId, other);

  const runEvents = after.messages.filter(({ type }) => type === 'run.updated');
  expect(runEvents.map(({ data }) => data.run_id)).toEqual([missed, missed]);
  const again = await open(user, after.lastEventId);
  expect(again.messages).toEqual([]);
});

test('an event that commits after later ones were sent is not lost', async () => {
  const slow = new Client({ connectionString: app.databaseUrl });
  await slow.connect();
  await slow.query('begin');
  await slow.query(
    `insert into live_events (tx, user_id, type, data)
     values (pg_current_xact_id()::text::bigint, $1, 'delivery.failed', '{"id":"slow"}')`,
    [connection.userId],
  );
  const stream = await open(user);
  const leaver = await open(user);
  const id = await failRun();
  await Promise.all([stream, leaver].map((each) => each.message(forRun(id))));
  leaver.close();

  await slow.query('commit');
  await slow.end();
  await app.nest.get(LiveHub).beat();

  await stream.message(({ data }) => data.id === 'slow');
  const back = await open(user, leaver.lastEventId, other);
  expect(back.messages.filter(({ data }) => data.id === 'slow')).toHaveLength(1);
});

test('after five minutes, and for an id that is not ours, a client is told to read everything anew', async () => {
  const stream = await open(user);
  stream.close();
  app.clock.advance(5 * 60_000 + 1);

  const late = await open(user, stream.lastEventId);
  const foreign = await open(user, "1'; drop table users");

  for (const { messages } of [late, foreign])
    expect(messages).toMatchObject([{ type: 'stream.reset', data: { reason: 'too_old' } }]);
});

test('events are kept for six minutes and no longer', async () => {
  await failRun();
  app.clock.advance(7 * 60_000);
  await app.db.transaction((tx) => app.nest.get(TaskQueue).enqueue(tx, pruneTask, {}));

  await app.drain();

  const rows: { count: number }[] = await app.db.read.query('select count(*)::int as count from live_events');
  expect(rows[0]?.count).toBe(0);
});

test('a listener whose session is cut listens again, and nothing is lost meanwhile', async () => {
  const stream = await open(user);
  const cut: { ended: boolean }[] = await app.db.read.query(
    `select pg_terminate_backend(pid) as ended from pg_stat_activity
     where application_name = 'devflowfix-live' and datname = current_database()`,
  );
  expect(cut.length).toBeGreaterThan(0);

  const id = await failRun();

  await stream.message(forRun(id));
});

test('one listening session serves all clients of a process', async () => {
  await Promise.all([open(user), open(user), open(user, null, other)]);
  await app.nest.get(LiveHub).beat();

  const rows: { count: number }[] = await app.db.read.query(
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'devflowfix-live' and datname = current_database()`,
  );

  expect(rows[0]?.count).toBe(2);
});

test('a stream ends with the session or the API token that opened it', async () => {
  const leaving = await app.user();
  const token = await leaving.post<{ id: string; token: string }>('/api/v2/auth/tokens', { name: 'watch' });
  const byCookie = await open(leaving);
  const program = leaving.fresh();
  program.token = token.body.token;
  const byToken = await open(program);

  await leaving.delete(`/api/v2/auth/tokens/${token.body.id}`);
  await byToken.ended();
  await leaving.post('/api/v2/auth/logout');
  await byCookie.ended();

  expect((await open(leaving)).response.status).toBe(401);
});

test('a stream ends when its session expires', async () => {
  const sleeper = await app.user();
  const stream = await open(sleeper);
  await app.db.read.query('update sessions set expires_at = $2 where user_id = $1', [
    await userIdOf(sleeper),
    app.clock.now(),
  ]);

  await app.nest.get(LiveHub).beat();

  await stream.ended();
});

test('in a storm of changes an expired stream ends and the others get their heartbeats', async () => {
  const sleeper = await app.user();
  const expired = await open(sleeper);
  const lasting = await open(user);
  await app.db.read.query('update sessions set expires_at = $2 where user_id = $1', [
    await userIdOf(sleeper),
    app.clock.now(),
  ]);
  const storm = new Client({ connectionString: app.databaseUrl });
  await storm.connect();
  const weather = { calm: false };
  const raging = (async () => {
    while (!weather.calm) await storm.query(`select pg_notify('devflowfix_live', gen_random_uuid()::text)`);
  })();
  const before = lasting.lastEventId;
  app.clock.advance(1);

  await app.nest.get(LiveHub).beat();
  await expired.ended();
  await lasting.until(() => lasting.lastEventId !== before);
  weather.calm = true;
  await raging;
  await storm.end();

  expect(lasting.lastEventId).not.toBe(before);
});

test('a stream that waits to be let in ends with its session and counts among the hundred', async () => {
  const keen = await app.user();
  await open(keen);
  const events = await holdEvents();
  const waiting: EventStream[] = [];
  while (waiting.length < 99) waiting.push(await EventStream.connect(app.url, credentials(keen)));
  streams.push(...waiting);

  const refused = await EventStream.connect(app.url, credentials(keen));
  await keen.post('/api/v2/auth/logout');
  await Promise.all(waiting.map((stream) => stream.ended()));
  await events.release();

  expect(waiting.map(({ response }) => response.status)).toEqual(Array<number>(99).fill(200));
  expect(refused.response.status).toBe(429);
});

test('a hundred streams a user, and no more', async () => {
  const keen = await app.user();
  await Promise.all(Array.from({ length: 100 }, () => open(keen)));

  const refused = await open(keen);

  expect(refused.response.status).toBe(429);
});

test('a failed delivery is told', async () => {
  const stream = await open(user);

  await deliver(user, connection, workflowRun(connection.repositoryId));
  await app.db.read.query(
    `update webhook_deliveries set status = 'dead', attempts = 5, error = '{"code":"webhook.processing_failed"}'
     where door_id = $1 and status = 'accepted'`,
    [connection.id],
  );

  const { data } = await stream.message(({ type }) => type === 'delivery.failed');
  expect(data).toMatchObject({
    repository_connection_id: connection.id,
    status: 'dead',
    code: 'webhook.processing_failed',
  });
});
