import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { CLASSES } from './domain/histogram';
import { daysOf, FACTS_OF_CONNECTION, FACTS_OF_KEYS, quartersOf, SUMMED, TOUCHED } from './rollup-sql.store';
import type { ScopedSums } from './domain/sums';

/** Sums of one group; which fields name the group depends on what was asked. */
export interface Group extends ScopedSums {
  /** First local day of the bucket, `YYYY-MM-DD`; empty without buckets. */
  readonly bucket: string;
  readonly connection_id: string | null;
  readonly workflow: string | null;
  readonly workflow_name: string | null;
}

/** Which days to add up. */
export interface DaysWanted {
  readonly zone: string;
  readonly connections: readonly string[];
  /** Local days, both included. */
  readonly from: string;
  readonly to: string;
  readonly by: 'all' | 'bucket' | 'connection' | 'workflow';
  readonly period: 'day' | 'week' | 'month';
  /** False: without the classes of durations, which are nine tenths of the work; `bins` are then empty. */
  readonly durations: boolean;
}

interface Key {
  readonly repository_connection_id: string;
  readonly workflow: string;
  readonly at: Date;
}

const KEYS = `keys as (
  select * from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as k(repository_connection_id, workflow, at)
)`;
/** Local days that hold a quarter of `keys`, in each zone that is kept. */
const TOUCHED_DAYS = `touched as (
  select distinct z.zone, k.repository_connection_id, k.workflow, (k.at at time zone z.zone)::date as day
  from keys k cross join analytics_zones z
)`;
const SAME_DAY = `d.zone = t.zone and d.repository_connection_id = t.repository_connection_id and d.day = t.day
  and d.workflow = t.workflow`;
/** Two hours more on both sides than any clock change: the date decides, the range is for the index. */
const QUARTERS_OF_DAYS = `
  select t.zone, t.day, q.* from touched t
  cross join lateral (
    select * from analytics_quarters q
    where q.repository_connection_id = t.repository_connection_id and q.workflow = t.workflow
      and q.at >= (t.day::timestamp at time zone t.zone) - interval '2 hours'
      and q.at < ((t.day + 1)::timestamp at time zone t.zone) + interval '2 hours'
      and (q.at at time zone t.zone)::date = t.day
    -- Keeps it a look-up for each day where hash joins are allowed again.
    offset 0
  ) q`;
const BINS = `array[${Array.from({ length: CLASSES }, (_, at) => `sum(d.bins[${at + 1}])`).join(', ')}]::float8[]`;
const GROUPS = {
  all: { columns: `'' as bucket, null as connection_id, null as workflow, null as workflow_name`, keys: '' },
  bucket: {
    columns: `to_char(date_trunc($5, d.day), 'YYYY-MM-DD') as bucket, null as connection_id, null as workflow,
      null as workflow_name`,
    keys: ', 2',
  },
  connection: {
    columns: `'' as bucket, d.repository_connection_id as connection_id, null as workflow, null as workflow_name`,
    keys: ', d.repository_connection_id',
  },
  workflow: {
    columns: `'' as bucket, d.repository_connection_id as connection_id, d.workflow, max(d.workflow_name) as workflow_name`,
    keys: ', d.repository_connection_id, d.workflow',
  },
} as const;

