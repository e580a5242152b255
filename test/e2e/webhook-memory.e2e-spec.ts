import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Client } from 'pg';
import {
  announce,
  deliver,
  hookedConnection,
  signature,
  userIdOf,
  workflowRun,
  type AnnouncedDelivery,
  type HookedConnection,
} from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

const MB = 1024 * 1024;
const FROM = { 'x-forwarded-for': '192.0.2.1' };
const ELSEWHERE = { 'x-forwarded-for': '198.51.100.1' };

let app: TestApp;
let connection: HookedConnection;
const opened: AnnouncedDelivery[] = [];

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  app = await startTestApp({ environment: { TRUST_PROXY: '1', ...environment } });
  connection = await hookedConnection(app, await userIdOf(await app.user()));
}

afterEach(async () => {
  for (const { request } of opened.splice(0)) request.destroy();
  await app.close();
});

interface Announced {
  readonly bytes?: number | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Announces a delivery of the connection, of 25 MB, from one address. */
async function announced({ bytes = 25 * MB, headers = {} }: Announced = {}): Promise<AnnouncedDelivery> {
  const path = `/api/v2/webhooks/github/${connection.id}`;
  const open = await announce(app, path, { bytes, headers: { ...FROM, ...headers } });
  opened.push(open);
  return open;
}

async function heldBytes(): Promise<number> {
  const { body } = await app.client().get<string>('/metrics');
  return Number(/^devflowfix_webhook_held_bytes (\d+)/m.exec(body)?.[1]);
}

/** Asks until what bodies hold is as wished; returns it. */
async function heldUntil(wished: (bytes: number) => boolean): Promise<number> {
  for (;;) {
    const bytes = await heldBytes();
    if (wished(bytes)) return bytes;
  }
}

const isNothing = (bytes: number): boolean => bytes === 0;

/** Headers of a delivery of the connection. */
function signed(body: Buffer): Record<string, string> {
  return {
    'x-github-event': 'workflow_run',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature(body, connection.secret),
  };
}

test('who announces bodies and sends none of them takes no room from others', async () => {
  await start();
  for (let count = 0; count < 10; count += 1) await announced();
  await announced({ bytes: 6 * MB });
  for (let count = 0; count < 11; count += 1) await announced({ bytes: null });

  const { status } = await deliver(app.client(), connection, workflowRun(connection.repositoryId), { headers: FROM });

  expect(status).toBe(202);
  expect(await heldUntil(isNothing)).toBe(0);
});

test('one address gets its share of the room: its next body is refused half-way, and nothing else is lost', async () => {
  await start();
  const body = Buffer.alloc(25 * MB, 'x');
  const half = 24 * MB;
  const first = await announced({ headers: signed(body) });
  const second = await announced({ headers: signed(body) });
  for (const { request } of [first, second]) request.write(body.subarray(0, half));
  await heldUntil((bytes) => bytes > 2 * half);

  const third = await announced({ headers: signed(body) });
  third.request.write(body.subarray(0, half));
  const refused = await third.answer;
  third.request.end(body.subarray(half));
  const elsewhere = await deliver(app.client(), connection, workflowRun(connection.repositoryId), {
    headers: ELSEWHERE,
  });
  for (const { request } of [first, second]) request.end(body.subarray(half));
  const finished = await Promise.all([first.answer, second.answer]);

  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('5');
  expect(elsewhere.status).toBe(202);
  expect(finished.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
  expect(await heldUntil(isNothing)).toBe(0);
});

test('a body in tiny pieces holds what it sends, not what the pieces would cost', async () => {
  await start();
  const pieces = 200_000;
  const open = connect(Number(new URL(app.url).port), '127.0.0.1');
  open.write(
    `POST /api/v2/webhooks/github/${connection.id} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
      `transfer-encoding: chunked\r\n\r\n`,
  );
  open.write('1\r\nx\r\n'.repeat(pieces));

  const held = await heldUntil((bytes) => bytes > pieces);
  open.destroy();

  expect(held).toBeLessThan(1.1 * pieces);
  expect(await heldUntil(isNothing)).toBe(0);
});

test('a sender that trickles its body is cut off in time, and gives back what it held', async () => {
  await start({ REQUEST_TIMEOUT_SECONDS: '1' });
  const tricklers: AnnouncedDelivery[] = [];
  for (let count = 0; count < 10; count += 1) tricklers.push(await announced());
  const trickle = setInterval(() => {
    for (const { request } of tricklers) request.write(' ');
  }, 100);

  const statuses = (await Promise.all(tricklers.map(({ answer }) => answer))).map(({ statusCode }) => statusCode);
  clearInterval(trickle);

  expect(new Set(statuses)).toEqual(new Set([408]));
  expect(await heldUntil(isNothing)).toBe(0);
});

test('every ending gives back what the body held', async () => {
  await start();
  const payload = workflowRun(connection.repositoryId);
  const aborted = await announced();
  aborted.request.write(Buffer.alloc(MB, 'x'));
  await heldUntil((bytes) => bytes > MB);

  aborted.request.destroy();
  const afterAbort = await heldUntil(isNothing);
  const forged = await deliver(app.client(), connection, payload, { secret: 'guessed' });
  const tooLarge = await announced({ bytes: null });
  tooLarge.request.write(Buffer.alloc(25 * MB + 1, 'x'));
  const kept = await deliver(app.client(), connection, payload);

  expect(afterAbort).toBe(0);
  expect(forged.status).toBe(401);
  expect((await tooLarge.answer).statusCode).toBe(413);
  expect(kept.status).toBe(202);
  expect(await heldUntil(isNothing)).toBe(0);
});

test('a connection that is cut with a second request behind an unanswered one gives both back', async () => {
  await start();
  const stuck = new Client({ connectionString: app.databaseUrl });
  await stuck.connect();
  await stuck.query('begin; lock table repository_connections in access exclusive mode');
  const head =
    `POST /api/v2/webhooks/github/${connection.id} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
    `content-length: ${MB}\r\n\r\n`;
  const open = connect(Number(new URL(app.url).port), '127.0.0.1');
  open.write(head + 'x'.repeat(MB) + head + 'x'.repeat(MB / 2));
  await heldUntil((bytes) => bytes > 1.5 * MB);

  open.destroy();
  await heldUntil((bytes) => bytes < 1.5 * MB);
  await stuck.query('rollback');
  await stuck.end();

  expect(await heldUntil(isNothing)).toBe(0);
});
