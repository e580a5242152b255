import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { AnalyticsStore } from '../src/analytics/analytics.store';
import { RollupStore, sumsSql } from '../src/analytics/rollup.store';
import { newId } from '../src/common/ids';
import { createDataSource } from '../src/database/data-source';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { Database } from '../src/database/database';
import { migrate } from '../src/database/migrate';
import { cpuOfPostgres } from './support/cpu';
import { median, table } from './support/table';

/**
 * What figures cost as runs grow a hundredfold: the same 90 days, repositories and workflows, filled with few and with many
 * runs. BENCH_RUNS names the sizes; 10,000,000 needs about 9 GB and half an hour.
 */
const SIZES = (process.env.BENCH_RUNS ?? '100000,1000000').split(',').map(Number);
const REPOSITORIES = 10;
const WORKFLOWS = 5;
const ROUNDS = 7;
/** Changed runs that are rolled up while measured. */
const ROLLED = 1_000;
const ZONE = 'Europe/Berlin';

interface Measured {
  readonly runs: number;
  readonly queryMs: number;
  readonly rawMs: number;
  readonly rollUs: number;
  readonly rebuildUs: number;
  readonly days: number;
  readonly plan: string;
}

async function fill(client: Client, runs: number): Promise<readonly string[]> {
  const userId = newId();
  await client.query(
    `insert into users (id, email, password_hash, role) values ($1, 'bench@example.test', 'nobody logs in', 'member')`,
    [userId],
  );
  const connections = Array.from({ length: REPOSITORIES }, () => newId());
  for (const [at, id] of connections.entries()) {
    await client.query(
      `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
         owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled,
         fix_policy, created_at, updated_at)
       values ($1, $2, 'github', $3, $4, 'api', 'acme', 'main', false, 'inactive', '{}', false, true, false, '{}', now(), now())`,
      [id, userId, String(at), `acme/api-${at}`],
    );
  }
  // What a rebuild reads is filled at once; the notes of the triggers would only be thrown away by it.
  await client.query('alter table workflow_runs disable trigger user');
  await client.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_id,
       workflow_name, event, status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, started_at,
       completed_at, checked_at, created_at, updated_at)
     select gen_random_uuid(), $1, ($2::uuid[])[1 + n % $3], n::text, 1, n, (n / $3 % $4)::text, 'CI ' || (n / $3 % $4),
       case when n % 7 = 0 then 'pull_request' else 'push' end, 'completed',
       case when hashint4(n) % 8 = 0 then 'failure' when hashint4(n) % 31 = 0 then 'cancelled' else 'success' end,
       case when n % 3 = 0 then 'main' else 'topic-' || n % 40 end,
       (n / $3 % $4) || case when n % 3 = 0 then 'main' else 'topic-' || n % 40 end || (n % 7 = 0),
       md5((n / 3)::text), '{}', '', at, at + make_interval(secs => 20 + abs(hashint4(n)) % 900), at, at, at
     from generate_series(1, $5::int) n
     cross join lateral (select timestamptz '2026-08-01' + (n::float8 / $5) * interval '90 days' as at) t`,
    [userId, connections, REPOSITORIES, WORKFLOWS, runs],
  );
  await client.query('alter table workflow_runs enable trigger user');
  await client.query('vacuum analyze workflow_runs');
  return connections;
}

async function measure(runs: number): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'devflowfix-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, settings: { max_wal_size: '8GB' } });
  try {
    await migrate(server.url);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const connections = await fill(client, runs);
    const dataSource = createDataSource({ url: server.url, entities: [], poolSize: 2 });
    await dataSource.initialize();
    const measured = await work(new Database(dataSource), client, connections, runs);
    await dataSource.destroy();
    await client.end();
    return measured;
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function work(db: Database, client: Client, connections: readonly string[], runs: number): Promise<Measured> {
  const [rollups, store] = [new RollupStore(), new AnalyticsStore()];
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const cpu = (): number => cpuOfPostgres(rows[0]?.pid ?? 0);
  await db.transaction((tx) => rollups.addZone(tx, 'UTC', new Date()));
  await db.transaction((tx) => rollups.addZone(tx, ZONE, new Date()));
  const beforeRebuild = performance.now();
  for (const id of connections) await db.transaction((tx) => rollups.rebuild(tx, id));
  const rebuildUs = ((performance.now() - beforeRebuild) * 1000) / runs;
  await client.query('vacuum analyze analytics_quarters');
  await client.query('vacuum analyze analytics_days');

  await client.query(
    `update workflow_runs set completed_at = completed_at + interval '1 second'
     where id in (select id from workflow_runs order by completed_at desc limit $1)`,
    [ROLLED],
  );
  const beforeRoll = cpu();
  const taken = await db.transaction((tx) => rollups.roll(tx, ROLLED));
  const rollUs = (cpu() - beforeRoll) / taken;

  const [from, to] = ['2026-08-01', '2026-10-29'];
  const span = { since: new Date('2026-07-31T22:00:00Z'), until: new Date('2026-10-29T23:00:00Z') };
  const overview = async (): Promise<void> => {
    const wanted = { zone: ZONE, connections, period: 'day' as const };
    await rollups.sums(db.read, { ...wanted, from, to, by: 'bucket' });
    await rollups.sums(db.read, { ...wanted, from: '2026-05-03', to: '2026-07-31', by: 'all' });
    await store.incidents(db.read, { connections, ...span }, 'all');
    await store.fixes(db.read, { connections, ...span }, span.since);
    await store.redNow(db.read, connections);
  };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await overview();
    times.push(performance.now() - began);
  }
  const beganRaw = performance.now();
  await client.query(
    `select date_trunc('day', completed_at at time zone $2), count(*), count(*) filter (where conclusion = 'failure'),
       percentile_disc(array[0.5, 0.95]) within group (order by completed_at - started_at)
     from workflow_runs where repository_connection_id = any($1::uuid[]) group by 1`,
    [connections, ZONE],
  );
  const rawMs = performance.now() - beganRaw;
  const explained = await client.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, buffers, costs off, timing off, summary off) ${sumsSql(`'' as bucket`, '')}`,
    [ZONE, connections, from, to, 'day'],
  );
  const days = await client.query<{ count: number }>(
    'select count(*)::int as count from analytics_days where zone = $1',
    [ZONE],
  );
  const plan = explained.rows.map((row) => row['QUERY PLAN']).filter((line) => !line.includes('Output:'));
  return {
    ...{ runs, rawMs, rollUs, rebuildUs },
    queryMs: median(times),
    days: days.rows[0]?.count ?? 0,
    plan: plan.join('\n'),
  };
}

async function main(): Promise<void> {
  const measured: Measured[] = [];
  for (const runs of SIZES) {
    measured.push(await measure(runs));
    console.log(`${runs} runs measured`);
  }
  const [first] = measured;
  const rows = measured.map((each) => [
    String(each.runs),
    String(each.days),
    each.queryMs.toFixed(1),
    (each.queryMs / (first?.queryMs ?? NaN)).toFixed(2),
    each.rawMs.toFixed(0),
    each.rollUs.toFixed(0),
    each.rebuildUs.toFixed(1),
  ]);
  const head = [
    'runs in 90 days',
    'day rows',
    'overview ms',
    'ratio',
    'raw query ms',
    'roll-up CPU µs/run',
    'rebuild µs/run',
  ];
  console.log(`\n${table(head, rows)}\n\nPlan at ${measured.at(-1)?.runs ?? 0} runs:\n${measured.at(-1)?.plan ?? ''}`);
  const worst = Math.max(...measured.map(({ queryMs }) => queryMs / (first?.queryMs ?? NaN)));
  if (!(worst <= 2)) {
    console.error(`the overview takes ${worst.toFixed(2)} times as long; 2 is the limit`);
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