/** The roll-ups: brought up to date from the runs, and added up. */
@Injectable()
export class RollupStore {
  /** Makes the transaction wait for every other one that rolls up. */
  async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('analytics', 0))`);
  }

  /** `lock` for those who have better things to do than to wait: false when another rolls up now. */
  async tryLock(tx: Tx): Promise<boolean> {
    const rows = await tx.query<{ locked: boolean }[]>(
      `select pg_try_advisory_xact_lock(hashtextextended('analytics', 0)) as locked`,
    );
    return rows[0]?.locked === true;
  }

  /**
   * Takes up to `limit` notes of changed runs and adds their quarters and days up again, those before `frozenUntil`
   * excepted: not all of their runs may be there any more. Returns how many it took.
   */
  async roll(tx: Tx, limit: number, frozenUntil: Date | null): Promise<number> {
    // A hundred counts in one statement: compiling them takes longer than running them. And some thousand keys are looked up
    // one by one: PostgreSQL, which does not know how few they are, would rather read all runs there are to merge them.
    await tx.query(
      `select set_config(name, 'off', true) from unnest(array['jit', 'enable_mergejoin', 'enable_hashjoin']) as name`,
    );
    const touched = await tx.query<(Key & { taken: number })[]>(
      `with gone as (
         delete from analytics_dirty where id in (select id from analytics_dirty order by id limit $1) returning *
       )
       select k.*, (select count(*)::int from gone) as taken from (${TOUCHED}) k`,
      [limit],
    );
    const taken = touched[0]?.taken ?? 0;
    const rows = touched.filter(({ at }) => frozenUntil === null || at >= frozenUntil);
    if (rows.length === 0) return taken;
    const keys = [
      rows.map((row) => row.repository_connection_id),
      rows.map(({ workflow }) => workflow),
      rows.map(({ at }) => at),
    ];
    await tx.query(
      `with ${KEYS} delete from analytics_quarters q using keys k
       where q.repository_connection_id = k.repository_connection_id and q.workflow = k.workflow and q.at = k.at`,
      keys,
    );
    await tx.query(`with ${KEYS} ${quartersOf(FACTS_OF_KEYS)}`, keys);
    await tx.query(
      `with ${KEYS}, ${TOUCHED_DAYS} delete from analytics_days d using touched t where ${SAME_DAY}`,
      keys,
    );
    // Sums meet their histograms, as many of these as of those.
    await tx.query('set local enable_hashjoin = on');
    await tx.query(daysOf(QUARTERS_OF_DAYS, `${KEYS}, ${TOUCHED_DAYS},`), keys);
    return taken;
  }

  /** Adds everything of a connection from `frozenUntil` on up anew, from the runs alone. */
  async rebuild(tx: Tx, connectionId: string, frozenUntil: Date | null): Promise<void> {
    const from = frozenUntil ?? new Date(0);
    await tx.query('set local statement_timeout = 0');
    await tx.query('delete from analytics_dirty where repository_connection_id = $1', [connectionId]);
    await tx.query('delete from analytics_quarters where repository_connection_id = $1 and at >= $2', [
      connectionId,
      from,
    ]);
    await tx.query('delete from analytics_days where repository_connection_id = $1', [connectionId]);
    await tx.query(quartersOf(`select * from (${FACTS_OF_CONNECTION}) f where f.at >= $2`), [connectionId, from]);
    await tx.query(
      daysOf(`select z.zone, (q.at at time zone z.zone)::date as day, q.* from analytics_quarters q
              cross join analytics_zones z where q.repository_connection_id = $1`),
      [connectionId],
    );
  }

  /** Starts to keep the days of a zone; false when they are kept already. */
  async addZone(tx: Tx, zone: string, now: Date): Promise<boolean> {
    const known = await tx.query<unknown[]>(
      `insert into analytics_zones (zone, used_at) values ($1, $2) on conflict do nothing returning zone`,
      [zone, now],
    );
    if (known.length === 0) return false;
    await tx.query('set local statement_timeout = 0');
    await tx.query(
      daysOf(`select $1::text as zone, (q.at at time zone $1)::date as day, q.* from analytics_quarters q`),
      [zone],
    );
    return true;
  }

  async hasZone(tx: Tx, zone: string): Promise<boolean> {
    return (await tx.query<unknown[]>('select 1 from analytics_zones where zone = $1', [zone])).length > 0;
  }

  /** Remembers that somebody asked in a zone; once a day is enough. */
  async touchZone(tx: Tx, zone: string, now: Date): Promise<void> {
    await tx.query(
      `update analytics_zones set used_at = $2::timestamptz where zone = $1 and used_at < $2::timestamptz - interval '1 day'`,
      [zone, now],
    );
  }

  /** Stops keeping zones nobody asked in since `before`, and all but the `most` last asked. */
  async dropZones(tx: Tx, before: Date, most: number): Promise<void> {
    await tx.query(
      `with gone as (
         delete from analytics_zones where used_at < $1
           or zone not in (select zone from analytics_zones order by used_at desc limit $2) returning zone
       )
       delete from analytics_days d using gone where d.zone = gone.zone`,
      [before, most],
    );
  }

  async pending(tx: Tx): Promise<boolean> {
    return (await tx.query<unknown[]>('select 1 from analytics_dirty limit 1')).length > 0;
  }

  /** Days added up as asked; groups without a run are missing. */
  async sums(tx: Tx, wanted: DaysWanted): Promise<readonly Group[]> {
    return tx.query<Group[]>(sumsSql(wanted), [wanted.zone, wanted.connections, wanted.from, wanted.to, wanted.period]);
  }
}

/** `$1` zone, `$2` connections, `$3` and `$4` days, `$5` period. */
function sumsSql({ by, durations }: DaysWanted): string {
  const { columns, keys } = GROUPS[by];
  return `select d.scope, ${columns}, ${SUMMED_AS}, ${durations ? `coalesce(${BINS}, '{}')` : `'{}'::float8[]`} as bins
    from analytics_days d
    where d.zone = $1 and d.repository_connection_id = any($2::uuid[]) and d.day between $3::date and $4::date
      and $5::text is not null
    group by d.scope${keys}`;
}

const SUMMED_AS = SUMMED.split(', ')
  .map((sum) => `coalesce(${sum}, 0)::float8 as ${sum.slice('sum(d.'.length, -1)}`)
  .join(', ');
