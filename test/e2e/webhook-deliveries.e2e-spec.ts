import { deliver, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import type { HookedConnection } from '../support/deliveries';
import type { ApiClient } from '../support/api-client';
import { startTestApp, type TestApp } from '../support/test-app';
import { newId } from '../../src/common/ids';
import { Inbox } from '../../src/webhook/door/inbox';
import { DeliveryRetention } from '../../src/webhook/webhook.retention';

interface Listed {
  readonly deliveries: { id: string; delivery_id: string; event: string; action: string | null; status: string }[];
  readonly next_cursor: string | null;
}

let app: TestApp;
let forge: ApiClient;
let user: ApiClient;
let connection: HookedConnection;
beforeAll(async () => {
  app = await startTestApp();
  forge = app.client();
});
afterAll(async () => {
  await app.close();
});
beforeEach(async () => {
  user = await app.user();
  connection = await hookedConnection(app, await userIdOf(user));
});

async function idOf(deliveryId: string): Promise<string> {
  const stored = await storedDeliveries(app, connection.id);
  const id = stored.find((row) => row.delivery_id === deliveryId)?.id;
  if (id === undefined) throw new Error('not stored');
  return id;
}

test('deliveries are listed newest first, filtered and paged', async () => {
  const before = encodeURIComponent(app.clock.now().toISOString());
  const other = await hookedConnection(app, connection.userId, { name: 'other' });
  await deliver(forge, connection, workflowRun(connection.repositoryId), { deliveryId: 'd-1' });
  await deliver(forge, connection, '{}', { deliveryId: 'd-2', event: 'push' });
  await deliver(forge, other, workflowRun(other.repositoryId), { deliveryId: 'd-3' });
  await app.drain();
  const list = async (query: string): Promise<string[]> =>
    (await user.get<Listed>(`/api/v2/webhooks/deliveries${query}`)).body.deliveries.map((row) => row.delivery_id);

  const first = await user.get<Listed>('/api/v2/webhooks/deliveries?limit=2');
  const second = await user.get<Listed>(`/api/v2/webhooks/deliveries?limit=2&cursor=${first.body.next_cursor ?? ''}`);

  expect(first.body.deliveries.map((row) => row.delivery_id)).toEqual(['d-3', 'd-2']);
  expect(second.body).toMatchObject({ deliveries: [{ delivery_id: 'd-1', action: 'completed' }], next_cursor: null });
  expect(await list('?status=ignored')).toEqual(['d-2']);
  expect(await list('?event=workflow_run')).toEqual(['d-3', 'd-1']);
  expect(await list(`?repository_connection_id=${other.id}`)).toEqual(['d-3']);
  expect(await list(`?since=${before}`)).toEqual(['d-3', 'd-2', 'd-1']);
  expect(await list(`?until=${before}`)).toEqual([]);
});

test('a delivery shows its payload without secrets', async () => {
  const payload = { action: 'x', token: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' };
  await deliver(forge, connection, payload, { deliveryId: 'd-1', event: 'push' });

  const answer = await user.get<{ payload: string }>(`/api/v2/webhooks/deliveries/${await idOf('d-1')}`);

  expect(answer.body.payload).toContain('"action": "x"');
  expect(answer.body.payload).not.toContain('ghp_');
});

test("another user's delivery answers 404, shown or replayed", async () => {
  await deliver(forge, connection, '{}', { deliveryId: 'd-1', event: 'push' });
  const id = await idOf('d-1');
  const stranger = await app.user();

  const shown = await stranger.get(`/api/v2/webhooks/deliveries/${id}`);
  const replayed = await stranger.post(`/api/v2/webhooks/deliveries/${id}/replay`);

  expect([shown.status, replayed.status]).toEqual([404, 404]);
  expect((await stranger.get<Listed>('/api/v2/webhooks/deliveries')).body.deliveries).toEqual([]);
});

test('ten replays at once process a delivery once more, with the effect it had', async () => {
  await deliver(forge, connection, workflowRun(connection.repositoryId), { deliveryId: 'd-1' });
  await app.drain();
  const id = await idOf('d-1');

  const answers = await Promise.all(
    Array.from({ length: 10 }, () => user.post(`/api/v2/webhooks/deliveries/${id}/replay`)),
  );
  await app.drain();

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(await storedDeliveries(app, connection.id)).toMatchObject([{ status: 'processed', attempts: 1 }]);
  const runs = await app.db.read.query<{ runs: number }[]>(
    'select count(*)::int as runs from workflow_runs where repository_connection_id = $1',
    [connection.id],
  );
  expect(runs).toEqual([{ runs: 1 }]);
});

test('bodies go after a week and rows after 90 days, but what failed keeps its body for 30 days', async () => {
  await deliver(forge, connection, workflowRun(connection.repositoryId), { deliveryId: 'settled' });
  await deliver(forge, connection, workflowRun(connection.repositoryId), { deliveryId: 'dead' });
  await app.drain();
  await app.db.read.query(`update webhook_deliveries set status = 'dead' where delivery_id = 'dead'`);
  const service = app.nest.get(DeliveryRetention);
  const bodies = async (): Promise<unknown> =>
    app.db.read.query(
      'select delivery_id from webhook_deliveries where body_id in (select id from webhook_bodies) and door_id = $1',
      [connection.id],
    );
  const settled = await idOf('settled');

  app.clock.advance(8 * 24 * 3_600_000);
  await service.dropOld();
  const afterAWeek = await bodies();
  const replay = await user.post<{ code: string }>(`/api/v2/webhooks/deliveries/${settled}/replay`);
  app.clock.advance(23 * 24 * 3_600_000);
  await service.dropOld();
  const afterAMonth = await bodies();
  app.clock.advance(60 * 24 * 3_600_000);
  await service.dropOld();

  expect(afterAWeek).toEqual([{ delivery_id: 'dead' }]);
  expect(replay).toMatchObject({ status: 410, body: { code: 'webhook.body_dropped' } });
  expect(afterAMonth).toEqual([]);
  expect(await storedDeliveries(app, connection.id)).toEqual([]);
});

test('a storm at one door does not hold up a delivery at the door of another', async () => {
  const other = await hookedConnection(app, await userIdOf(await app.user()));
  const inbox = app.nest.get(Inbox);
  const arrive = async ({ id: doorId, userId }: HookedConnection): Promise<string> => {
    const id = newId();
    await inbox.accept({
      id,
      doorId,
      connectionId: doorId,
      userId,
      source: 'github',
      provider: 'github',
      event: 'ping',
      deliveryId: id,
      receivedAt: new Date(),
      body: Buffer.from('{}'),
      encoding: 'identity',
      ignored: null,
      requestId: id,
    });
    return id;
  };
  // Half a head start is 300 deliveries, and each second gives one back.
  await Promise.all(Array.from({ length: 700 }, () => arrive(connection)));
  const late = await arrive(connection);
  const quiet = await arrive(other);

  const tasks: { ids: string[] }[] = await app.db.read.query(
    `select array(select json_array_elements_text(p.payload->'data'->'delivery_ids')) as ids
     from graphile_worker.jobs j join graphile_worker._private_jobs p using (id)
     where j.task_identifier = 'webhook.process' order by j.priority, j.run_at, j.id`,
  );
  await app.drain();

  const placeOf = (id: string): number => tasks.findIndex(({ ids }) => ids.includes(id));
  expect(placeOf(quiet)).toBeGreaterThan(-1);
  expect(placeOf(quiet)).toBeLessThan(placeOf(late));
  expect(await storedDeliveries(app, other.id)).toMatchObject([{ id: quiet, attempts: 1 }]);
});
