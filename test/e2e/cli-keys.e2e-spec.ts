import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { authorize } from '../../demo/github/authorize';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { WebhookSecrets } from '../../src/auth/webhook-secrets';
import { Fernet } from '../../src/common/crypto/fernet';
import { TokenCipher } from '../../src/common/crypto/token-cipher';
import { ForgeAccess } from '../../src/oauth/forge-access';
import { KeyAge } from '../../src/operations/key-age';
import { ConnectionDirectory } from '../../src/repository/connection.directory';
import { build, runBuilt } from '../support/built-process';
import { startRoad } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const [OLD, NEW] = [Fernet.generateKey(), Fernet.generateKey()];

/** Servers of one installation share it. */
const REDIRECT = 'http://127.0.0.1:3000/api/v2/oauth/github/callback';

let cwd: string;
let github: DemoGitHub;
let database: TestDatabase;

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'devflowfix-keys-'));
  [github, database] = await Promise.all([startDemoGitHub(), createTestDatabase(), build()]);
});
afterAll(async () => {
  await github.close();
  await database.drop();
  rmSync(cwd, { recursive: true, force: true });
});

const open = (...keys: string[]): Promise<TestApp> =>
  startTestApp({
    githubUrl: github.url,
    databaseUrl: database.url,
    encryptionKeys: keys,
    environment: { GITHUB_OAUTH_REDIRECT_URI: REDIRECT },
  });

/** Every value of every table that looks like a Fernet token, by `table.column`. */
async function ciphertexts(app: TestApp): Promise<Map<string, string[]>> {
  const columns: { table: string; column: string }[] = await app.db.read.query(
    `select c.table_name as table, c.column_name as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and c.data_type in ('text', 'character varying', 'json', 'jsonb')`,
  );
  const found = new Map<string, string[]>();
  for (const { table, column } of columns) {
    const rows: { value: string }[] = await app.db.read.query(
      `select ${column}::text as value from ${table} where ${column}::text ~ 'gAAAAA[A-Za-z0-9_-]{80}'`,
    );
    if (rows.length > 0) found.set(`${table}.${column}`, rows.map(({ value }) => value).sort());
  }
  return found;
}

test('keys generate prints a key that the settings take, another one each time', async () => {
  const [one, other] = await Promise.all([runBuilt(['keys', 'generate'], cwd), runBuilt(['keys', 'generate'], cwd)]);

  const sealed = new Fernet([one.stdout.trim()]).encrypt('a token');
  expect([one.code, other.code]).toEqual([0, 0]);
  expect(one.stdout).not.toBe(other.stdout);
  expect(new Fernet([one.stdout.trim()]).decrypt(sealed).toString()).toBe('a token');
});

