/** A cause that comes back within this time is the same incident; later it is a new one. */
export const REOPEN_WITHIN_MS = 14 * 24 * 3600 * 1000;

/** An incident of the failure's cause. */
export interface Candidate {
  readonly id: string;
  readonly firstSeenAt: Date;
  /** Null while it is not over. */
  readonly resolvedAt: Date | null;
}

/** A failure to be placed. */
export interface Failure {
  readonly at: Date;
  /** The first green run of its lane after it; null while none is known. */
  readonly endedAt: Date | null;
}

/**
 * The incident of its cause a failure belongs to; null for a new one. Depends on what happened when, not on what was
 * told first: a late failure joins the incident of its time.
 */
export function place(candidates: readonly Candidate[], failure: Failure): string | null {
  const sorted = [...candidates].sort((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime());
  const before = sorted.filter(({ firstSeenAt }) => firstSeenAt <= failure.at).at(-1);
  if (before !== undefined) {
    const { resolvedAt } = before;
    if (resolvedAt === null || failure.at.getTime() - resolvedAt.getTime() <= REOPEN_WITHIN_MS) return before.id;
  }
  const after = sorted.find(({ firstSeenAt }) => firstSeenAt > failure.at);
  if (after === undefined) return null;
  // Still red when the later one began: then the two were never apart.
  if (failure.endedAt === null) return after.id;
  return after.firstSeenAt.getTime() - failure.endedAt.getTime() <= REOPEN_WITHIN_MS ? after.id : null;
}
