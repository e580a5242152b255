import type { JobOutcome } from '../../workflow/workflow.public';
import type { Observation, TestOutcome } from './flaky';

/** A stored result of one test. */
export interface KnownResult {
  readonly test: string;
  readonly job: string;
  readonly runId: string;
  readonly attempt: number;
  readonly outcome: TestOutcome;
  readonly commitSha: string;
  readonly branch: string | null;
  readonly at: Date;
}

/** A job's outcomes, as its tests' are made from them: made ready once for them all. */
export interface JobHistory {
  readonly outcomes: readonly { readonly key: string; readonly outcome: JobOutcome }[];
  readonly byAttempt: ReadonlyMap<string, JobOutcome>;
}

const keyOf = (runId: string, attempt: number): string => `${runId} ${attempt}`;

/** Makes a job's outcomes ready. */
export function historyOf(outcomes: readonly JobOutcome[]): JobHistory {
  const keyed = outcomes.map((outcome) => ({ key: keyOf(outcome.runExternalId, outcome.attempt), outcome }));
  return { outcomes: keyed, byAttempt: new Map(keyed.map(({ key, outcome }) => [key, outcome])) };
}

/**
 * A test's outcomes: what was reported, and what follows from its job. A green job's tests passed; that is taken as an
 * observation from the test's first reported outcome on (before it, the test may not have existed), and at any time for
 * a commit it was reported of. A red job in which the test is not reported says nothing of it.
 */
export function ofTest({ outcomes, byAttempt }: JobHistory, results: readonly KnownResult[]): Observation[] {
  const samenessOf = (result: KnownResult): string =>
    byAttempt.get(keyOf(result.runId, result.attempt))?.sameness ?? result.runId;
  const reported = new Set(results.map((result) => keyOf(result.runId, result.attempt)));
  const commits = new Set(results.map(samenessOf));
  const first = Math.min(...results.map(({ at }) => at.getTime()));
  const told = results.flatMap((result) =>
    result.outcome === 'skipped' ? [] : [{ ...result, outcome: result.outcome, sameness: samenessOf(result) }],
  );
  const followed = outcomes
    .filter(
      ({ key, outcome: one }) =>
        one.outcome === 'passed' && !reported.has(key) && (one.at.getTime() >= first || commits.has(one.sameness)),
    )
    .map(({ outcome }) => outcome);
  return [...told, ...followed];
}
