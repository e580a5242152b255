import type { Client } from 'pg';

/** What the report asks for: a user with a twentieth of all rows, and one of each of its things. */
export interface Filled {
  readonly userId: string;
  readonly connectionId: string;
  readonly runId: string;
  readonly incidentId: string;
  /** A day ago: a hundredth of the rows are younger. */
  readonly since: Date;
}

const USERS = 20;
const CONNECTIONS = 200;
const DAYS = 100;
/** One moment for all tables, so that equal numbers make equal ids. */
const AT = new Date().toISOString();

/** A value that a column without default takes, by its type. */
const NOTHING: Readonly<Record<string, string>> = {
  text: `''`,
  uuid: 'gen_random_uuid()',
  integer: '0',
  smallint: '0',
  bigint: '0',
  'double precision': '0',
  boolean: 'false',
  jsonb: `'{}'`,
  ARRAY: `'{}'`,
  'timestamp with time zone': 'at',
};

/** An id of the time `at`, as ours are, told apart by `n`. */
const ID = `(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid`;
const CONNECTION = `(select id from picked where k = n % ${CONNECTIONS})`;
const USER = `(select user_id from picked where k = n % ${CONNECTIONS})`;

/** Inserts `rows` rows: `given` by column as SQL over `n` and `at`, the rest of the columns as empty as they may be. */
async function fill(
  client: Client,
  table: string,
  rows: number,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_nullable = 'NO' and column_default is null`,
    [table],
  );
  const empty = columns.map(({ name, type }) => [name, NOTHING[type] ?? 'null'] as const);
  const values = { ...Object.fromEntries(empty), ...given };
  await client.query(
    `insert into ${table} (${Object.keys(values).join(', ')})
     select ${Object.values(values).join(', ')}
     from (select n, '${AT}'::timestamptz - (${rows} - n) * interval '${DAYS} days' / ${rows} as at from generate_series(1, ${rows}) n) rows`,
  );
}

/** Fills the tables that grow with `rows` rows each, spread over users, repositories and 100 days. */
export async function fillTables(client: Client, rows: number): Promise<Filled> {
  // Keys hold by construction; checking them would take most of the time.
  await client.query(`set session_replication_role = replica`);
  await client.query(`insert into users (id, email, password_hash, role)
    select gen_random_uuid(), 'user-' || n || '@example.test', 'x', 'member' from generate_series(1, ${USERS}) n`);
  await client.query(`create temp table people as
    select id, row_number() over (order by email) % ${USERS} as k from users where email like 'user-%'`);
  await fill(client, 'repository_connections', CONNECTIONS, {
    id: ID,
    user_id: `(select id from people where k = n % ${USERS})`,
    provider: `'github'`,
    repository_id: 'n::text',
    repository_full_name: `'acme/repo-' || n`,
    is_enabled: 'true',
  });
  await client.query(`create temp table picked as
    select id, user_id, (row_number() over (order by id)) % ${CONNECTIONS} as k
    from repository_connections where user_id in (select id from people)`);
  await client.query('create index on picked (k)');
  await client.query('analyze picked');
  const run = { id: ID, repository_connection_id: CONNECTION, run_id: 'n::text', run_attempt: '1' };
  await fill(client, 'workflow_runs', rows, {
    ...run,
    user_id: USER,
    run_number: `n / ${CONNECTIONS}`,
    status: `case when n % 500 = 0 then 'in_progress' else 'completed' end`,
    conclusion: `case when n % 500 = 0 then null when n % 5000 = 1 then 'timed_out' when n % 4 = 0 then 'failure' else 'success' end`,
    branch: `case when n % 10007 = 0 then 'rare' else 'main' end`,
    lane: `'lane'`,
    commit_sha: 'md5(n::text)',
    workflow_name: `'CI'`,
    started_at: 'at',
    completed_at: `at + interval '3 minutes'`,
  });
  await fill(client, 'workflow_jobs', rows, {
    ...run,
    job_id: 'n::text',
    name: `'build'`,
    status: `'completed'`,
    steps: `'[]'`,
  });
  await fill(client, 'incidents', rows, {
    id: ID,
    user_id: USER,
    repository_connection_id: CONNECTION,
    title: `'TS2551 in file ' || n`,
    fingerprint: `'v1:' || n`,
    status: `case when n % 200 = 0 then 'open' else 'resolved' end`,
    severity: `'medium'`,
    class: `'build'`,
  });
  await fill(client, 'incident_occurrences', rows, {
    id: ID,
    // Ids are made of the same numbers and times in every table.
    incident_id: ID,
    workflow_run_id: ID,
    repository_connection_id: CONNECTION,
  });
  await fill(client, 'webhook_deliveries', rows, {
    id: ID,
    door_id: CONNECTION,
    connection_id: CONNECTION,
    user_id: USER,
    provider: `'github'`,
    event: `'workflow_run'`,
    delivery_id: 'n::text',
    status: `case when n % 20000 = 0 then 'dead' else 'processed' end`,
  });
  await client.query('vacuum analyze');
  const { rows: found } = await client.query<{ user: string; connection: string; run: string; incident: string }>(
    `select r.user_id as user, r.repository_connection_id as connection, r.id as run,
       (select id from incidents i where i.user_id = r.user_id limit 1) as incident
     from workflow_runs r where r.run_id = '77'`,
  );
  const [one] = found;
  if (one === undefined) throw new Error('the tables are too small: REPORT_ROWS must be 100 or more');
  const since = new Date(Date.now() - 86_400_000);
  return { userId: one.user, connectionId: one.connection, runId: one.run, incidentId: one.incident, since };
}
