import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { Metrics } from '../../src/common/metrics';
import { faultsOf, seriesOf, SHIPPED_QUERIES } from '../support/promql';
import { startTestApp, type TestApp } from '../support/test-app';

interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  request_id: string;
  errors?: { pointer: string; message: string }[];
}

let app: TestApp;
let caller: ApiClient;
beforeAll(async () => {
  app = await startTestApp();
  caller = await app.user();
});
afterAll(async () => {
  await app.close();
});

const register = (raw: string | Uint8Array, headers: Record<string, string> = {}): Promise<ApiAnswer<Problem>> =>
  app.client().send<Problem>('POST', '/api/v2/auth/register', { raw, headers });

test('a ready server says so, check by check', async () => {
  const answer = await app.client().get<{ status: string; checks: { ok: boolean }[] }>('/health/ready');

  expect(answer.status).toBe(200);
  expect(answer.body.status).toBe('ready');
  expect(answer.body.checks.map((check) => check.ok)).toEqual([true, true, true]);
});

test('a body full of unknown fields is answered with a hundred of them, and the number of the others', async () => {
  const answer = await logInWith(900);

  expect(answer).toMatchObject({ status: 422, body: { code: 'common.invalid_input' } });
  expect([answer.body.errors?.length, answer.body.details.more_errors]).toEqual([100, 800]);
});

test('a body with more fields than any has is refused for that alone', async () => {
  const answer = await logInWith(90_000);

  expect(answer).toMatchObject({
    status: 422,
    body: { code: 'common.invalid_input', errors: [{ pointer: '', message: 'must not have more than 1000 fields' }] },
  });
});

/** A log-in with so many fields besides its own. */
async function logInWith(count: number): Promise<ApiAnswer<Problem & { details: { more_errors: number } }>> {
  const unknown = Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 0]));
  const raw = JSON.stringify({ email: 'a@example.test', password: 'x', ...unknown });
  return app.client().send('POST', '/api/v2/auth/login', { raw });
}

test('an array of a megabyte is refused like any other that is too long', async () => {
  const scopes = Array.from({ length: 90_000 }, (_, at) => `s${at}`);

  const answer = await caller.post<Problem>('/api/v2/auth/tokens', { name: 'many', scopes });

  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/scopes' }, { pointer: '/scopes' }] } });
});

test('metrics are in the Prometheus text format', async () => {
  const answer = await app.client().get<string>('/metrics');

  expect(answer.status).toBe(200);
  expect(answer.body).toContain('devflowfix_queue_tasks{state="ready"} 0');
  expect(answer.body).toContain('devflowfix_queue_oldest_ready_seconds 0');
  expect(answer.body).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

const read = (file: string): string => readFileSync(path.join(__dirname, '../..', file), 'utf8');

test('the alert rules and the dashboard ask for what the service tells, which the documentation lists', async () => {
  const series = seriesOf(app.nest.get(Metrics), (await app.client().get<string>('/metrics')).body);
  const faults = (query: string): string => faultsOf(query, series).join();

  expect(SHIPPED_QUERIES.length).toBeGreaterThan(20);
  expect(SHIPPED_QUERIES.filter(([, query]) => faults(query) !== '')).toEqual([]);
  const documented = [...read('docs/observability.md').matchAll(/^\| `(devflowfix_\w+)`/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...app.nest.get(Metrics).made()].map(({ name }) => name).sort());
  // What the check would say of rules that are wrong.
  expect(faults('sum(rate(devflowfix_no_such_total[5m]))')).toBe('devflowfix_no_such_total');
  expect(faults('devflowfix_tasks_total{colour="red"}')).toBe('colour');
  expect(faults('sum by (colour) (devflowfix_tasks_total)')).toBe('colour');
  expect(faults('sum(rate(devflowfix_tasks_total[5m])')).toContain('no PromQL');
});

test.each(['/api/v2/nothing-here', '/API/V2/TASKS', `/api/v2/tasks/${'x'.repeat(2000)}`, '/../../etc/passwd'])(
  'an unknown path is a problem document: %s',
  async (path) => {
    const answer = await caller.get<Problem>(path, { undocumented: true });

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'https://devflowfix.dev/errors/common.not_found',
      title: 'Not Found',
      status: 404,
      code: 'common.not_found',
      detail: 'There is no such resource, or it is not yours.',
      instance: new URL(path, app.url).pathname,
      request_id: answer.headers.get('x-request-id'),
    });
  },
);

