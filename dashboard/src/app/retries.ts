import { ApiError, OfflineError } from '../api/problem';

/** How often a call that got no answer is tried again before the page says so. */
const TRIES = 2;
/** Longest the page waits where the server says how long; for more, a person is told at once. */
const MOST_WAIT_MS = 20_000;

/** Answers that another try may turn out better than: too many requests, or a server that is away for a moment. */
const PASSING: readonly number[] = [429, 502, 503, 504];

/** Whether a question that failed so often before is asked once more. */
export function isTriedAgain(failures: number, error: unknown): boolean {
  if (failures >= TRIES) return false;
  if (error instanceof OfflineError) return true;
  return (
    error instanceof ApiError && PASSING.includes(error.status) && (error.problem.retryAfterMs ?? 0) <= MOST_WAIT_MS
  );
}

/** How long until then, in milliseconds: as long as the server says, else 1 s, then 2 s. */
export function untilNextTry(failures: number, error: unknown): number {
  const told = error instanceof ApiError ? error.problem.retryAfterMs : null;
  return Math.max(told ?? 0, 1000 * 2 ** failures);
}
