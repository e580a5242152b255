import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { deliver, hookedConnection, storedDeliveries, userIdOf, workflowRun } from '../support/deliveries';
import { startTcpGate } from '../support/tcp-gate';
import { createTestDatabase } from '../support/test-database';
import { startTestApp } from '../support/test-app';

const OUTAGE_MS = 10_000;

test('while the database is gone for 10 s every delivery is refused with 503, and none that was acknowledged is lost', async () => {
  const database = await createTestDatabase();
  const direct = new URL(database.url);
  const folder = direct.searchParams.get('host');
  const socket = folder === null ? null : { path: `${folder}/.s.PGSQL.${direct.port}` };
  const gate = await startTcpGate(socket ?? { host: direct.hostname, port: Number(direct.port) });
  const gated = new URL(database.url);
  gated.searchParams.delete('host');
  gated.port = String(gate.port);
  gated.hostname = '127.0.0.1';
  const app = await startTestApp({ databaseUrl: gated.href });
  const forge = app.client();
  const connection = await hookedConnection(app, await userIdOf(await app.user()));
  const payload = workflowRun(connection.repositoryId);
  const answers: { deliveryId: string; status: number; retryAfter: string | null; phase: string }[] = [];
  let phase = 'before';
  let ended = false;
  const deadline = Date.now() + 50_000;
  const sender = async (): Promise<void> => {
    while (!ended && Date.now() < deadline) {
      const deliveryId = randomUUID();
      const sentIn = phase;
      const { status, headers } = await deliver(forge, connection, payload, { deliveryId });
      answers.push({
        deliveryId,
        status,
        retryAfter: headers.get('retry-after'),
        phase: sentIn === phase ? phase : 'between',
      });
      await pause(5);
    }
  };
  const senders = Array.from({ length: 10 }, sender);
  const until = async (enough: () => boolean): Promise<void> => {
    while (!enough()) {
      // A loop that outlived its test would send for ever.
      if (Date.now() > deadline) throw new Error(`${phase}: not enough deliveries were taken`);
      await pause(20);
    }
  };
  const taken = (): number => answers.filter((answer) => answer.phase === phase && answer.status === 202).length;

  await until(() => taken() >= 50);
  phase = 'outage';
  gate.shut();
  await pause(OUTAGE_MS);
  phase = 'after';
  gate.open();
  await until(() => taken() >= 50);
  ended = true;
  await Promise.all(senders);

  const during = answers.filter((answer) => answer.phase === 'outage');
  expect(during.length).toBeGreaterThan(50);
  expect(new Set(during.map(({ status, retryAfter }) => `${status} ${retryAfter ?? 'none'}`))).toEqual(
    new Set(['503 5']),
  );
  const stored = new Set((await storedDeliveries(app, connection.id)).map((row) => row.delivery_id));
  const acknowledged = answers.filter(({ status }) => status === 202);
  expect(acknowledged.filter(({ deliveryId }) => !stored.has(deliveryId))).toEqual([]);
  await app.drain();
  const left = (await storedDeliveries(app, connection.id)).filter(({ status }) => status !== 'processed');
  expect(left).toEqual([]);
  await app.close();
  await gate.close();
  await database.drop();
});
