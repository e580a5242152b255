import { firstIdAt } from '../common/ids';
import { DAY_MS } from '../common/time';
import type { Tx } from './tx';

/** Whoever waits for a table's lock makes all later ones wait as well, the doors among them: give up soon, try again later. */
const LOCK_MS = 1_000;
/** lock_not_available */
const LOCKED = '55P03';
/** Days whose partitions exist before they are needed. */
export const DAYS_AHEAD = 7;

/** Tables cut by the day in their ids (UUIDv7), each with a partition `<table>_rest` for what has no other. */
export const DAILY_TABLES = ['webhook_bodies'] as const;
export type DailyTable = (typeof DAILY_TABLES)[number];

/**
 * Two bodies of 3.5 KB to a page, in the row: PostgreSQL would cut them into pieces of 2 KB beside it, each with an index
 * entry of its own.
 */
const OPTIONS: Readonly<Record<DailyTable, string>> = { webhook_bodies: 'toast_tuple_target = 8160' };

/** What was done to a table's days; `busy` are those whose lock somebody else held. */
export interface DaysChanged {
  readonly changed: readonly string[];
  readonly busy: readonly string[];
}

/** Midnight (UTC) at or before a moment. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

/** `2026-11-29` as it stands in a partition's name. */
function nameOf(table: DailyTable, day: Date): string {
  return `${table}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** The days that have a partition, oldest first. */
export async function daysThere(tx: Tx, table: DailyTable): Promise<readonly Date[]> {
  const rows = await tx.query<{ day: string }[]>(
    `select substring(c.relname from '_([0-9]{8})$') as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass and c.relname ~ '_[0-9]{8}$' order by 1`,
    [table],
  );
  return rows.map(({ day }) => new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`));
}

/** Days after today that have a partition, without a gap; -1 when today has none. */
export async function daysAhead(tx: Tx, table: DailyTable, now: Date): Promise<number> {
  const there = new Set((await daysThere(tx, table)).map(Number));
  let ahead = -1;
  while (there.has(dayOf(now).getTime() + (ahead + 1) * DAY_MS)) ahead += 1;
  return ahead;
}

/** Rows of days without a partition, counted up to `atMost`. */
export async function rowsInRest(tx: Tx, table: DailyTable, atMost: number): Promise<number> {
  const rows = await tx.query<{ count: number }[]>(
    `select count(*)::int as count from (select from ${table}_rest limit $1) counted`,
    [atMost],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Makes the partitions of today and the days after it that are missing. A day of which rows lie in `<table>_rest` already
 * (no process ran for a week) is left there; so is one whose lock somebody holds, until the next time.
 */
export async function ensureDays(tx: Tx, table: DailyTable, now: Date): Promise<DaysChanged> {
  const wanted = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => new Date(dayOf(now).getTime() + ahead * DAY_MS));
  const there = new Set((await daysThere(tx, table)).map(Number));
  const missing = wanted.filter((day) => !there.has(day.getTime()));
  return eachDay(tx, table, missing, async (own, day) => {
    const name = nameOf(table, day);
    const [from, to] = [day, new Date(day.getTime() + DAY_MS)].map(firstIdAt);
    const taken = await own.query<unknown[]>(
      `select from ${table}_rest where id >= $1 and id < $2
       union all select from pg_class where relname = $3 and relnamespace = current_schema()::regnamespace limit 1`,
      [from, to, name],
    );
    if (taken.length > 0) return false;
    // Made first, then hung in: that holds up nobody who writes to the other days.
    await own.query(`create table ${name} (like ${table} including all) with (${OPTIONS[table]})`);
    await own.query(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`);
    return true;
  });
}

/** Drops the partitions of the days before `before`, and what lies in `<table>_rest` of them. A day of 2 GB takes some 1.2 s. */
export async function dropDays(tx: Tx, table: DailyTable, before: Date): Promise<DaysChanged> {
  const old = (await daysThere(tx, table)).filter((day) => day.getTime() + DAY_MS <= before.getTime());
  const dropped = await eachDay(tx, table, old, async (own, day) => {
    await own.query(`drop table if exists ${nameOf(table, day)}`);
    return true;
  });
  await tx.query(`delete from ${table}_rest where id < $1`, [firstIdAt(before)]);
  return dropped;
}

/** One transaction a day; processes take turns. */
async function eachDay(
  tx: Tx,
  table: DailyTable,
  days: readonly Date[],
  change: (own: Tx, day: Date) => Promise<boolean>,
): Promise<DaysChanged> {
  const changed: string[] = [];
  const busy: string[] = [];
  for (const day of days) {
    try {
      const done = await tx.transaction(async (own) => {
        await own.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [table]);
        await own.query(`select set_config('lock_timeout', $1, true)`, [String(LOCK_MS)]);
        return change(own, day);
      });
      if (done) changed.push(nameOf(table, day));
    } catch (error) {
      if ((error as { driverError?: { code?: string } }).driverError?.code !== LOCKED) throw error;
      busy.push(nameOf(table, day));
    }
  }
  return { changed, busy };
}
