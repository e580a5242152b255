import type { RowState } from './grouping';
import type { PersonsWord, StandingNow } from './standing';

/** The columns a change of the grouping may touch. */
export interface GroupedRow extends StandingNow {
  readonly resolution_time_seconds: number | null;
  readonly merged_into: string | null;
}

/** A row's columns as JSON keeps them. */
export function stateOf(row: GroupedRow): RowState {
  return {
    status: row.status,
    severity: row.severity,
    opened_at: row.opened_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    resolution: row.resolution,
    resolution_time_seconds: row.resolution_time_seconds,
    reopened_count: row.reopened_count,
    merged_into: row.merged_into,
    persons_word: row.persons_word,
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const wordSame = (a: PersonsWord | null, b: PersonsWord | null): boolean => (a?.after ?? null) === (b?.after ?? null);

/** The columns to write so that a row is what it was before a change; what changed since is kept. */
export function restored(row: GroupedRow, before: RowState, after: RowState): GroupedRow {
  const now = stateOf(row);
  // How an incident ended is one thing: either all of it is as the change left it, or none goes back.
  const isUntouched = now.status === after.status && wordSame(now.persons_word, after.persons_word);
  const ending = isUntouched ? before : now;
  return {
    status: ending.status,
    severity: same(now.severity, after.severity) ? before.severity : now.severity,
    severity_is_chosen: row.severity_is_chosen,
    verdict: row.verdict,
    opened_at: new Date(ending.opened_at),
    resolved_at: ending.resolved_at === null ? null : new Date(ending.resolved_at),
    resolution: ending.resolution,
    resolution_time_seconds: ending.resolution_time_seconds,
    reopened_count: ending.reopened_count,
    merged_into: before.merged_into,
    persons_word: ending.persons_word,
  };
}

/** A person's word on the incident that receives others: failures of theirs must neither end nor reopen it by chance. */
export function mergedWord(
  into: StandingNow,
  others: readonly StandingNow[],
  id: string,
  latest: Date,
): PersonsWord | null {
  const all = [into, ...others];
  if (!all.some(({ persons_word }) => persons_word !== null)) return null;
  if (all.every(({ status }) => status === 'resolved')) {
    const reopened = into.reopened_count;
    return { status: 'resolved', after: id, at: latest.toISOString(), resolution: 'manual', reopened };
  }
  return into.status === 'resolved' ? null : into.persons_word;
}
