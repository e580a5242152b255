import { newId } from '../../src/common/ids';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Task {
  id: string;
  kind: string;
  status: string;
  attempts: number;
  error: { code: string } | null;
  result: unknown;
  finished_at: string | null;
}
interface TaskList {
  tasks: Task[];
  next_cursor: string | null;
}

let app: TestApp;
let admin: ApiClient;
let owner: ApiClient;
let stranger: ApiClient;
let ownerId: string;

beforeAll(async () => {
  app = await startTestApp();
  // The first user of an installation is its admin.
  [admin, owner, stranger] = [await app.user(), await app.user(), await app.user()];
  ownerId = (await owner.get<{ id: string }>('/api/v2/auth/me')).body.id;
});
afterAll(async () => {
  await app.close();
});

/** A task as it is left when it died. */
async function deadTask(userId: string | null, kind = 'auth.clean-up'): Promise<string> {
  const id = newId();
  await app.db.read.query(
    `insert into tasks (id, user_id, kind, status, attempts, payload, error, request_id, started_at, finished_at)
     values ($1, $2, $3, 'dead', 8, '{}', '{"code": "forge.unavailable", "message": "m"}', 'request-1', now(), now())`,
    [id, userId, kind],
  );
  return id;
}

const replay = (caller: ApiClient, id: string): ReturnType<ApiClient['post']> =>
  caller.post<Task>(`/api/v2/tasks/${id}/replay`);

test('a dead task runs again when its user asks, and shows how it went', async () => {
  const id = await deadTask(ownerId);

  const accepted = await replay(owner, id);
  await app.drain();
  const done = await owner.get<Task>(`/api/v2/tasks/${id}`);

  expect(accepted).toMatchObject({ status: 202, body: { id, status: 'queued', attempts: 0, error: null } });
  expect(done.body).toMatchObject({ status: 'succeeded', error: null, result: { sessions: 0, idempotency_keys: 0 } });
});

test('a replayed task stands in the lane and at the priority it had', async () => {
  const id = await deadTask(ownerId);
  await app.db.read.query(`update tasks set lane = 'lane-1', priority = 7 where id = $1`, [id]);

  await replay(owner, id);
  const waiting = await app.db.read.query<unknown[]>(
    'select queue_name, priority from graphile_worker.jobs where key = $1',
    [`replay:${id}`],
  );
  await app.drain();

  expect(waiting).toEqual([{ queue_name: 'lane-1', priority: 7 }]);
});

test('asked again while it waits, a replay answers 409 and the task runs once', async () => {
  const id = await deadTask(ownerId);

  const both = await Promise.all([replay(owner, id), replay(owner, id)]);
  const [{ count } = { count: '?' }]: { count: string }[] = await app.db.read.query(
    `select count(*) from graphile_worker.jobs where key = $1`,
    [`replay:${id}`],
  );
  await app.drain();
  const afterwards = await replay(owner, id);

  expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
  expect(count).toBe('1');
  expect(afterwards).toMatchObject({ status: 409, body: { code: 'task.not_dead' } });
});

test('a kind this version does not know stays dead', async () => {
  const id = await deadTask(ownerId, 'forgotten.kind');

  const answer = await replay(owner, id);

  expect(answer).toMatchObject({ status: 409, body: { code: 'task.unknown_kind' } });
  expect((await owner.get<Task>(`/api/v2/tasks/${id}`)).body.status).toBe('dead');
});

test("another user's task answers as one that never was, to reading and to replaying", async () => {
  const id = await deadTask(ownerId);

  const answers = [await stranger.get(`/api/v2/tasks/${id}`), await replay(stranger, id), await replay(admin, id)];

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect((await owner.get<Task>(`/api/v2/tasks/${id}`)).body.status).toBe('dead');
});

test("the system's dead tasks are the admin's to see and to replay", async () => {
  const id = await deadTask(null);

  const [seen, hidden] = [await admin.get<TaskList>('/api/v2/tasks'), await owner.get<TaskList>('/api/v2/tasks')];
  const refused = await replay(owner, id);
  const accepted = await replay(admin, id);

  expect(seen.body.tasks.map((task) => task.id)).toContain(id);
  expect(hidden.body.tasks.map((task) => task.id)).not.toContain(id);
  expect([refused.status, accepted.status]).toEqual([404, 202]);
});

