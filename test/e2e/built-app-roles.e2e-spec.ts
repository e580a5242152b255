import path from 'node:path';
import { Client } from 'pg';
import { newId } from '../../src/common/ids';
import { freePort } from '../../src/free-port';
import { Fernet } from '../../src/common/crypto/fernet';
import { BuiltProcess, build, runBuilt, type Ended } from '../support/built-process';
import { newFolder, removeFolders, query, until } from '../support/embedded-processes';
import { onServer, SERVER_VARIABLE, withDatabase } from '../support/test-server';
import { createTestDatabase } from '../support/test-database';

// Whole programs start here, up to ten at once; a busy machine takes its time.
jest.setTimeout(180_000);

const running: BuiltProcess[] = [];

function start(role: string, environment: Record<string, string>): BuiltProcess {
  const folder = newFolder();
  const started = BuiltProcess.devflowfix([role], folder, { DATA_DIR: path.join(folder, 'data'), ...environment });
  running.push(started);
  return started;
}

beforeAll(build);
afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.end('SIGKILL')));
  await removeFolders();
});

test('ten migrations at once on an empty database all succeed', async () => {
  const server = process.env[SERVER_VARIABLE] ?? '';
  const name = `dff_empty_${process.pid}`;
  await onServer(server, (client) => client.query(`create database ${name}`));
  const environment = { DATABASE_URL: withDatabase(server, name), DATA_DIR: path.join(newFolder(), 'data') };

  const ended = await Promise.all(Array.from({ length: 10 }, () => runBuilt(['migrate'], newFolder(), environment)));
  const tables = await query(environment.DATABASE_URL, `select 1 from pg_tables where tablename = 'tasks'`);
  await onServer(server, (client) => client.query(`drop database ${name} with (force)`));

  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']));
  expect(tables).toHaveLength(1);
});

test('servers started at once without a PORT all find one', async () => {
  const database = await createTestDatabase();
  const environment = { DATABASE_URL: database.url, OAUTH_TOKEN_ENCRYPTION_KEY: Fernet.generateKey() };

  const servers = Array.from({ length: 4 }, () => start('serve', environment));
  const urls = await Promise.all(servers.map((server) => server.url()));
  const answers = await Promise.all(urls.map((url) => fetch(`${url}/health/live`)));
  await Promise.all(servers.map((server) => server.end('SIGTERM')));
  await database.drop();

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(urls).size).toBe(4);
});

test('serve answers and leaves tasks alone, worker does tasks and opens no port', async () => {
  const database = await createTestDatabase();
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  const environment = { DATABASE_URL: database.url, OAUTH_TOKEN_ENCRYPTION_KEY: Fernet.generateKey() };

  const serve = start('serve', environment);
  const ready = await fetch(`${await serve.url()}/health/ready`);
  await sql.query(`select graphile_worker.add_job('auth.clean-up', '{"data": {}}')`);
  const workers = await sql.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name = 'devflowfix-queue'`,
  );
  const worker = start('worker', environment);
  const line = await worker.said('DevFlowFix is ready');
  await until(async () => (await sql.query('select 1 from graphile_worker.jobs')).rowCount === 0);

  expect(ready.status).toBe(200);
  expect(workers.rowCount).toBe(0);
  expect(line).toMatchObject({ roles: ['tasks'], database: 'DATABASE_URL' });
  expect(line.url).toBeUndefined();
  expect([await serve.end('SIGTERM'), await worker.end('SIGTERM')]).toEqual([0, 0]);
  await sql.end();
  await database.drop();
});

test('a worker with a port of its own tells there whether it is well and what it did, and serves nothing else', async () => {
  const database = await createTestDatabase();
  const port = await freePort('127.0.0.1', 0);
  const token = 'a-token-of-metrics';
  const worker = start('worker', {
    DATABASE_URL: database.url,
    OAUTH_TOKEN_ENCRYPTION_KEY: Fernet.generateKey(),
    WORKER_PORT: String(port),
    METRICS_TOKEN: token,
  });
  const line = await worker.said('DevFlowFix is ready');
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  // A task without a time of its own: it runs once, whatever the clock says.
  await query(database.url, `select graphile_worker.add_job('incident.judge', $1::json)`, [
    JSON.stringify({ data: { incident_id: newId(), connection_id: newId() } }),
  ]);
  await until(async () => (await query(database.url, 'select 1 from graphile_worker.jobs')).length === 0);

  const asked = ['/health/live', '/health/ready', '/metrics', '/', '/docs', '/api/v2/auth/me', '/api/v2/nowhere'];
  const statuses = await Promise.all(asked.map(async (path) => (await get(path)).status));
  const knock = await fetch(`http://127.0.0.1:${port}/api/v2/webhooks/github/${newId()}`, {
    method: 'POST',
    body: '{}',
  });
  const metrics = await (await get('/metrics', { authorization: `Bearer ${token}` })).text();
  const code = await worker.end('SIGTERM');
  await database.drop();

  expect(line.health).toBe(`http://127.0.0.1:${port}/health/ready`);
  expect(statuses).toEqual([200, 200, 401, 404, 404, 404, 404]);
  expect(knock.status).toBe(404);
  expect(metrics).toMatch(/^devflowfix_tasks_total\{kind="incident.judge",outcome="succeeded"\} 1$/m);
  expect(code).toBe(0);
});

const KEY = Fernet.generateKey();

test.each<[string, string, Record<string, string>]>([
  ['a port that is none', 'PORT', { PORT: 'CANARY' }],
  ['an address of another database', 'DATABASE_URL', { DATABASE_URL: 'mysql://me:CANARY@host/db' }],
  ['production without a key', 'OAUTH_TOKEN_ENCRYPTION_KEY', { NODE_ENV: 'production' }],
  ['a key that is none', 'OAUTH_TOKEN_ENCRYPTION_KEY', { OAUTH_TOKEN_ENCRYPTION_KEY: `!CANARY!${KEY}` }],
  ['a secret both ways', 'METRICS_TOKEN_FILE', { METRICS_TOKEN: 'CANARY-CANARY-CANARY', METRICS_TOKEN_FILE: '/x' }],
])('%s ends the start with 1 and the name %s, without the value', async (_, name, environment) => {
  const folder = newFolder();

  const ended = await runBuilt(['start'], folder, {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    DATA_DIR: path.join(folder, 'data'),
    ...environment,
  });

  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain(name);
  expect(ended.stderr).not.toContain('    at ');
  expect(ended.stderr + ended.stdout).not.toContain('CANARY');
});

test('a database that does not answer ends the start with 1 and without its password', async () => {
  const folder = newFolder();

  const ended: Ended = await runBuilt(['start'], folder, {
    DATABASE_URL: 'postgres://me:CANARY@127.0.0.1:1/none',
    DATA_DIR: path.join(folder, 'data'),
  });

  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('ECONNREFUSED');
  expect(ended.stderr + ended.stdout).not.toContain('CANARY');
});

test('keys generate prints a key that encrypts', async () => {
  const { code, stdout } = await runBuilt(['keys', 'generate'], newFolder());

  const fernet = new Fernet([stdout.trim()]);
  expect(code).toBe(0);
  expect(fernet.decrypt(fernet.encrypt('secret')).toString()).toBe('secret');
});
