import type { ApiAnswer, ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

interface Token {
  id: string;
  token: string;
}

let app: TestApp;
let caller: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  caller = await app.user();
});
afterAll(async () => {
  await app.close();
});

const makeToken = (key: string, name: string, by = caller): Promise<ApiAnswer<Token>> =>
  by.post<Token>('/api/v2/auth/tokens', { name }, { headers: { 'idempotency-key': key } });

async function tokens(by = caller): Promise<string[]> {
  const list = await by.get<{ tokens: { name: string }[] }>('/api/v2/auth/tokens');
  return list.body.tokens.map(({ name }) => name);
}

test('the same key with the same request gets the first answer again, and nothing happens twice', async () => {
  const first = await makeToken('same', 'ci');
  const second = await makeToken('same', 'ci');

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await tokens()).toEqual(['ci']);
});

test('an answer without a body is repeated as well', async () => {
  const { body } = await makeToken('made', 'short-lived');
  const headers = { 'idempotency-key': 'gone' };

  const first = await caller.delete(`/api/v2/auth/tokens/${body.id}`, { headers });
  const second = await caller.delete(`/api/v2/auth/tokens/${body.id}`, { headers });

  expect([first.status, second.status]).toEqual([204, 204]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

test('a secret shown once cannot be read in the table that remembers the answer', async () => {
  const { body } = await makeToken('secret', 'ci');

  const rows: unknown[] = await app.db.read.query('select * from idempotency_keys where key = $1', ['secret']);

  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(body.token);
});

test('the same key with another request is refused', async () => {
  const first = await makeToken('reused', 'one');

  const otherBody = await makeToken('reused', 'two');
  const otherRoute = await caller.delete(`/api/v2/auth/tokens/${first.body.id}`, {
    headers: { 'idempotency-key': 'reused' },
    undocumented: true,
  });

  expect(otherBody).toMatchObject({ status: 422, body: { code: 'common.idempotency_key_reused' } });
  expect(otherRoute).toMatchObject({ status: 422, body: { code: 'common.idempotency_key_reused' } });
  expect(await tokens()).toEqual(['one']);
});

test('ten at once with one key have one effect; each gets its answer or a 409 to come back', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => makeToken('twins', 'ci')));

  const made = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  expect(made.length + refused.length).toBe(10);
  expect(new Set(made.map(({ body }) => body.token)).size).toBe(1);
  expect(new Set(refused.map(({ body }) => (body as unknown as { code: string }).code))).not.toContain(
    'common.internal',
  );
  expect(await tokens()).toEqual(['ci']);
});

test('a request that failed frees its key', async () => {
  const failed = await makeToken('again', '');
  const mended = await makeToken('again', 'ci');

  expect(failed.status).toBe(422);
  expect(mended.status).toBe(201);
  expect(mended.headers.get('idempotency-replayed')).toBeNull();
});

test('keys belong to their user', async () => {
  const other = await app.user();

  const mine = await makeToken('common-word', 'mine');
  const theirs = await makeToken('common-word', 'theirs', other);

  expect(theirs.status).toBe(201);
  expect(theirs.body.token).not.toBe(mine.body.token);
});

test('a key is forgotten after 24 hours', async () => {
  await makeToken('daily', 'monday');
  app.clock.advance(23 * 3_600_000);
  const sameDay = await makeToken('daily', 'tuesday');
  app.clock.advance(3_600_001);

  const nextDay = await makeToken('daily', 'tuesday');

  expect(sameDay.status).toBe(422);
  expect(nextDay.status).toBe(201);
});

test('a first request that never came back blocks its key for five minutes, not for a day', async () => {
  await makeToken('lost', 'ci');
  // As a killed process leaves it.
  await app.db.read.query(`update idempotency_keys set status = null, answer = null where key = 'lost'`);

  const soon = await makeToken('lost', 'ci');
  app.clock.advance(5 * 60_000 + 1);
  const later = await makeToken('lost', 'ci');

  expect(soon).toMatchObject({ status: 409, body: { code: 'common.idempotency_in_progress' } });
  expect(soon.headers.get('retry-after')).toBe('1');
  expect(later.status).toBe(201);
});

test.each([
  ['255 characters are taken', 'k'.repeat(255), 201],
  ['256 are too many', 'k'.repeat(256), 422],
])('a key of %s', async (_, key, status) => {
  expect((await makeToken(key, 'ci')).status).toBe(status);
});

test('reading needs no key and remembers none', async () => {
  const headers = { 'idempotency-key': 'reading' };
  const before = await caller.get('/api/v2/auth/tokens', { headers });
  await makeToken('unrelated', 'ci');
  const after = await caller.get<{ tokens: unknown[] }>('/api/v2/auth/tokens', { headers });

  expect(before.status).toBe(200);
  expect(after.body.tokens).toHaveLength(1);
});
