import { deliverTo, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
let forge: ApiClient;
beforeAll(async () => {
  app = await startTestApp();
  forge = app.client();
});
afterAll(async () => {
  await app.close();
});

interface Hook {
  readonly user: ApiClient;
  readonly userId: string;
  readonly path: string;
  readonly secret: string;
}

/** A user with a v1 secret. */
async function legacyHook(): Promise<Hook> {
  const user = await app.user();
  const userId = await userIdOf(user);
  const { body } = await user.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  return { user, userId, path: `/api/v1/webhook/github/${userId}`, secret: body.secret };
}

async function runsOf(userId: string): Promise<{ repository_connection_id: string }[]> {
  return app.db.read.query(
    `select r.repository_connection_id from workflow_runs r join repository_connections c on c.id = r.repository_connection_id
     where c.user_id = $1`,
    [userId],
  );
}

test('a repository nobody connected is followed from the payload alone', async () => {
  const hook = await legacyHook();

  const answer = await deliverTo(forge, hook.path, hook.secret, workflowRun('4711'));
  await app.drain();

  expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
  const connections = await app.db.read.query<{ id: string }[]>(
    'select id, oauth_connection_id, repository_id, owner_name from repository_connections where user_id = $1',
    [hook.userId],
  );
  expect(connections).toMatchObject([{ oauth_connection_id: null, repository_id: '4711' }]);
  expect(await runsOf(hook.userId)).toMatchObject([{ repository_connection_id: connections[0]?.id }]);
  const [row] = await app.db.read.query<object[]>(
    'select source, connection_id from webhook_deliveries where door_id = $1',
    [hook.userId],
  );
  expect(row).toMatchObject({ source: 'webhook', connection_id: connections[0]?.id });
});

test('a repository the user connected by OAuth goes the way of the v2 door', async () => {
  const hook = await legacyHook();
  const connection = await hookedConnection(app, hook.userId, { repositoryId: '4712' });

  await deliverTo(forge, hook.path, hook.secret, workflowRun('4712'));
  await app.drain();

  expect(await runsOf(hook.userId)).toEqual([{ repository_connection_id: connection.id }]);
  const [row] = await app.db.read.query<object[]>(
    'select source, connection_id from webhook_deliveries where door_id = $1',
    [hook.userId],
  );
  expect(row).toEqual({ source: 'github', connection_id: connection.id });
});

test("another user's connection to the same repository is left alone", async () => {
  const hook = await legacyHook();
  const other = await legacyHook();
  await hookedConnection(app, other.userId, { repositoryId: '4713' });

  await deliverTo(forge, hook.path, hook.secret, workflowRun('4713'));
  await app.drain();

  expect(await runsOf(other.userId)).toEqual([]);
  expect(await runsOf(hook.userId)).toHaveLength(1);
});

test('a rotated v1 secret counts at once', async () => {
  const hook = await legacyHook();
  await deliverTo(forge, hook.path, hook.secret, '{}', { event: 'ping' });
  const rotated = await hook.user.post<{ secret: string }>('/api/v2/auth/webhook-secret');

  const withNew = await deliverTo(forge, hook.path, rotated.body.secret, '{}', { event: 'ping' });
  const withOld = await deliverTo(forge, hook.path, hook.secret, '{}', { event: 'ping' });

  expect([withNew.status, withOld.status]).toEqual([202, 401]);
});

test('a delivery has one effect when it comes twice', async () => {
  const hook = await legacyHook();
  const sent = { deliveryId: 'legacy-twice' };

  await deliverTo(forge, hook.path, hook.secret, workflowRun('4714'), sent);
  const second = await deliverTo(forge, hook.path, hook.secret, workflowRun('4714'), sent);
  await app.drain();

  expect(second).toMatchObject({ status: 200, body: { status: 'duplicate' } });
  expect(await storedDeliveries(app, hook.userId)).toMatchObject([{ status: 'processed', attempts: 1 }]);
});
