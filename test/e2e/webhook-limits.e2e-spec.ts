import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { newId } from '../../src/common/ids';
import {
  announce,
  deliver,
  hookedConnection,
  storedDeliveries,
  userIdOf,
  workflowRun,
  type AnnouncedDelivery,
} from '../support/deliveries';
import { createTestDatabase } from '../support/test-database';
import { startTestApp, type TestApp } from '../support/test-app';

test('a server that is told to stop has stored everything it said it had', async () => {
  const database = await createTestDatabase();
  const app = await startTestApp({ databaseUrl: database.url });
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const payload = workflowRun(connection.repositoryId);
  const sent = Array.from({ length: 60 }, () => {
    const deliveryId = randomUUID();
    return deliver(app.client(), connection, payload, { deliveryId }).then(
      ({ status }) => ({ deliveryId, status }),
      // Connections that came after the stop.
      () => ({ deliveryId, status: 0 }),
    );
  });
  await Promise.race(sent);

  await app.close();
  const answers = await Promise.all(sent);
  const later = await startTestApp({ databaseUrl: database.url });
  const stored = new Set((await storedDeliveries(later, connection.id)).map((row) => row.delivery_id));

  const acknowledged = answers.filter(({ status }) => status === 202);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter(({ deliveryId }) => !stored.has(deliveryId))).toEqual([]);
  await later.close();
  await database.drop();
});

test('an address that knocks without a valid signature too often is told to wait, and its valid deliveries are not', async () => {
  const app = await startTestApp({ environment: { RATE_LIMIT_WEBHOOK: '6', TRUST_PROXY: '1' } });
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const unknown = { id: newId(), secret: 'guessed' };
  const payload = workflowRun(connection.repositoryId);
  const from = (address: string, secret?: string) => ({
    headers: { 'x-forwarded-for': address },
    ...(secret === undefined ? {} : { secret }),
  });

  // A forge's address: of both a hook with a wrong secret and one with the right.
  const forged = await Promise.all(
    Array.from({ length: 5 }, () => deliver(app.client(), connection, payload, from('192.0.2.1', 'guessed'))),
  );
  const guessed = await Promise.all(
    Array.from({ length: 5 }, () => deliver(app.client(), unknown, payload, from('192.0.2.1'))),
  );
  const valid = await Promise.all(
    Array.from({ length: 20 }, () => deliver(app.client(), connection, payload, from('192.0.2.1'))),
  );
  const elsewhere = await deliver(app.client(), connection, payload, from('192.0.2.2', 'guessed'));
  const network = await Promise.all(
    Array.from({ length: 9 }, (_, at) => deliver(app.client(), unknown, payload, from(`2001:db8::${at}`))),
  );
  await app.close();

  expect(network.filter(({ status }) => status === 429)).toHaveLength(3);
  expect(forged.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  expect(guessed.map(({ status }) => status).sort()).toEqual([401, 429, 429, 429, 429]);
  const refused = guessed.find(({ status }) => status === 429);
  expect(refused?.body.code).toBe('common.rate_limited');
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused?.headers.get('ratelimit-policy')).toBe('"webhook_refused";q=6;w=60');
  expect(new Set(valid.map(({ status }) => status))).toEqual(new Set([202]));
  expect(elsewhere.status).toBe(401);
});

/** Statements with which the doors asked for connections and secrets so far. */
async function lookUps(app: TestApp): Promise<number> {
  const { body } = await app.client().get<string>('/metrics');
  return Number(/^devflowfix_webhook_lookups_total (\d+)/m.exec(body)?.[1]);
}

test('a delivery that is refused at first sight costs one read', async () => {
  const app = await startTestApp();
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const payload = workflowRun(connection.repositoryId);
  const before = await lookUps(app);

  const unknown = await deliver(app.client(), { id: newId(), secret: 'guessed' }, payload);
  const afterUnknown = await lookUps(app);
  const forged = await deliver(app.client(), connection, payload, { secret: 'guessed' });
  const afterForged = await lookUps(app);
  await app.close();

  expect([unknown.status, forged.status]).toEqual([401, 401]);
  expect([afterUnknown - before, afterForged - afterUnknown]).toEqual([1, 1]);
});

test('beyond its limit an address is refused unread, fifty for two reads, and what is valid is taken', async () => {
  const app = await startTestApp({ environment: { RATE_LIMIT_WEBHOOK: '6', TRUST_PROXY: '1' } });
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const payload = workflowRun(connection.repositoryId);
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  const guesses = Array.from({ length: 8 }, () =>
    deliver(app.client(), { id: newId(), secret: 'guessed' }, payload, { headers }),
  );
  await Promise.all(guesses);
  const slow = new Client({ connectionString: app.databaseUrl });
  await slow.connect();
  await slow.query('begin; lock table repository_connections in access exclusive mode');
  const before = await lookUps(app);

  const paths = Array.from({ length: 50 }, () => `/api/v2/webhooks/github/${newId()}`);
  const silent: AnnouncedDelivery[] = [];
  for (const path of paths) silent.push(await announce(app, path, { bytes: 25 * 1024 * 1024, headers }));
  await slow.query('rollback');
  await slow.end();
  const refused = await Promise.all(silent.map(({ answer }) => answer));
  const reads = (await lookUps(app)) - before;
  const legacy = await announce(app, `/api/v1/webhook/github/${newId()}`, { bytes: 1, headers });
  refused.push(await legacy.answer);
  // No process has heard of this door before.
  const valid = await deliver(app.client(), connection, payload, { headers });
  for (const { request } of [...silent, legacy]) request.destroy();
  await app.close();

  expect(new Set(refused.map(({ statusCode }) => statusCode))).toEqual(new Set([429]));
  expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
  expect(reads).toBe(2);
  expect(valid.status).toBe(202);
});
