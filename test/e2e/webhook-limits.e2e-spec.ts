import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { newId } from '../../src/common/ids';
import { deliver, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import { createTestDatabase } from '../support/test-database';
import { startTestApp } from '../support/test-app';

const MB = 1024 * 1024;

/** Announces a delivery of 25 MB and sends none of it. */
function announce(url: string, connectionId: string): ClientRequest {
  const open = request(`${url}/api/v2/webhooks/github/${connectionId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(25 * MB) },
  });
  // It is cut at the end of the test.
  open.on('error', () => undefined);
  open.flushHeaders();
  return open;
}

test('senders who announce more than 256 MB together are put off, and room comes back when they leave', async () => {
  const app = await startTestApp();
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const payload = workflowRun(connection.repositoryId);
  const senders = Array.from({ length: 11 }, () => announce(app.url, connection.id));

  const [refused] = (await Promise.race(senders.map((sender) => once(sender, 'response')))) as [IncomingMessage];
  const free = await deliver(app.client(), connection, payload);
  senders.forEach((sender) => sender.destroy());
  const again = announce(app.url, connection.id);
  const taken = await Promise.race([
    once(again, 'response').then(([response]: IncomingMessage[]) => response?.statusCode),
    deliver(app.client(), connection, payload).then(({ status }) => status),
  ]);
  again.destroy();

  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('5');
  // 10 of 25 MB leave 6 MB: ordinary deliveries still fit.
  expect(free.status).toBe(202);
  expect(taken).toBe(202);
  await app.close();
});

test('a sender that trickles its body is cut off in time, and what was set aside for it comes back', async () => {
  const app = await startTestApp({ environment: { REQUEST_TIMEOUT_SECONDS: '1' } });
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const tricklers = Array.from({ length: 10 }, () => announce(app.url, connection.id));
  const trickle = setInterval(() => {
    for (const open of tricklers) open.write(' ');
  }, 100);

  const endings = await Promise.all(
    tricklers.map((open) => once(open, 'response').then(([response]: IncomingMessage[]) => response?.statusCode)),
  );
  clearInterval(trickle);
  const large = announce(app.url, connection.id);
  const taken = await deliver(app.client(), connection, Buffer.alloc(20 * MB, 'x'));
  large.destroy();

  expect(new Set(endings)).toEqual(new Set([408]));
  expect(taken.status).toBe(202);
  await app.close();
});

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
