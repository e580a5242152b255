import type { Client } from 'pg';
import { pagesOf, stepsOf, type PlanNode, type Ran } from './plan-log';

/** From so many rows on a table must not be read whole while somebody waits. */
export const LARGE_ROWS = 10_000;
/** A step that throws away this share of a table's rows reads it whole by another way. */
const WHOLE = 0.3;

/** What nobody waits for: it may read whole tables, but is shown. */
const COLD: readonly { readonly phase: RegExp; readonly why: string }[] = [
  {
    phase:
      /^task (alert\.tidy|analytics\.tidy|incident\.forget-observations|queue\.tidy|webhook\.drop-old|workflow\.remove-old)$/,
    why: 'once a night, and here most rows are old',
  },
  { phase: /^task auth\.clean-up$/, why: 'once an hour; here a third of the rows are old' },
];

/** What a statement somebody waits for may read whole all the same. */
const MAY_SCAN: readonly { readonly phase: RegExp; readonly table: string; readonly why: string }[] = [
  {
    // Each minute, so in between others, too.
    phase: /^(task|deliveries) /,
    table: 'live_events',
    why: 'holds six minutes, all of which are old here; an index for one statement a minute would be written at each change',
  },
  {
    phase: /^GET \/api\/v2\/incidents\?(since|until)=$/,
    table: 'incidents',
    why: 'counts most of a tenant with a fifth of all; an index by when one was last seen would be written at each failure',
  },
];

/** All runs of one statement. */
export interface Statement {
  readonly sql: string;
  readonly phases: Set<string>;
  calls: number;
  totalMs: number;
  /** Of the slowest run. */
  worstMs: number;
  worstPages: number;
  worstPlan: PlanNode;
  /** What must not be, and in which phases it was. */
  readonly faults: Map<string, Set<string>>;
  /** What is excused, and why. */
  readonly excused: Map<string, string>;
}

/** Rows of the tables that are large, by name; partitions stand for themselves. */
export async function largeTables(client: Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ name: string; rows: number }>(
    `select relname as name, reltuples as rows from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= $1`,
    [LARGE_ROWS],
  );
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

/** Adds one run to what is known of its statement. */
export function note(statements: Map<string, Statement>, ran: Ran, large: ReadonlyMap<string, number>): void {
  const found = statements.get(ran.sql);
  const statement = found ?? {
    sql: ran.sql,
    phases: new Set<string>(),
    calls: 0,
    totalMs: 0,
    worstMs: -1,
    worstPages: 0,
    worstPlan: ran.plan,
    faults: new Map<string, Set<string>>(),
    excused: new Map<string, string>(),
  };
  if (found === undefined) statements.set(ran.sql, statement);
  statement.phases.add(ran.phase);
  statement.calls += 1;
  statement.totalMs += ran.ms;
  if (ran.ms > statement.worstMs) {
    statement.worstMs = ran.ms;
    statement.worstPages = pagesOf(ran.plan);
    statement.worstPlan = ran.plan;
  }
  for (const step of stepsOf(ran.plan)) {
    const fault = faultOf(step, large);
    if (fault === null) continue;
    const cold = COLD.find(({ phase }) => phase.test(ran.phase));
    const excuse = cold ?? MAY_SCAN.find(({ phase, table }) => phase.test(ran.phase) && fault.table === table);
    if (excuse !== undefined) statement.excused.set(fault.says, excuse.why);
    else statement.faults.set(fault.says, (statement.faults.get(fault.says) ?? new Set()).add(ran.phase));
  }
}

function faultOf(step: PlanNode, large: ReadonlyMap<string, number>): { table: string; says: string } | null {
  const table = step['Relation Name'] ?? '';
  const size = large.get(table);
  if (size === undefined) return null;
  const loops = step['Actual Loops'] ?? 1;
  // A branch that was never taken.
  if (loops === 0) return null;
  if (step['Node Type'] === 'Seq Scan') return { table, says: `sequential scan of ${table}` };
  const dropped = (step['Rows Removed by Filter'] ?? 0) * loops;
  return dropped > WHOLE * size ? { table, says: `most rows read of ${table} thrown away` } : null;
}

/** Where a plan goes: its scans with the rows each gave and dropped. */
export function wayOf(plan: PlanNode): string {
  const scans = stepsOf(plan).filter((step) => step['Relation Name'] !== undefined && (step['Actual Loops'] ?? 0) > 0);
  const ways = scans.map((step) => {
    const rows = Math.round((step['Actual Rows'] ?? 0) * (step['Actual Loops'] ?? 1));
    const by = step['Index Name'] ?? step['Relation Name'] ?? '';
    return `${step['Node Type'].replace(' Scan', '')} ${by} ${rows}`;
  });
  return [...new Set(ways)].slice(0, 4).join(', ');
}

/** A statement's beginning, its columns left out, in one line. */
export function shortOf(sql: string, length: number): string {
  return sql
    .replace(/\s+/g, ' ')
    .replace(/^SELECT (?:(?! FROM ).)*"(?:(?! FROM ).)* FROM/, 'SELECT … FROM')
    .trim()
    .slice(0, length)
    .replaceAll('|', '\\|');
}
