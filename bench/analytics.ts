import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { AnalyticsFrames } from '../src/analytics/analytics.frames';
import { AnalyticsService } from '../src/analytics/analytics.service';
import { AnalyticsStore } from '../src/analytics/analytics.store';
import { DeploymentStore } from '../src/analytics/deployment.store';
import { RollupKeeper } from '../src/analytics/rollup.keeper';
import { RollupStore } from '../src/analytics/rollup.store';
import { Clock } from '../src/common/clock';
import { retentionOf } from '../src/config/retention';
import { createDataSource } from '../src/database/data-source';
import type { Database } from '../src/database/database';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { migrate } from '../src/database/migrate';
import { cpuOfPostgres } from './support/cpu';
import { DAYS, FIRST_DAY, fillNinetyDays, type NinetyDays } from './support/ninety-days';
import { buffersOf, WatchedDatabase, type Asked } from './support/watched-database';
import { median, table } from './support/table';

/**
 * What the overview costs as runs grow a hundredfold: the same 90 days, repositories and workflows, filled with few and with
 * many runs, and `AnalyticsService.overview` over all of them, in turns. BENCH_RUNS names the sizes, the smallest first.
 */
const SIZES = (process.env.BENCH_RUNS ?? '100000,10000000').split(',').map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 25);
/** Changed runs that are rolled up while measured. */
const ROLLED = 1_000;
const ZONE = 'Europe/Berlin';
const MOST_TIMES = 2;
const BEGINS = new Date(`${FIRST_DAY}T00:00:00Z`).getTime();

/** A database of one size, up while all are measured. */
class Subject {
  readonly times: number[] = [];
  rollUs = NaN;
  overviewCpuMs = NaN;

