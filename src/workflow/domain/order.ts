import type { RunConclusion, RunStatus } from '../../forge/forge.types';

/** How far a run, job or step has come. A telling of a lower rank never replaces one of a higher. */
const RANKS = {
  requested: 0,
  queued: 1,
  pending: 2,
  waiting: 3,
  in_progress: 4,
  completed: 5,
} as const satisfies Record<RunStatus, number>;

/**
 * Among completed tellings: `action_required` is what GitHub calls a run that waits for a person's approval and may run
 * later as the same attempt; `stale` is our own reconciler's word for a run the forge forgot. A real ending beats both.
 */
const SOFT_CONCLUSIONS: readonly (RunConclusion | null)[] = [null, 'stale', 'action_required'];

/** What two tellings of one thing are ordered by. */
export interface Telling {
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  /** When the forge last touched it, where the forge tells. */
  readonly at: Date | null;
  /** All of the telling in one text: the last word between two that differ in nothing else. */
  readonly text: string;
}

/** Negative, zero or positive, as `a` is the lesser, the same or the better telling. A total order on the content. */
export function compareTellings(a: Telling, b: Telling): number {
  return (
    RANKS[a.status] - RANKS[b.status] ||
    softness(a.conclusion) - softness(b.conclusion) ||
    timeOf(a.at) - timeOf(b.at) ||
    compareText(a.text, b.text)
  );
}

function softness(conclusion: RunConclusion | null): number {
  const index = SOFT_CONCLUSIONS.indexOf(conclusion);
  return index === -1 ? SOFT_CONCLUSIONS.length : index;
}

function timeOf(at: Date | null): number {
  return at?.getTime() ?? -Infinity;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What is known beats what is not; two different answers (never seen so far) are settled by the alphabet. */
export function knownText(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
