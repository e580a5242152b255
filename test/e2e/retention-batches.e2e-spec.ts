import { AlertHandlers } from '../../src/alert/alert.handlers';
import { AuthHandlers } from '../../src/auth/auth.handlers';
import { newId, newIdAt } from '../../src/common/ids';
import { IncidentHandlers } from '../../src/incident/incident.handlers';
import { OAuthHandlers } from '../../src/oauth/oauth.handlers';
import { TaskRetention } from '../../src/queue/task.retention';
import { RepositoryHandlers } from '../../src/repository/repository.handlers';
import { DeliveryRetention } from '../../src/webhook/webhook.retention';
import { WorkflowHandlers } from '../../src/workflow/workflow.handlers';
import { addAlertChannel } from '../support/alerts';
import type { ApiClient } from '../support/api-client';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';

const DAY_MS = 86_400_000;
const OLD = 2_500;

let app: TestApp;
let owner: ApiClient;
let userId: string;
/** A repository of the owner's. */
let connectionId: string;

beforeAll(async () => {
  app = await startTestApp({ environment: { RUN_RETENTION_DAYS: '400' } });
  owner = await app.user();
  userId = (await owner.get<{ id: string }>('/api/v2/auth/me')).body.id;
  connectionId = (await makeOneOfEach(app, owner))['/api/v2/repositories/connections/'] ?? '';
  await app.db.read.query('create table removals (table_name text, rows int)');
  await app.db.read.query(
    `create function note_removal() returns trigger language plpgsql as $$
     begin insert into removals select tg_table_name, count(*) from gone; return null; end $$`,
  );
});
afterAll(async () => {
  await app.close();
});

/** Writes down how many rows each statement takes from a table. */
async function watch(table: string): Promise<void> {
  await app.db.read.query(
    `create trigger note_removal after delete on ${table} referencing old table as gone
     for each statement execute function note_removal()`,
  );
}

/** How many rows statements took from a table, the most first; those that took none are left out. */
async function removalsOf(table: string): Promise<number[]> {
  const rows = await app.db.read.query<{ rows: number }[]>(
    'select rows from removals where table_name = $1 and rows > 0 order by rows desc',
    [table],
  );
  return rows.map(({ rows: count }) => count);
}

async function countOf(table: string): Promise<number> {
  const [row] = await app.db.read.query<{ n: number }[]>(`select count(*)::int as n from ${table}`);
  return row?.n ?? -1;
}

const cleanUps = {
  audit_events: () => app.nest.get(AuthHandlers, { strict: false }).cleanUp(),
  alert_deliveries: () => app.nest.get(AlertHandlers, { strict: false }).tidy(),
  api_usage: () => app.nest.get(AuthHandlers, { strict: false }).cleanUp(),
  forge_usage: () => app.nest.get(OAuthHandlers, { strict: false }).cleanUp(),
  repository_usage: () => app.nest.get(RepositoryHandlers, { strict: false }).cleanUp(),
  webhook_deliveries: () => app.nest.get(DeliveryRetention, { strict: false }).dropOld(),
  workflow_runs: () => app.nest.get(WorkflowHandlers, { strict: false }).removeOld(),
  workflow_jobs: () => app.nest.get(WorkflowHandlers, { strict: false }).removeOld(),
  tasks: () => app.nest.get(TaskRetention, { strict: false }).tidy(),
  test_results: () => app.nest.get(IncidentHandlers, { strict: false }).forget(),
};

/** Old rows of each table, and how a clean-up takes them away. */
const BATCHES = { old: OLD, taken: [1000, 1000, 500] };
/** A test's result is small, and a big suite's day is a million of them. */
const RESULTS = { old: 12_500, taken: [5000, 5000, 2500] };

/** Ids that are in order of time, made then. */
const idsAt = (at: Date, count: number): string[] => Array.from({ length: count }, () => newIdAt(at));

