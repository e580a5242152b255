import type { Verdict } from '../../diagnosis/diagnosis.types';

/** Each verdict as a sentence. The dashboard says the same (`dashboard/src/ui/words.ts`); a test holds them together. */
export const VERDICT_SENTENCES: Readonly<Record<Verdict, string>> = {
  introduced_by_change: 'A change brought it in.',
  base_broken: 'The base branch was broken before.',
  flaky: 'It fails by chance.',
  infrastructure: 'The machinery failed, not the code.',
  several_pull_requests: 'Several pull requests fail alike.',
  unknown: 'Nobody can say yet whose it is.',
};

/** What an incident's timeline says of a verdict: the verdict, what speaks for it, and what was thought until now. */
export function verdictMessage(before: Verdict, after: Verdict, reasons: readonly string[]): string {
  const until = before === 'unknown' ? [] : [`Until now: ${VERDICT_SENTENCES[before]}`];
  return [VERDICT_SENTENCES[after], ...reasons, ...until].join(' ');
}