  private constructor(
    readonly runs: number,
    readonly rebuildUs: number,
    private readonly owner: NinetyDays,
    private readonly client: Client,
    readonly db: WatchedDatabase,
    private readonly backend: number,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(runs: number): Promise<Subject> {
    const began = performance.now();
    const log = (text: string): void => {
      console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`);
    };
    const dataDir = mkdtempSync(path.join(tmpdir(), 'devflowfix-bench-'));
    // Nothing outlives the benchmark, so nothing need be durable; what is measured only reads, or counts CPU. No helper of
    // the server works beside what is measured: tables are vacuumed once they are filled.
    const settings = { fsync: 'off', max_wal_size: '2GB', autovacuum: 'off' };
    const server = await startEmbeddedPostgres({ dataDir, settings });
    const removed = async (): Promise<void> => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
    try {
      await migrate(server.url);
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const owner = await fillNinetyDays(client, runs, log);
      const dataSource = createDataSource({ url: server.url, entities: [] });
      await dataSource.initialize();
      const db = new WatchedDatabase(dataSource);
      const rebuildUs = await rebuilt(db, owner, runs);
      for (const name of ['analytics_quarters', 'analytics_days', 'analytics_dirty']) {
        await client.query(`vacuum analyze ${name}`);
      }
      const { rows } = await client.query<{ pid: number; size: string }>(
        'select pg_backend_pid() as pid, pg_size_pretty(pg_database_size(current_database())) as size',
      );
      log(`rolled up; ${rows[0]?.size ?? '?'} on disk`);
      return new Subject(runs, rebuildUs, owner, client, db, rows[0]?.pid ?? 0, async () => {
        await db.close();
        await client.end();
        await removed();
      });
    } catch (error) {
      await removed();
      throw error;
    }
  }

  async overview(): Promise<void> {
    await analytics(this.db).overview(this.owner.userId, {
      period: 'day',
      tz: ZONE,
      since: new Date(BEGINS),
      until: new Date(BEGINS + DAYS * 24 * 3600 * 1000),
    });
  }

  cpuUs(): number {
    return cpuOfPostgres(this.backend);
  }

  async roll(): Promise<void> {
    await this.client.query(
      `update workflow_runs set completed_at = completed_at + interval '1 second'
       where id in (select id from workflow_runs order by id desc limit $1)`,
      [ROLLED],
    );
    const before = this.cpuUs();
    const taken = await this.db.transaction((tx) => new RollupStore().roll(tx, ROLLED, null));
    this.rollUs = (this.cpuUs() - before) / taken;
  }

  /** What it costs to add the same figures up from the runs, ms. */
  async raw(): Promise<number> {
    const began = performance.now();
    await this.client.query(
      `select date_trunc('day', completed_at at time zone $2), count(*), count(*) filter (where conclusion = 'failure'),
         percentile_disc(array[0.5, 0.95]) within group (order by completed_at - started_at)
       from workflow_runs where repository_connection_id = any($1::uuid[]) group by 1`,
      [this.owner.connections, ZONE],
    );
    return performance.now() - began;
  }

  /** Each statement of one overview with its plan. */
  async plans(): Promise<readonly { readonly asked: Asked; readonly plan: readonly string[] }[]> {
    const asked = await this.db.during(() => this.overview());
    const plans = [];
    for (const each of asked) plans.push({ asked: each, plan: await this.db.explain(each) });
    return plans;
  }

  async dayRows(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      'select count(*)::int as count from analytics_days where zone = $1',
      [ZONE],
    );
    return rows[0]?.count ?? 0;
  }
}

async function rebuilt(db: Database, { connections }: NinetyDays, runs: number): Promise<number> {
  const rollups = new RollupStore();
  for (const zone of ['UTC', ZONE]) await db.transaction((tx) => rollups.addZone(tx, zone, new Date()));
  const began = performance.now();
  for (const id of connections) await db.transaction((tx) => rollups.rebuild(tx, id, null));
  return ((performance.now() - began) * 1000) / runs;
}

/** The product's own service on a database. */
function analytics(db: Database): AnalyticsService {
  const [store, rollups, clock] = [new AnalyticsStore(), new RollupStore(), new EndOfHistory()];
  const keeper = new RollupKeeper(db, store, rollups, clock, retentionOf({}));
  return new AnalyticsService(
    new AnalyticsFrames(db, store, keeper, clock),
    store,
    rollups,
    new DeploymentStore(),
    clock,
  );
}

class EndOfHistory extends Clock {
  now(): Date {
    return new Date(BEGINS + DAYS * 24 * 3600 * 1000);
  }
}

async function measure(subjects: readonly Subject[]): Promise<void> {
  for (const subject of subjects) await subject.roll();
  // Once unmeasured, for caches and plans.
  for (const subject of subjects) await subject.overview();
  const before = subjects.map((subject) => subject.cpuUs());
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const subject of subjects) {
      const began = performance.now();
      await subject.overview();
      subject.times.push(performance.now() - began);
    }
  }
  for (const [at, subject] of subjects.entries()) {
    subject.overviewCpuMs = (subject.cpuUs() - (before[at] ?? NaN)) / 1000 / ROUNDS;
  }
}

async function report(subjects: readonly Subject[]): Promise<void> {
  const [least, most] = [subjects[0], subjects.at(-1)];
  if (least === undefined || most === undefined) throw new Error('BENCH_RUNS names no size');
  const ratio = ({ times }: Subject): number => median(times) / median(least.times);
  const rows = [];
  for (const subject of subjects) {
    rows.push([
      String(subject.runs),
      String(await subject.dayRows()),
      median(subject.times).toFixed(1),
      ratio(subject).toFixed(2),
      subject.overviewCpuMs.toFixed(1),
      (await subject.raw()).toFixed(0),
      subject.rollUs.toFixed(0),
      subject.rebuildUs.toFixed(1),
    ]);
  }
  const head = ['runs in 90 days', 'day rows', 'overview ms', 'ratio', 'PostgreSQL CPU ms', 'from the runs, ms'];
  console.log(`\n${table([...head, 'roll-up CPU µs/run', 'rebuild µs/run'], rows)}`);
  const [before, after] = [await least.plans(), await most.plans()];
  const pages = after.map(({ asked, plan }, at) => [
    asked.sql.replaceAll(/\s+/g, ' ').slice(0, 60),
    String(buffersOf(before[at]?.plan ?? [])),
    String(buffersOf(plan)),
  ]);
  console.log(`\n${table(['statement', `pages at ${least.runs}`, `pages at ${most.runs}`], pages)}`);
  console.log(`\nPlans at ${most.runs} runs:`);
  for (const { asked, plan } of after) {
    console.log(`\n-- ${asked.sql.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
    console.log(plan.map((line) => (line.length > 160 ? `${line.slice(0, 160)}…` : line)).join('\n'));
  }
  const worst = Math.max(...subjects.map(ratio));
  const rolled = most.rollUs / least.rollUs;
  console.log(
    `\nratio of the overview ${worst.toFixed(2)}, of the roll-up ${rolled.toFixed(2)}; the limit is ${MOST_TIMES}`,
  );
  if (!(worst <= MOST_TIMES) || rolled > MOST_TIMES) process.exitCode = 1;
}

async function main(): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const runs of SIZES) {
      console.log(`${runs} runs:`);
      subjects.push(await Subject.start(runs));
    }
    await measure(subjects);
    await report(subjects);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
