import type { RunConclusion, RunStatus } from '../../forge/forge.types';

/** A run of the repository's CI on our commit. */
export interface ProofRun {
  /** True for the workflow whose failure the fix is for: what it says counts. */
  readonly isFailedWorkflow: boolean;
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
}

/** What decides whether we go on waiting for the CI. */
export interface Waiting {
  /** Newest first; each run by its newest attempt. */
  readonly runs: readonly ProofRun[];
  /** Since our commit was pushed. */
  readonly waitedMs: number;
  readonly limitMs: number;
}

/** Endings that say neither green nor red, in words. */
const ENDED: Partial<Record<RunConclusion, string>> = {
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  neutral: 'ended without a verdict',
  stale: 'was given up by the forge',
};

/** True when nothing is known of the CI and the time is over: ask the forge before it is said. */
export function isOverdue({ runs, waitedMs, limitMs }: Waiting): boolean {
  return waitedMs >= limitMs && !runs.some((run) => run.isFailedWorkflow);
}

/**
 * Why nothing proves our commit and nothing will by itself; null while the CI runs, has decided, or has time left. A
 * sentence for people; workflows' names are foreign text.
 */
export function whyUnproven({ runs, waitedMs, limitMs }: Waiting): string | null {
  const own = runs.find((run) => run.isFailedWorkflow);
  if (own?.conclusion === 'action_required') {
    return `The CI run of ${own.name} waits for a person's approval.`;
  }
  if (waitedMs < limitMs) return null;
  const time = minutes(limitMs);
  if (own === undefined) {
    return runs.length === 0
      ? `No CI ran on our branch within ${time}: its workflows may not run on such branches, or are switched off.`
      : `${runs[0]?.name ?? 'Another workflow'} ran on our branch, but not the workflow that failed.`;
  }
  const ending = own.conclusion === null ? undefined : ENDED[own.conclusion];
  return ending === undefined ? null : `The CI run of ${own.name} ${ending}.`;
}

function minutes(milliseconds: number): string {
  const count = Math.round(milliseconds / 60_000);
  return count % 60 === 0 && count >= 120 ? `${count / 60} hours` : `${count} minutes`;
}
