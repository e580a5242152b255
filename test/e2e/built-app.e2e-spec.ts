import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BuiltProcess, build } from '../support/built-process';
import { newFolder, postmasterPid, removeFolders, until } from '../support/embedded-processes';
import { startTestApp } from '../support/test-app';

// Whole programs start here, up to ten at once; a busy machine takes its time.
jest.setTimeout(180_000);

const running: BuiltProcess[] = [];

/** `devflowfix start` with its data in this folder and no other setting. */
function start(folder: string, environment: Record<string, string> = {}): BuiltProcess {
  const data = { DATA_DIR: path.join(folder, 'data'), ...environment };
  const started = BuiltProcess.devflowfix(['start'], folder, data);
  running.push(started);
  return started;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Listens on 3000. Another suite's program may be there for a while: one that leaves during a test would free it. */
async function listenOnDefaultPort(): Promise<Server> {
  for (;;) {
    const server = createServer();
    const isListening = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false);
      });
      server.listen(3000, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (isListening) return server;
    await pause(100);
  }
}

/** Somebody else on the default port, for as long as the tests run. */
let neighbour: Server;

beforeAll(async () => {
  await build();
  neighbour = await listenOnDefaultPort();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.end('SIGKILL')));
  await removeFolders();
});
afterAll(() => {
  neighbour.close();
});

test('a newcomer’s start answers on a free port; a second copy shares its database; each leaves cleanly', async () => {
  const folder = newFolder();
  const data = path.join(folder, 'data');

  const first = start(folder);
  const firstUrl = await first.url();
  const postgres = postmasterPid(data);
  const pages = await Promise.all(
    ['/health/ready', '/', '/docs', '/openapi.json'].map(async (page) => {
      const response = await fetch(firstUrl + page);
      return [page, response.status, response.headers.get('content-type')?.split(';', 1)[0]];
    }),
  );
  const second = start(folder);
  const secondUrl = await second.url();

  expect(new URL(firstUrl).port).not.toBe('3000');
  expect(pages).toEqual([
    ['/health/ready', 200, 'application/json'],
    ['/', 200, 'text/html'],
    ['/docs', 200, 'text/html'],
    ['/openapi.json', 200, 'application/json'],
  ]);
  expect(secondUrl).not.toBe(firstUrl);
  expect(postmasterPid(data)).toBe(postgres);

  expect(await first.end('SIGTERM')).toBe(0);
  const stillServed = await fetch(`${secondUrl}/health/ready`);
  expect([stillServed.status, isAlive(postgres)]).toEqual([200, true]);

  expect(await second.end('SIGINT')).toBe(0);
  await until(() => !isAlive(postgres));
  expect(existsSync(path.join(data, 'pgdata/postmaster.pid'))).toBe(false);
  expect(readdirSync(folder)).toEqual(['data']);
});

test('after kill -9 it starts again with everything that was acknowledged', async () => {
  const folder = newFolder();
  const account = { email: 'first@example.test', password: 'correct horse battery staple' };
  const post = (url: string, route: string): Promise<Response> =>
    fetch(url + route, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });

  const first = start(folder);
  const registered = await post(await first.url(), '/api/v2/auth/register');
  await first.end('SIGKILL');
  const again = start(folder);
  const loggedIn = await post(await again.url(), '/api/v2/auth/login');

  expect([registered.status, loggedIn.status]).toEqual([201, 200]);
  expect(await again.end('SIGTERM')).toBe(0);
});

test('the built program serves the very document the tests check answers against', async () => {
  const tested = await startTestApp();
  const built = start(newFolder(), { DATABASE_URL: tested.databaseUrl });

  const document = (await (await fetch(`${await built.url()}/openapi.json`)).json()) as Record<string, unknown>;
  const expected = JSON.parse(JSON.stringify(tested.openApi)) as Record<string, unknown>;
  await built.end('SIGTERM');
  await tested.close();

  expect({ ...document, servers: [] }).toEqual({ ...expected, servers: [] });
});