test('a list is newest first, filtered by status, and its pages hold while more tasks arrive', async () => {
  const reader = await app.user();
  const readerId = (await reader.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const ids: string[] = [];
  for (let made = 0; made < 5; made++) ids.unshift(await deadTask(readerId));
  await app.db.read.query(`update tasks set status = 'failed' where id = $1`, [ids[2]]);

  const first = await reader.get<TaskList>('/api/v2/tasks?limit=2');
  await deadTask(readerId);
  const second = await reader.get<TaskList>(`/api/v2/tasks?limit=2&cursor=${first.body.next_cursor ?? ''}`);
  const third = await reader.get<TaskList>(`/api/v2/tasks?limit=2&cursor=${second.body.next_cursor ?? ''}`);
  const failed = await reader.get<TaskList>('/api/v2/tasks?status=failed');

  const pages = [first, second, third];
  expect(pages.map(({ body }) => body.tasks.map(({ id }) => id))).toEqual([
    ids.slice(0, 2),
    ids.slice(2, 4),
    ids.slice(4),
  ]);
  expect(third.body.next_cursor).toBeNull();
  expect(failed.body.tasks.map(({ id }) => id)).toEqual([ids[2]]);
});

test('a list can be narrowed to a kind and to what was made since', async () => {
  const reader = await app.user();
  const readerId = (await reader.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const [old, other, fresh] = [
    await deadTask(readerId),
    await deadTask(readerId, 'oauth.clean-up'),
    await deadTask(readerId),
  ];
  await app.db.read.query(`update tasks set created_at = '2026-01-01T00:00:00Z' where id = $1`, [old]);
  const listed = async (query: string): Promise<string[]> =>
    (await reader.get<TaskList>(`/api/v2/tasks?${query}`)).body.tasks.map(({ id }) => id);

  expect(await listed('kind=auth.clean-up')).toEqual([fresh, old]);
  expect(await listed('since=2026-01-01T00:00:01Z')).toEqual([fresh, other]);
  expect(await listed('status=dead&kind=auth.clean-up&since=2026-01-01T00:00:01Z')).toEqual([fresh]);
});

test('dead tasks that fit run again in one go, the oldest first, as many as were asked for, and each once', async () => {
  const reader = await app.user();
  const readerId = (await reader.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const foreign = await deadTask(ownerId);
  const unknown = await deadTask(readerId, 'forgotten.kind');
  const other = await deadTask(readerId, 'oauth.clean-up');
  const ids = [await deadTask(readerId), await deadTask(readerId), await deadTask(readerId)];
  const again = (body: object): Promise<{ status: number; body: TaskList & { has_more: boolean } }> =>
    reader.post<TaskList & { has_more: boolean }>('/api/v2/tasks/replay', body);

  const first = await again({ kind: 'auth.clean-up', limit: 2 });
  const [second, third] = await Promise.all([again({ kind: 'auth.clean-up' }), again({ kind: 'auth.clean-up' })]);
  const rest = await again({});
  await app.drain();
  const states = (await reader.get<TaskList>('/api/v2/tasks')).body.tasks.map(({ id, status }) => [id, status]);

  expect(first).toMatchObject({ status: 202, body: { has_more: true } });
  expect(first.body.tasks.map(({ id, status }) => [id, status])).toEqual(ids.slice(0, 2).map((id) => [id, 'queued']));
  expect([...second.body.tasks, ...third.body.tasks].map(({ id }) => id)).toEqual(ids.slice(2));
  expect(rest.body.tasks.map(({ id }) => id)).toEqual([other]);
  expect(Object.fromEntries(states)).toEqual({
    ...Object.fromEntries([...ids, other].map((id) => [id, 'succeeded'])),
    [unknown]: 'dead',
  });
  expect((await owner.get<Task>(`/api/v2/tasks/${foreign}`)).body.status).toBe('dead');
});

test('a status that is none answers 422', async () => {
  expect((await owner.get('/api/v2/tasks?status=lost')).status).toBe(422);
});

test('a task that dies in the queue is shown to its user with a code, without what its error said', async () => {
  const id = await deadTask(ownerId);
  await app.db.read.query('alter table rate_limits rename to rate_limits_away');
  await replay(owner, id);
  await app.db.read.query('update graphile_worker._private_jobs set attempts = max_attempts - 1 where key = $1', [
    `replay:${id}`,
  ]);

  await app.drain();
  await app.db.read.query('alter table rate_limits_away rename to rate_limits');
  const dead = await owner.get<Task>(`/api/v2/tasks/${id}`);

  expect(dead.body).toMatchObject({ status: 'dead', error: { code: 'common.internal' } });
  expect(JSON.stringify(dead.body)).not.toContain('rate_limits');
});
