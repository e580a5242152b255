import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../common/checkup';
import { Clock } from '../common/clock';
import { KeptTables, type KeptTable } from '../common/kept-tables';
import { Metrics, type GaugeValue } from '../common/metrics';
import { Database } from '../database/database';
import { DAILY_TABLES, DAYS_AHEAD, daysAhead, rowsInRest, type DailyTable } from '../database/daily-partitions';
import { StorageStore, type TableSize } from './storage.store';

const DAY_SECONDS = 86_400;
/** Scrapes within this share one look: sizes change slowly, and several Prometheus may ask. */
const FRESH_MS = 60_000;
/** Removal is nightly: a row may be a day too old, and a night may be missed. */
const LATE_DAYS = 2;
/** A week is made each night: with fewer than this left, some nights have failed. */
const FEW_DAYS_AHEAD = DAYS_AHEAD - 3;
/** Rows of the rest that are counted; more are told as so many. */
const MOST_COUNTED = 100_000;

/** A table rows go from, and how old its oldest is. */
interface Age {
  readonly kept: KeptTable;
  /** Null: it is empty. */
  readonly seconds: number | null;
}

/** A table that is cut by days. */
interface Partitions {
  readonly table: DailyTable;
  readonly daysAhead: number;
  readonly restRows: number;
}

/** What is stored, at one moment. */
interface Standing {
  readonly sizes: readonly TableSize[];
  readonly ages: readonly Age[];
  readonly partitions: readonly Partitions[];
}

/** Tells operators how much is stored, whether the old goes and whether there is room for the new. */
@Injectable()
export class Storage implements OnModuleInit {
  private last: { readonly at: number; readonly standing: Promise<Standing> } | null = null;

  constructor(
    private readonly db: Database,
    private readonly store: StorageStore,
    private readonly tables: KeptTables,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly checkups: Checkups,
  ) {}

  onModuleInit(): void {
    this.gauge('table_bytes', 'Bytes of a table with its indexes, as of its last vacuum.', 'table', ({ sizes }) =>
      sizes.map(({ table, bytes }) => ({ labels: { table }, value: bytes })),
    );
    this.gauge('table_rows', 'Rows of a table, as PostgreSQL estimates them.', 'table', ({ sizes }) =>
      sizes.map(({ table, rows }) => ({ labels: { table }, value: rows })),
    );
    this.gauge('oldest_row_seconds', 'Age of the oldest row of what is let go of after a while.', 'kept', ({ ages }) =>
      ages.flatMap(({ kept, seconds }) => (seconds === null ? [] : [{ labels: { kept: kept.name }, value: seconds }])),
    );
    this.gauge('kept_seconds', 'How old a row becomes before it is let go of.', 'kept', ({ ages }) =>
      ages.map(({ kept }) => ({ labels: { kept: kept.name }, value: kept.days * DAY_SECONDS })),
    );
    this.gauge('partitions_ahead_days', 'Days after today that have a partition.', 'table', ({ partitions }) =>
      partitions.map((each) => ({ labels: { table: each.table }, value: each.daysAhead })),
    );
    this.gauge('rest_rows', `Rows of days without a partition, at most ${MOST_COUNTED}.`, 'table', ({ partitions }) =>
      partitions.map((each) => ({ labels: { table: each.table }, value: each.restRows })),
    );
    this.checkups.register('storage', 'schema', async () => findingsOf(await this.look()));
  }

  private gauge<L extends string>(
    name: string,
    help: string,
    label: L,
    values: (standing: Standing) => readonly GaugeValue<L>[],
  ): void {
    this.metrics.gauge({ name, help: `${help} Of the database.`, labels: [label] }, async () =>
      values(await this.recent()),
    );
  }

  private recent(): Promise<Standing> {
    const now = this.clock.now().getTime();
    if (this.last === null || Math.abs(now - this.last.at) >= FRESH_MS) {
      const standing = this.look();
      this.last = { at: now, standing };
      // What failed is asked for again by the next scrape; this one is told by whoever waits for it.
      standing.catch(() => {
        if (this.last?.standing === standing) this.last = null;
      });
    }
    return this.last.standing;
  }

  private async look(): Promise<Standing> {
    const now = this.clock.now();
    const ages = this.tables.all().map(async (kept) => {
      const at = await this.store.oldest(kept);
      return { kept, seconds: at === null ? null : Math.max(0, (now.getTime() - at.getTime()) / 1000) };
    });
    const partitions = DAILY_TABLES.map(async (table) => ({
      table,
      daysAhead: await daysAhead(this.db.read, table, now),
      restRows: await rowsInRest(this.db.read, table, MOST_COUNTED),
    }));
    return {
      sizes: await this.store.sizes(),
      ages: await Promise.all(ages),
      partitions: await Promise.all(partitions),
    };
  }
}

/** What is wrong with how it stands, or that nothing is. */
function findingsOf({ sizes, ages, partitions }: Standing): Finding[] {
  const findings = [...partitions.flatMap(partitionFindings), ...ages.flatMap(lateFindings)];
  if (findings.length > 0) return findings;
  const gigabytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9;
  return [
    {
      state: 'ok',
      says: `${gigabytes.toFixed(1)} GB are stored; what is old goes, and days are prepared.`,
      mend: null,
    },
  ];
}

function partitionFindings({ table, daysAhead: ahead, restRows }: Partitions): Finding[] {
  const findings: Finding[] = [];
  const mend =
    'Restart a process or run `devflowfix migrate` (both make them), and see why the task webhook.drop-old does not: is a worker running at 03:17 UTC, did it give up (GET /api/v2/tasks?status=dead)?';
  if (ahead < FEW_DAYS_AHEAD) {
    findings.push({
      state: ahead < 1 ? 'failing' : 'warning',
      says:
        ahead < 0
          ? `${table} has no partition for today: rows go where they cannot be dropped by the day.`
          : `${table} has partitions for ${ahead} days after today, instead of ${DAYS_AHEAD}.`,
      mend,
    });
  }
  if (restRows > 0) {
    findings.push({
      state: 'warning',
      says: `${restRows === MOST_COUNTED ? `${restRows} or more` : restRows} rows of ${table} lie in ${table}_rest, outside the days.`,
      mend: 'They go when they are old, row by row; nothing has to be done, but no process had made partitions when they came.',
    });
  }
  return findings;
}

function lateFindings({ kept, seconds }: Age): Finding[] {
  const days = (seconds ?? 0) / DAY_SECONDS;
  if (days <= kept.days + LATE_DAYS) return [];
  return [
    {
      state: 'warning',
      says: `The oldest of ${kept.table} is ${Math.floor(days)} days old; ${kept.days} are kept.`,
      mend: 'Is a worker running at night (02:00 to 05:00 UTC)? GET /api/v2/tasks?status=dead shows what gave up.',
    },
  ];
}
