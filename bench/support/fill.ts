import type { Client } from 'pg';
import { Fernet } from '../../src/common/crypto/fernet';
import { DAY_MS } from '../../src/common/time';
import { createDataSource } from '../../src/database/data-source';
import { DAYS_AHEAD, ensureDays } from '../../src/database/daily-partitions';
import type { BenchDatabase } from './database';
import { tablesOf } from './filling';
import { LIVE_ROWS, type Filling } from './filling-words';

/** Tenants; the first has a fifth of all rows, in `LARGE_CONNECTIONS` of the repositories. */
const USERS = 20;
const CONNECTIONS = 200;
const LARGE_CONNECTIONS = 20;
const DAYS = 100;
/** Bodies are kept for a week, and are the only ones in partitions. */
const BODY_DAYS = 7;

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

/** The two tenants whose pages are opened. */
export interface Tenants {
  readonly large: string;
  /** One of the other nineteen. */
  readonly small: string;
}

/**
 * Fills the tables that grow with `rows` rows each, spread over users, repositories and 100 days. Ids are made of the row's
 * number and time as ours are (UUIDv7), so that rows lie as they would have been written.
 */
export async function fillTables(
  { client, encryptionKey, secret, url }: BenchDatabase,
  rows: number,
  log: (text: string) => void = () => undefined,
): Promise<Tenants> {
  // Keys hold by construction; checking them would take most of the time. Triggers are not wanted either.
  await client.query('set session_replication_role = replica');
  await client.query(`set maintenance_work_mem = '512MB'`);
  await client.query(`set work_mem = '256MB'`);
  await helpers(client, rows);
  const tenants = await fillPeople(client, new Fernet([encryptionKey]).encrypt(secret));
  await partitionBodies(url);
  for (const filling of tablesOf(rows)) {
    const began = performance.now();
    await fill(client, filling);
    log(`${filling.table}: ${filling.rows} rows, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  await fillLiveEvents(client);
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  return tenants;
}

/** `at` and `id` of the row with number `n`, the same in every table; `k` says whose it is. */
async function helpers(client: Client, rows: number): Promise<void> {
  await client.query(`create function pg_temp.at_of(n int) returns timestamptz language sql stable as
    $$ select '${new Date().toISOString()}'::timestamptz - (${rows} - n) * interval '${DAYS} days' / ${rows} $$`);
  await client.query(`create function pg_temp.id_of(n int) returns uuid language sql stable as
    $$ select (lpad(to_hex((extract(epoch from pg_temp.at_of(n)) * 1000)::bigint), 12, '0') || '70008' ||
         lpad(to_hex(n), 15, '0'))::uuid $$`);
}

async function fillPeople(client: Client, secret: string): Promise<Tenants> {
  // The large tenant is an admin: what admins alone may ask is asked by him.
  await client.query(`insert into users (id, email, password_hash, role)
    select gen_random_uuid(), 'user-' || n || '@example.test', 'x', case when n = 0 then 'admin' else 'member' end
    from generate_series(0, ${USERS - 1}) n`);
  await client.query(`create temp table people as
    select id, substring(email from '[0-9]+')::int as p from users where email like 'user-%'`);
  await insert(client, {
    table: 'repository_connections',
    rows: CONNECTIONS,
    from: `select n, pg_temp.at_of(n) as at, p.id as user_id from generate_series(0, ${CONNECTIONS - 1}) n
      join people p on p.p = case when n < ${LARGE_CONNECTIONS} then 0 else 1 + n % ${USERS - 1} end order by n`,
    given: {
      id: 'pg_temp.id_of(n)',
      user_id: 'user_id',
      provider: `'github'`,
      repository_id: '(7000000 + n)::text',
      repository_full_name: `'acme/repo-' || n`,
      repository_name: `'repo-' || n`,
      owner_name: `'acme'`,
      default_branch: `'main'`,
      webhook_status: `'active'`,
      webhook_secret: `'${secret}'`,
      is_enabled: 'true',
    },
  });
  await client.query(`create temp table picked as
    select id, user_id, repository_id::int - 7000000 as k from repository_connections where repository_full_name like 'acme/repo-%'`);
  await client.query('analyze picked');
  const { rows } = await client.query<{ large: string; small: string }>(
    `select max(id::text) filter (where p = 0) as large, max(id::text) filter (where p = 1) as small from people`,
  );
  const [tenants] = rows;
  if (tenants === undefined) throw new Error('no people were made');
  return tenants;
}

/** Partitions of the days whose bodies are kept. */
async function partitionBodies(url: string): Promise<void> {
  const source = createDataSource({ url, entities: [], poolSize: 1 });
  await source.initialize();
  try {
    // Made from the oldest on: each call makes a week's.
    const first = new Date(Date.now() - Math.min(BODY_DAYS, DAYS_AHEAD) * DAY_MS);
    await ensureDays(source.manager, 'webhook_bodies', first);
  } finally {
    await source.destroy();
  }
}

/** Fills a table without its secondary indexes, then builds them: one sort for an index costs a tenth of so many insertions. */
async function fill(client: Client, filling: Filling): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; made: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = $1::regclass and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
    [filling.table],
  );
  for (const { name } of indexes) await client.query(`drop index "${name}"`);
  await insert(client, {
    ...filling,
    // Every fifth row is the large tenant's.
    from: `select n, pg_temp.at_of(n) as at, p.id as connection_id, p.user_id from
      (select n, case when n % 5 = 0 then n / 5 % ${LARGE_CONNECTIONS}
         else ${LARGE_CONNECTIONS} + abs(hashint4(n)) % ${CONNECTIONS - LARGE_CONNECTIONS} end as k
       from generate_series(${filling.first ?? 1}, ${(filling.first ?? 1) + filling.rows - 1}) n) n
      join picked p using (k) order by n`,
  });
  for (const { made } of indexes) await client.query(made);
}

/** Inserts what `from` selects: `given` by column as SQL over it, the rest of the columns as empty as they may be. */
async function insert(client: Client, { table, given, from }: Filling & { readonly from: string }): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_nullable = 'NO' and column_default is null and is_identity = 'NO'`,
    [table],
  );
  const empty = columns.map(({ name, type }) => [name, NOTHING[type] ?? 'null'] as const);
  const values = { ...Object.fromEntries(empty), ...given };
  await client.query(
    `insert into ${table} (${Object.keys(values).join(', ')}) select ${Object.values(values).join(', ')} from (${from}) rows
     on conflict do nothing`,
  );
}

/** The last five minutes of a storm; each thousand in a transaction of its own, as streams tell them apart. */
async function fillLiveEvents(client: Client): Promise<void> {
  for (let from = 0; from < LIVE_ROWS; from += 1000) {
    await client.query(
      `insert into live_events (tx, user_id, type, data, at)
       select pg_current_xact_id()::text::bigint, p.user_id, 'run.updated', '{}', now() - (${LIVE_ROWS} - n) * interval '5 minutes' / ${LIVE_ROWS}
       from generate_series(${from + 1}, ${from + 1000}) n join picked p on p.k = n % ${CONNECTIONS}`,
    );
  }
}