async function addRuns(old: Date, young: Date): Promise<void> {
  await app.db.read.query('delete from workflow_runs');
  await app.db.read.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event, status,
       conclusion, lane, commit_sha, pull_request_numbers, run_url, completed_at, checked_at, created_at, updated_at)
     select gen_random_uuid(), $1, $2, n::text, 1, n, 'CI', 'push', 'completed', 'success', 'lane', 'c', '{}', '', t, t, t, t
     from generate_series(0, ${OLD}) n, lateral (select case when n = 0 then $4 else $3 end::timestamptz as t) x`,
    [userId, connectionId, old, young],
  );
}

/** Puts old rows and a young one into a table. */
const fills: Record<keyof typeof cleanUps, (old: Date, young: Date) => Promise<void>> = {
  audit_events: async (old, young) => {
    await app.db.read.query('delete from audit_events');
    await app.db.read.query(
      `insert into audit_events (id, at, user_id, action, summary, request, via, request_id)
       select gen_random_uuid(), case when n = 0 then $3 else $2 end::timestamptz, $1, 'x', 'x', 'POST /', 'session', 'r'
       from generate_series(0, ${OLD}) n`,
      [userId, old, young],
    );
  },
  alert_deliveries: async (old, young) => {
    const channel = await addAlertChannel(owner, 'https://hooks.example.com/devflowfix');
    await app.db.read.query(
      `insert into alert_deliveries (id, user_id, channel_id, event, message, status, attempts, created_at)
       select gen_random_uuid(), $1, $2, 'test', '{}', 'delivered', 1,
              case when n = 0 then $4 else $3 end::timestamptz
       from generate_series(0, ${OLD}) n`,
      [userId, channel.id, old, young],
    );
  },
  api_usage: async (old, young) => {
    await app.db.read.query(
      `insert into api_usage (user_id, day, credential_id, via)
       select $1, case when n = 0 then $3 else $2 end::date, gen_random_uuid(), 'token' from generate_series(0, ${OLD}) n`,
      [userId, old, young],
    );
  },
  forge_usage: async (old, young) => {
    const id = newId();
    await app.db.read.query(
      `insert into oauth_connections (id, user_id, provider, provider_user_id, provider_username, access_token, scopes, is_active,
                                      created_at, updated_at)
       values ($1, $2, 'github', '1', 'dana', 'x', '{}', true, now(), now())`,
      [id, userId],
    );
    await app.db.read.query(
      `insert into forge_usage (oauth_connection_id, day)
       select $1, case when n = 0 then $3::date else $2::date - n end from generate_series(0, ${OLD}) n`,
      [id, old, young],
    );
  },
  repository_usage: async (old, young) => {
    await app.db.read.query(
      `insert into repository_usage (repository_connection_id, day)
       select $1, case when n = 0 then $3::date else $2::date - n end from generate_series(0, ${OLD}) n`,
      [connectionId, old, young],
    );
  },
  webhook_deliveries: async (old, young) => {
    await app.db.read.query(
      `insert into webhook_deliveries (id, door_id, connection_id, user_id, source, provider, event, delivery_id, received_at, status)
       select id, $2, $2, $1, 'github', 'github', 'workflow_run', id::text, case when n = 1 then $5 else $4 end::timestamptz, 'processed'
       from unnest($3::uuid[]) with ordinality as given(id, n)`,
      [userId, connectionId, [newIdAt(young), ...idsAt(old, OLD)], old, young],
    );
  },
  workflow_runs: addRuns,
  workflow_jobs: async (old, young) => {
    await addRuns(old, young);
    await app.db.read.query(
      `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, steps, created_at, updated_at)
       select gen_random_uuid(), $1, n::text, 1, 'j', 'build', 'completed', '[]', now(), now() from generate_series(0, ${OLD}) n`,
      [connectionId],
    );
  },
  tasks: async (old, young) => {
    await app.db.read.query(
      `insert into tasks (id, kind, status, payload, finished_at)
       select id, 'a.b', 'succeeded', '{}', case when n = 1 then $3 else $2 end::timestamptz
       from unnest($1::uuid[]) with ordinality as given(id, n)`,
      [[newIdAt(young), ...idsAt(old, OLD)], old, young],
    );
  },
  test_results: async (old, young) => {
    await app.db.read.query(
      `insert into test_results (id, repository_connection_id, workflow, run_id, run_attempt, job, test, commit_sha, outcome, observed_at)
       select gen_random_uuid(), $1, 'CI', n::text, 1, 'build', 'adds', 'c', 'failed', case when n = 0 then $3 else $2 end::timestamptz
       from generate_series(0, ${RESULTS.old}) n`,
      [connectionId, old, young],
    );
  },
};

test.each(Object.keys(cleanUps) as (keyof typeof cleanUps)[])(
  'what is old goes from %s some thousand rows a statement, and what is young stays',
  async (table) => {
    const now = app.clock.now().getTime();
    const { old, taken } = table === 'test_results' ? RESULTS : BATCHES;
    await fills[table](new Date(now - 500 * DAY_MS), new Date(now - DAY_MS));
    await watch(table);
    const young = (await countOf(table)) - old;

    await cleanUps[table]();

    expect(await removalsOf(table)).toEqual(taken);
    expect(await countOf(table)).toBe(young);
  },
);

test('the age of the oldest usage is told, though its rows are of days', async () => {
  await app.db.read.query('delete from api_usage');
  await app.db.read.query(
    `insert into api_usage (user_id, day, credential_id, via) values ($1, $2::date, gen_random_uuid(), 'token')`,
    [userId, new Date(app.clock.now().getTime() - 10 * DAY_MS)],
  );

  const text = await (await fetch(`${app.url}/metrics`)).text();
  const seconds = Number(/^devflowfix_oldest_row_seconds\{\w+="api_usage"\} (\S+)$/m.exec(text)?.[1]);

  expect(seconds).toBeGreaterThanOrEqual(10 * 86_400);
  expect(seconds).toBeLessThan(12 * 86_400);
  expect(text).toMatch(/^devflowfix_kept_seconds\{\w+="forge_usage"\} 34560000$/m);
  expect(text).toMatch(/^devflowfix_kept_seconds\{\w+="repository_usage"\} 34560000$/m);
});

test('what never had its effect keeps its body, however many there are', async () => {
  const ids = idsAt(app.clock.now(), OLD);
  await app.db.read.query('delete from webhook_deliveries');
  await app.db.read.query(
    `insert into webhook_bodies (id, encoding, bytes) select unnest($1::uuid[]), 'identity', '{}'`,
    [ids],
  );
  await app.db.read.query(
    `insert into webhook_deliveries (id, door_id, connection_id, user_id, source, provider, event, delivery_id, received_at, status, body_id)
     select id, $2, $2, $1, 'github', 'github', 'workflow_run', id::text, $4, 'dead', id from unnest($3::uuid[]) id`,
    [userId, connectionId, ids, app.clock.now()],
  );
  app.clock.advance(9 * DAY_MS);

  const { carried } = await app.nest.get(DeliveryRetention, { strict: false }).dropOld();
  const [kept] = await app.db.read.query<{ n: number }[]>(
    'select count(*)::int as n from webhook_deliveries d join webhook_bodies b on b.id = d.body_id',
  );

  expect([carried, kept?.n]).toEqual([OLD, OLD]);
});
