/** A new failure within this time in a file the fix touched is laid at its door. */
const NEW_FAILURE_MS = 7 * 24 * 3600 * 1000;
/** The failure it was for, seen again within this time, was not fixed. */
const SEEN_AGAIN_MS = 14 * 24 * 3600 * 1000;
/** Fewer digits name too many commits. */
const MIN_SHA = 7;

/** A failure after a fix was merged, on the branch it was merged into. */
export interface LaterFailure {
  /** The very incident the fix was for. */
  readonly isOwnIncident: boolean;
  readonly mergedAt: Date;
  /** When the failed run began. */
  readonly failedAt: Date;
  /** When the incident it belongs to was seen first. */
  readonly firstSeenAt: Date;
  readonly blamedFiles: readonly string[];
  readonly touchedFiles: readonly string[];
}

/** Whether a failure shows that a merged fix did harm. Who touched the files otherwise is not asked: it is a count, no blame. */
export function harmOf(
  failure: LaterFailure,
): { readonly kind: 'seen_again' | 'new_failure'; readonly files: readonly string[] } | null {
  const after = failure.failedAt.getTime() - failure.mergedAt.getTime();
  if (after < 0) return null;
  if (failure.isOwnIncident) return after < SEEN_AGAIN_MS ? { kind: 'seen_again', files: [] } : null;
  if (after >= NEW_FAILURE_MS || failure.firstSeenAt < failure.mergedAt) return null;
  const touched = new Set(failure.touchedFiles);
  const files = failure.blamedFiles.filter((file) => touched.has(file));
  return files.length === 0 ? null : { kind: 'new_failure', files };
}

/** True when what a commit says it takes back is the fix: its pull request, the merge, or a commit of ours. */
export function isReverted(
  revert: { readonly sha: string | null; readonly pullRequestNumber: number | null },
  fix: { readonly number: number | null; readonly commits: readonly (string | null)[] },
): boolean {
  const { sha, pullRequestNumber: number } = revert;
  if (number !== null && number === fix.number) return true;
  return sha !== null && sha.length >= MIN_SHA && fix.commits.some((commit) => commit?.startsWith(sha) ?? false);
}
