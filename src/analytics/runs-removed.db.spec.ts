import { FakeClock } from '../../test/support/fake-clock';
import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { DAY_MS } from '../common/time';
import { RollupKeeper } from './rollup.keeper';
import { RollupStore } from './rollup.store';
import { AnalyticsStore } from './analytics.store';
import { retentionOf } from '../config/retention';
import { Database } from '../database/database';
import { RunRetention } from '../workflow/run-retention';
import { RunRetentionStore } from '../workflow/run-retention.store';

const db = useDatabase();
const clock = new FakeClock();
/** One moment for all rows: two runs of one day are of one quarter of an hour. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;

interface Given {
  readonly days: number;
  readonly lane?: string;
  readonly incident?: boolean;
  readonly running?: boolean;
}

async function connection(): Promise<string> {
  const id = newId();
  await db.manager.query(
    `insert into users (id, email, password_hash, role) values ($1::uuid, $1::text, 'x', 'member')`,
    [id],
  );
  await db.manager.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name, owner_name,
       default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled, fix_policy,
       created_at, updated_at)
     values ($1::uuid, $1::uuid, 'github', $1::text, 'a/b', 'b', 'a', 'main', false, 'none', '{}', false, true, false, '{}', now(), now())`,
    [id],
  );
  return id;
}

/** A run that ended some days ago, with a job. */
async function run(of: string, number: number, given: Given): Promise<void> {
  const at = new Date(NOON - given.days * DAY_MS);
  await db.manager.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_id, workflow_name,
       event, status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, started_at, completed_at, incident_id,
       checked_at, created_at, updated_at)
     values (gen_random_uuid(), $1, $1, $2::int::text, 1, $2::int, '7', 'CI', 'push', $3, $4, 'main', 'lane', repeat('a', 40), '{}', '',
       $5, $5, $6, $5, $5, $5)`,
    [
      of,
      number,
      given.running ? 'in_progress' : 'completed',
      given.running ? null : 'success',
      at,
      given.incident ? newId() : null,
    ],
  );
  await db.manager.query(
    `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, steps, created_at, updated_at)
     values (gen_random_uuid(), $1, $2::int::text, 1, 'j', 'build', 'completed', '[]', $3, $3)`,
    [of, number, at],
  );
}

const kept = retentionOf({ RUN_RETENTION_DAYS: 40 });
const database = (): Database => new Database(db.manager.dataSource);
const retention = (days = kept): RunRetention => new RunRetention(database(), new RunRetentionStore(), clock, days);
const left = async (table: string, of: string): Promise<number[]> => {
  const rows: { n: number }[] = await db.manager.query(
    `select run_id::int as n from ${table} where repository_connection_id = $1 order by 1`,
    [of],
  );
  return rows.map(({ n }) => n);
};

test('old runs go with their jobs, in every repository, but not those of an incident and those that run', async () => {
  const [one, two] = [await connection(), await connection()];
  await run(one, 1, { days: 42 });
  await run(one, 2, { days: 42, incident: true });
  await run(one, 3, { days: 42, running: true });
  await run(one, 4, { days: 39 });
  await run(two, 5, { days: 400 });

  const removed = await retention().removeOld();

  expect(removed).toEqual({ runs: 2, jobs: 2 });
  expect([await left('workflow_runs', one), await left('workflow_jobs', one)]).toEqual([
    [2, 3, 4],
    [2, 3, 4],
  ]);
  expect(await left('workflow_runs', two)).toEqual([]);
});

test('without a setting nothing goes', async () => {
  const of = await connection();
  await run(of, 1, { days: 4_000 });

  expect(await retention(retentionOf({})).removeOld()).toEqual({ runs: 0, jobs: 0 });
  expect(await left('workflow_runs', of)).toEqual([1]);
});

test('more runs than one statement removes', async () => {
  const of = await connection();
  await db.manager.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event, status,
       conclusion, lane, commit_sha, pull_request_numbers, run_url, completed_at, checked_at, created_at, updated_at)
     select gen_random_uuid(), $1, $1, n::text, 1, n, 'CI', 'push', 'completed', 'success', 'lane', 'c', '{}', '', $2, $2, $2, $2
     from generate_series(1, 2500) n`,
    [of, new Date(clock.now().getTime() - 50 * DAY_MS)],
  );

  await retention().removeOld();

  expect(await left('workflow_runs', of)).toEqual([]);
});

test('what was added up of removed runs stays, also when a later run touches that quarter and after a rebuild', async () => {
  const of = await connection();
  const keeperOf = (days: typeof kept): RollupKeeper =>
    new RollupKeeper(database(), new AnalyticsStore(), new RollupStore(), clock, days);
  const keeper = keeperOf(kept);
  await run(of, 1, { days: 60 });
  await run(of, 2, { days: 60, incident: true });
  await run(of, 3, { days: 10 });
  await keeperOf(retentionOf({})).rollAll();
  const total = async (): Promise<unknown> =>
    db.manager.query(`select total from analytics_quarters where repository_connection_id = $1 order by at`, [of]);
  const before = await total();

  await retention().removeOld();
  await db.manager.query(
    `insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
     select user_id, repository_connection_id, id, '7',
       date_bin('15 minutes', completed_at, timestamptz '2000-01-01 00:00:00+00') from workflow_runs
     where repository_connection_id = $1`,
    [of],
  );
  const rolled = await keeper.rollAll();
  const afterRolling = await total();
  await keeper.rebuildOne(of);

  expect(before).toEqual([{ total: 2 }, { total: 1 }]);
  expect(rolled).toBe(2);
  expect([afterRolling, await total()]).toEqual([before, before]);
});
