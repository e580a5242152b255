import type { PersonsWord } from './standing';
import type { Severity } from './severity';
import type { IncidentStatus, Resolution } from './state';

/** What puts a failure into its incident. */
export const GROUPED_BY = ['fingerprint', 'earlier_change', 'merge', 'split', 'new_rule'] as const;
export type GroupedBy = (typeof GROUPED_BY)[number];

/** Changes of the grouping that are recorded and can be undone. */
export const GROUPING_KINDS = ['merge', 'split', 'regroup'] as const;
export type GroupingKind = (typeof GROUPING_KINDS)[number];

/** Why an occurrence stands where it stands. */
export interface Reason {
  readonly grouped_by: GroupedBy;
  readonly grouped_because: string;
  readonly grouped_by_user: string | null;
}

/** An occurrence that changed its incident, and what was said of it before. */
export interface Move {
  readonly occurrence_id: string;
  readonly workflow_run_id: string;
  readonly fingerprint: string;
  readonly from: string;
  readonly to: string;
  readonly before: Reason;
}

/** Where failures of a fingerprint go from now on; a null key: where the fingerprint itself says. */
export interface Rerouting {
  readonly fingerprint: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What of an incident's row a change of the grouping may touch. */
export interface RowState {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly opened_at: string;
  readonly resolved_at: string | null;
  readonly resolution: Resolution | null;
  readonly resolution_time_seconds: number | null;
  readonly reopened_count: number;
  readonly merged_into: string | null;
  readonly persons_word: PersonsWord | null;
}

/** All that undoing a change needs. */
export interface GroupingDetail {
  readonly moves: readonly Move[];
  readonly reroutings: readonly Rerouting[];
  /** Rows before and after, by incident; `before` is null for an incident the change made. */
  readonly rows: Readonly<Record<string, { readonly before: RowState | null; readonly after: RowState }>>;
  /** The incident a split made. */
  readonly made: string | null;
}

/** The rule that made a fingerprint: `v1` of `v1:6f1e…`; a key that is no fingerprint has none. */
export function versionOf(fingerprint: string): string | null {
  return /^(v\d+):/.exec(fingerprint)?.[1] ?? null;
}

/** The key of an incident that a split made; no failure has such a fingerprint. */
export const splitKey = (incidentId: string): string => `split:${incidentId}`;
