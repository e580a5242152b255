import { Client } from 'pg';
import { RequestUsage } from '../../src/auth/usage/request-usage';
import { TaskQueue } from '../../src/queue/task.queue';
import { dropOldDeliveries } from '../../src/webhook/webhook.tasks';
import type { ApiClient } from '../support/api-client';
import { deliver, hookedConnection, userIdOf, workflowRun } from '../support/deliveries';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';

/** Not a user's: how often somebody tried, and which migrations ran. */
const NOBODYS = ['rate_limits', 'schema_migrations'];

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

/** Rows of each table. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  // Otherwise written whenever five seconds are over.
  await app.nest.get(RequestUsage, { strict: false }).flush();
  const tables: { name: string }[] = await app.db.read.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const counted = tables
    .filter(({ name }) => !NOBODYS.includes(name))
    .map(async ({ name }) => {
      const rows: { count: number }[] = await app.db.read.query(`select count(*)::int as count from ${name}`);
      return [name, rows[0]?.count ?? 0] as const;
    });
  return Object.fromEntries(await Promise.all(counted));
}

/** Leaves a row of every kind that a user can have; returns the user's id. */
async function liveIn(user: ApiClient): Promise<string> {
  const connectionId = (await makeOneOfEach(app, user))['/api/v2/repositories/connections/'];
  await user.post('/api/v2/oauth/github/authorize');
  await user.post('/api/v2/auth/webhook-secret', undefined, { headers: { 'idempotency-key': 'once' } });
  const { id } = (await user.get<{ id: string }>('/api/v2/auth/me')).body;
  await app.db.read.query(
    `insert into oauth_connections (id, user_id, provider, provider_user_id, provider_username, scopes)
     values (gen_random_uuid(), $1, 'github', '1', 'dana', '{}')`,
    [id],
  );
  await app.db.read.query(
    `insert into user_identities (id, user_id, issuer, subject, created_at)
     values (gen_random_uuid(), $1, 'https://id.example.test', gen_random_uuid()::text, now())`,
    [id],
  );
  await app.db.read.query(
    `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, steps, created_at, updated_at)
     values (gen_random_uuid(), $1, '1', 1, '1', 'build', 'completed', '[]', now(), now())`,
    [connectionId],
  );
  return id;
}

test('a deleted account leaves nothing of its own behind, and everything of others', async () => {
  await liveIn(await app.user());
  const before = await counts();
  const gone = await liveIn(await app.user());
  const between = await counts();

  await app.db.read.query('delete from users where id = $1', [gone]);

  const owning: { name: string }[] = await app.db.read.query(
    `select distinct table_name as name from information_schema.columns
     where table_schema = 'public' and column_name in ('user_id', 'repository_connection_id', 'incident_id')`,
  );
  const grown = owning.map(({ name }) => name).filter((name) => (between[name] ?? 0) > (before[name] ?? 0));
  expect(grown).toEqual(
    expect.arrayContaining([
      ...[
        'repository_connections',
        'oauth_connections',
        'oauth_states',
        'webhook_secrets',
        'sessions',
        'api_tokens',
        'api_usage',
      ],
      ...['webhook_deliveries', 'tasks', 'idempotency_keys', 'workflow_runs', 'workflow_jobs', 'incidents'],
    ]),
  );
  expect(await counts()).toEqual(before);
});

test('a delivery that was at the door while its account was deleted goes with the next tidying, body and all', async () => {
  const leaver = await app.user();
  const { id } = (await leaver.get<{ id: string }>('/api/v2/auth/me')).body;
  const connection = await hookedConnection(app, id);
  const kept = await hookedConnection(app, await userIdOf(await app.user()));
  await deliver(app.client(), kept, workflowRun(kept.repositoryId));
  const before = await counts();
  const deletion = new Client({ connectionString: app.databaseUrl });
  await deletion.connect();
  await deletion.query('begin; lock table webhook_deliveries in share row exclusive mode');
  const delivered = deliver(app.client(), connection, workflowRun(connection.repositoryId));
  await storing();

  await deletion.query('delete from users where id = $1', [id]);
  await deletion.query('commit');
  await deletion.end();
  const { status } = await delivered;
  const left = (await counts()).webhook_bodies;
  await app.db.transaction((tx) => app.nest.get(TaskQueue).enqueue(tx, dropOldDeliveries, {}));
  await app.drain();
  const after = await counts();

  expect(status).toBe(202);
  expect(left).toBe((before.webhook_bodies ?? 0) + 1);
  expect([after.webhook_deliveries, after.webhook_bodies]).toEqual([before.webhook_deliveries, before.webhook_bodies]);
});

/** Resolves when a delivery has passed the door and waits for the table it is stored in. */
async function storing(): Promise<void> {
  for (;;) {
    const [row] = await app.db.read.query<{ waits: boolean }[]>(
      `select exists(select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and application_name = 'devflowfix-inbox') as waits`,
    );
    if (row?.waits === true) return;
  }
}

test('two accounts cannot have one address in two spellings, even past the application', async () => {
  const add = (email: string): Promise<unknown> =>
    app.db.read.query(
      `insert into users (id, email, password_hash, role) values (gen_random_uuid(), $1, 'x', 'member')`,
      [email],
    );
  await add('Dana@example.test');

  await expect(add('dana@Example.test')).rejects.toMatchObject({ driverError: { constraint: 'uq_users_email' } });
});
