import type { IncidentStatus } from './state';

/** A cause that comes back within this time is the same incident; later it is a new one. */
export const REOPEN_WITHIN_MS = 14 * 24 * 3600 * 1000;

/** The newest incident of the failure's cause. */
export interface Predecessor {
  readonly status: IncidentStatus;
  readonly resolvedAt: Date | null;
}

/** A failure to be placed. */
export interface Failure {
  readonly at: Date;
  /** True when a later green run of its lane is known: the failure is history, only its telling was late. */
  readonly isCovered: boolean;
}

/** `open` a new incident, `attach` to the one there is, `reopen` it. */
export type Placement = 'open' | 'attach' | 'reopen';

/** Where a failure belongs. Depends on what happened when, not on what was told first. */
export function place(predecessor: Predecessor | null, failure: Failure): Placement {
  if (predecessor === null) return 'open';
  if (predecessor.status !== 'resolved' || predecessor.resolvedAt === null) return 'attach';
  const since = failure.at.getTime() - predecessor.resolvedAt.getTime();
  if (since > REOPEN_WITHIN_MS) return 'open';
  return failure.isCovered ? 'attach' : 'reopen';
}
