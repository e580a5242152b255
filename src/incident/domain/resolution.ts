/** The newest failure of an incident in one lane, and the first green run that came after it. */
export interface LaneEnd {
  readonly greenAt: Date | null;
}

/**
 * When an incident ended, or null while it has not: the lane of its newest failure must be green again, and, when the
 * default branch had failed for this cause, that one too — a pull request that turns green does not mend a red main.
 * Branches that were merged or deleted red hold nothing up. The later of the green runs is the end.
 */
export function resolvedAt(newest: LaneEnd, defaultBranch: LaneEnd | null): Date | null {
  if (newest.greenAt === null) return null;
  if (defaultBranch === null) return newest.greenAt;
  if (defaultBranch.greenAt === null) return null;
  return newest.greenAt > defaultBranch.greenAt ? newest.greenAt : defaultBranch.greenAt;
}

/** Whole seconds from the failure that opened an incident (again) to its end; never negative, forges' clocks differ. */
export function secondsBetween(opened: Date, resolved: Date): number {
  return Math.max(0, Math.round((resolved.getTime() - opened.getTime()) / 1000));
}
