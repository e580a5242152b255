import { worse, type Severity } from './severity';
import type { Standing, StandingNow } from './standing';
import type { Failed } from './story';

/** What of an incident's row one more failure is added to. */
export type ExtendedRow = StandingNow & {
  readonly occurrence_count: number;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
};

/**
 * Where an incident stands after one more failure, told from its row alone: what `standingOf` says of its whole story,
 * without reading it, so that the ten-thousandth failure of a storm costs what the first did. Null when the row does not
 * tell enough: the incident is over, muted or a person's word hangs on it, the failure is not the newest or is over
 * already, or it may make a red default branch critical. The failure must be of a run that is not counted yet, and the
 * last of its lane.
 */
export function extended(
  row: ExtendedRow,
  failed: Pick<Failed, 'at' | 'onDefaultBranch' | 'severity' | 'green'>,
): Standing | null {
  if (row.status === 'muted' || row.status === 'resolved' || row.resolved_at !== null) return null;
  if (row.persons_word !== null || failed.green !== null || failed.at <= row.last_seen_at) return null;
  const severity = severityWith(row, failed);
  if (severity === null) return null;
  return {
    status: row.status,
    severity,
    occurrence_count: row.occurrence_count + 1,
    first_seen_at: row.first_seen_at,
    last_seen_at: failed.at,
    opened_at: row.opened_at,
    resolved_at: null,
    resolution: null,
    resolution_time_seconds: null,
    reopened_count: row.reopened_count,
    persons_word: null,
  };
}

function severityWith(row: ExtendedRow, failed: Pick<Failed, 'onDefaultBranch' | 'severity'>): Severity | null {
  if (row.severity_is_chosen || row.severity === 'critical') return row.severity;
  if (row.verdict === 'flaky' || row.verdict === 'infrastructure') return 'low';
  // How many in a row the default branch has is not in the row.
  if (failed.onDefaultBranch && failed.severity !== 'low') return null;
  return worse(row.severity, failed.severity);
}
