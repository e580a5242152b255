import { randomUUID } from 'node:crypto';
import { newId } from '../../src/common/ids';
import { deliver, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import { createTestDatabase } from '../support/test-database';
import { startTestApp } from '../support/test-app';

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