test('after keys rotate nothing needs the old key any more', async () => {
  const before = await open(OLD);
  const road = await startRoad(before, github, 'shop');
  const key = { headers: { 'idempotency-key': 'once' } };
  const first = await road.caller.post<{ token: string }>('/api/v2/auth/tokens', { name: 'ci' }, key);
  const v1 = await road.caller.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  await road.caller.post('/api/v2/alerts/channels', { kind: 'webhook', name: 'x', url: 'https://hooks.example.com/x' });
  // A dance that has begun when the keys change.
  const begun = await road.caller.post<{ authorization_url: string }>('/api/v2/oauth/github/authorize');
  // Renewing a hook's secret leaves the one before, so that both of its columns hold something.
  await before.db.read.query('update repository_connections set webhook_previous_secret = $1', [
    before.nest.get(TokenCipher).encrypt('the secret before'),
  ]);
  await before.db.read.query('update oauth_connections set refresh_token = $1', [
    before.nest.get(TokenCipher).encrypt('refresh'),
  ]);
  await before.db.read.query('update sessions set id_token = $1', [
    before.nest.get(TokenCipher).encrypt('an ID token'),
  ]);
  const [target] = await before.nest.get(ConnectionDirectory).deliveryTargets([road.connectionId]);
  const sealed = await ciphertexts(before);
  await before.nest.close();

  const environment = { DATABASE_URL: database.url, OAUTH_TOKEN_ENCRYPTION_KEY: `${NEW},${OLD}`, LOG_LEVEL: 'silent' };
  const rotated = await runBuilt(['keys', 'rotate'], cwd, environment);
  const again = await runBuilt(['keys', 'rotate'], cwd, environment);

  const after = await open(NEW);
  const resealed = await ciphertexts(after);
  const newKey = new Fernet([NEW]);
  const moved = road.caller.moveTo(after);
  const user = (await moved.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const repeated = await moved.post('/api/v2/auth/tokens', { name: 'ci' }, key);
  const callback = new URL(await authorize({ authorizationUrl: begun.body.authorization_url, login: 'dana' }));
  const finished = await moved.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
  expect([rotated.code, again.code]).toEqual([0, 0]);
  expect(rotated.stdout.match(/: [1-9]\d* re-encrypted/g)).toHaveLength(7);
  expect(again.stdout.match(/: 0 re-encrypted/g)).toHaveLength(7);
  expect([...sealed.keys()].sort()).toEqual([
    'alert_channels.secret',
    'alert_channels.url',
    'idempotency_keys.answer',
    'oauth_connections.access_token',
    'oauth_connections.refresh_token',
    'oauth_states.code_verifier',
    'repository_connections.webhook_previous_secret',
    'repository_connections.webhook_secret',
    'sessions.id_token',
    'webhook_secrets.secret',
  ]);
  expect([...resealed.keys()].sort()).toEqual([...sealed.keys()].sort());
  for (const value of [...resealed.values()].flat()) expect(newKey.isCurrent(value)).toBe(true);
  expect(repeated.body).toEqual(first.body);
  expect(await after.nest.get(WebhookSecrets).secretsOf([user])).toEqual([v1.body.secret]);
  const [kept] = await after.nest.get(ConnectionDirectory).deliveryTargets([road.connectionId]);
  expect(kept?.secrets).toEqual(target?.secrets);
  expect(finished.status).toBe(200);
  const connection = await after.nest.get(ForgeAccess).connectionOf(user, { kind: 'github', instance: 'default' });
  const names = await after.nest
    .get(ForgeAccess)
    .use(
      connection?.id ?? '',
      async (client) =>
        (await client.listRepositories({ page: 1, perPage: 10, sort: 'updated', direction: 'desc' })).items.length,
    );
  expect(names).toBeGreaterThan(0);
  await after.close();
});

test('keys rotate under keys that read nothing says so and changes nothing', async () => {
  const app = await open(NEW);
  const before = await ciphertexts(app);

  const failed = await runBuilt(['keys', 'rotate'], cwd, {
    DATABASE_URL: database.url,
    OAUTH_TOKEN_ENCRYPTION_KEY: Fernet.generateKey(),
    LOG_LEVEL: 'silent',
  });

  expect(failed.code).not.toBe(0);
  expect(failed.stderr).not.toBe('');
  expect(failed.stderr).not.toContain('gAAAA');
  expect(await ciphertexts(app)).toEqual(before);
  await app.close();
});

interface Found {
  readonly about: string;
  readonly state: string;
  readonly says: string;
  readonly mend: string | null;
}

test('the doctor finds what is wrong, says how to mend it, and shows no secret', async () => {
  const app = await open(NEW);
  const road = await startRoad(app, github, 'ill');
  const environment = {
    DATABASE_URL: database.url,
    OAUTH_TOKEN_ENCRYPTION_KEY: `${NEW},${OLD}`,
    GITHUB_BASE_URL: github.url,
    GITHUB_API_URL: github.url,
    GITHUB_OAUTH_CLIENT_ID: 'demo-client-id',
    GITHUB_OAUTH_CLIENT_SECRET: 'canary-client-secret',
  };
  const stateOf = async (): Promise<{ code: number | null; text: string; found: Map<string, Found> }> => {
    const { code, stdout } = await runBuilt(['doctor', '--json'], cwd, environment);
    const { findings } = JSON.parse(stdout) as { findings: Found[] };
    return {
      code,
      text: stdout,
      found: new Map(findings.map((finding) => [`${finding.about} ${finding.state}`, finding])),
    };
  };

  const healthy = await stateOf();
  await app.db.read.query(`update repository_connections set webhook_status = 'disabled_by_forge' where id = $1`, [
    road.connectionId,
  ]);
  await app.db.read.query(
    `insert into tasks (id, kind, status, payload) values (gen_random_uuid(), 'x', 'dead', '{}')`,
  );
  await app.nest.get(KeyAge).note();
  await app.db.read.query(`update encryption_keys set first_used_at = now() - interval '400 days 1 hour'`);
  await app.db.read.query('update oauth_connections set access_token = $1 where is_active', [
    app.nest.get(TokenCipher).encrypt('gho_canary_of_a_dead_token'),
  ]);
  const ill = await stateOf();
  await app.nest.close();

  expect(healthy.code).toBe(0);
  expect([...healthy.found.values()].filter(({ state }) => state === 'failing')).toEqual([]);
  expect(healthy.found.get('accounts ok')?.says).toContain('were tried and work');
  expect(healthy.found.get('keys warning')?.mend).toContain('keys rotate');
  expect(ill.code).toBe(1);
  expect(ill.found.get('webhooks failing')?.says).toContain('dana/ill (disabled_by_forge)');
  expect(ill.found.get('keys warning')?.says).toBe('The encryption key has been in use for 400 days.');
  expect(ill.found.get('queue warning')?.says).toBe('One task gave up.');
  expect(ill.found.get('accounts failing')?.says).toContain('github: unauthorized');
  for (const { state, mend } of ill.found.values()) if (/warning|failing/.test(state)) expect(mend).not.toBeNull();
  expect(healthy.text + ill.text).not.toMatch(/canary|gAAAAA/);
});

test('the doctor says so when the database is away or a setting is none', async () => {
  const away = await runBuilt(['doctor'], cwd, {
    DATABASE_URL: 'postgres://u:canary@127.0.0.1:1/x',
    OAUTH_TOKEN_ENCRYPTION_KEY: NEW,
  });
  const wrong = await runBuilt(['doctor'], cwd, { PORT: 'canary' });

  expect([away.code, wrong.code]).toEqual([1, 1]);
  expect(away.stdout).toMatch(/failing +database +PostgreSQL does not answer\./);
  expect(wrong.stdout).toMatch(/failing +settings +[\s\S]*PORT/);
  expect(away.stdout + away.stderr + wrong.stdout + wrong.stderr).not.toContain('canary');
});