test.each([
  ['POST', '/api/v2/saved-filters', { list: 'runs', name: 'x', filter: { branch: '\ud800' } }, '/filter/branch'],
  ['GET', '/api/v2/incidents?search=a%00b', undefined, 'query/search'],
  ['GET', '/api/v2/workflows/runs?until=-143084-02-13T17:20:05Z', undefined, 'query/until'],
])('what the database cannot hold is refused by name: %s %s', async (method, path, body, pointer) => {
  const answer = await caller.send<Problem>(method, path, { body });

  expect(answer.status).toBe(422);
  expect(answer.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
});

test('a path that cannot be decoded is a problem document too', async () => {
  const answer = await caller.get<Problem>('/api/v2/%E0%A4%A', { undocumented: true });

  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect([400, 404]).toContain(answer.status);
});

test.each([
  ['broken off', '{"email": "a@b.c", '],
  ['no JSON', 'email=a@b.c'],
  ['empty', ''],
  ['not UTF-8', Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d])],
])('a body that is %s answers 400', async (_, raw) => {
  const answer = await register(raw);

  expect(answer).toMatchObject({ status: 400, body: { code: 'common.malformed_body', title: 'Bad Request' } });
});

test('a body nested 100,000 deep is answered without harm', async () => {
  const answer = await register('['.repeat(100_000) + ']'.repeat(100_000));

  expect([400, 422]).toContain(answer.status);
  expect((await app.client().get('/health/live')).status).toBe(200);
});

test('a body that would change the prototype of everything is refused', async () => {
  const answer = await register('{"__proto__": {"role": "admin"}, "email": "p@example.test"}');

  expect(answer).toMatchObject({ status: 400, body: { code: 'common.malformed_body' } });
});

test('every invalid and every unknown field is named by a pointer, all at once', async () => {
  const answer = await register(JSON.stringify({ email: 'nobody', password: 'short', role: 'admin' }));

  expect(answer).toMatchObject({ status: 422, body: { code: 'common.invalid_input' } });
  const pointers = new Set(answer.body.errors?.map(({ pointer }) => pointer));
  expect([...pointers].sort()).toEqual(['/email', '/password', '/role']);
});

test.each(['null', '[]', '"text"', '5', 'true'])('a body that is %s and no object answers 422', async (raw) => {
  const answer = await register(raw);

  expect(answer).toMatchObject({ status: 422, body: { code: 'common.invalid_input' } });
});

test.each([
  ['limit=0', 'query/limit'],
  ['limit=101', 'query/limit'],
  ['limit=many', 'query/limit'],
  ['sort=name', 'query/sort'],
])('a list asked for with %s names %s', async (query, pointer) => {
  const answer = await caller.get<Problem>(`/api/v2/tasks?${query}`);

  expect(answer.status).toBe(422);
  expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
});

test('a cursor nobody handed out answers 422', async () => {
  const answer = await caller.get<Problem>('/api/v2/tasks?cursor=bm90LW91cnM');

  expect(answer).toMatchObject({ status: 422, body: { code: 'common.invalid_cursor' } });
});

test('a body over a megabyte answers 413', async () => {
  const answer = await register(JSON.stringify({ email: 'a'.repeat(1024 * 1024) }));

  expect(answer).toMatchObject({ status: 413, body: { code: 'common.body_too_large' } });
});

test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
  'a body of the type %s answers 415',
  async (type) => {
    const answer = await register('email=a', { 'content-type': type });

    expect(answer).toMatchObject({ status: 415, body: { code: 'common.unsupported_media_type' } });
  },
);

test.each(['my-request-1', 'a:b.c_d', 'x'.repeat(128)])('the sane request id %s is echoed', async (id) => {
  const answer = await caller.get<Problem>('/api/v2/nothing', { undocumented: true, headers: { 'x-request-id': id } });

  expect(answer.headers.get('x-request-id')).toBe(id);
  expect(answer.body.request_id).toBe(id);
});

test.each(['x'.repeat(129), 'with space', 'ünïcode', '<script>', ''])(
  'the request id %j is replaced by one of ours',
  async (id) => {
    // fetch refuses some of these before they leave.
    const echoed = await new Promise<unknown>((resolve, reject) => {
      const request = httpRequest(`${app.url}/health/live`, { headers: { 'x-request-id': id } }, (response) => {
        response.resume();
        resolve(response.headers['x-request-id']);
      });
      request.on('error', reject).end();
    });

    expect(echoed).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  },
);

test('a request has one log line with its id, and none of its query', async () => {
  await caller.get('/api/v2/tasks?cursor=CANARY', { headers: { 'x-request-id': 'logged-1' } });

  const lines = app.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ request_id, msg }) => request_id === 'logged-1' && msg === 'request')).toMatchObject([
    { method: 'GET', path: '/api/v2/tasks', status: 422 },
  ]);
  expect(app.logs.join('')).not.toContain('CANARY');
});

test('an error nobody expected answers 500 and says nothing of its cause; the log knows it', async () => {
  await app.db.read.query('alter table tasks rename to tasks_away');
  const answer = await caller.get<Problem>('/api/v2/tasks', { headers: { 'x-request-id': 'broken-1' } });
  await app.db.read.query('alter table tasks_away rename to tasks');

  expect(answer).toMatchObject({ status: 500, body: { code: 'common.internal', request_id: 'broken-1' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/tasks_|relation|select|stack/i);
  expect(app.logs.filter((line) => line.includes('broken-1') && line.includes('does not exist'))).toHaveLength(1);
});
