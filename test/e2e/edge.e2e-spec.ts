import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

test('a ready server says so, check by check', async () => {
  const answer = await app.client().get<{ status: string; checks: { ok: boolean }[] }>('/health/ready');

  expect(answer.status).toBe(200);
  expect(answer.body.status).toBe('ready');
  expect(answer.body.checks.map((check) => check.ok)).toEqual([true, true, true]);
});

test('an unknown path is a problem document with the request id of the caller', async () => {
  const answer = await app.client().get<{ code: string; request_id: string }>('/api/v2/nothing-here', {
    undocumented: true,
    headers: { 'x-request-id': 'my-request-1' },
  });

  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ code: 'common.not_found', request_id: 'my-request-1' });
  expect(answer.headers.get('x-request-id')).toBe('my-request-1');
});

test('metrics are in the Prometheus text format', async () => {
  const answer = await app.client().get<string>('/metrics');

  expect(answer.status).toBe(200);
  expect(answer.body).toContain('devflowfix_queue_tasks{state="ready"} 0');
});
