import type { FixerInput, Quote } from '../fix.types';

/** A line of a log that fits a pattern. */
export interface LogMatch {
  readonly quote: Quote;
  /** What the pattern's groups caught; the empty text for a group that caught nothing. */
  readonly groups: readonly string[];
  /** The lines below it, without their numbers; at most 40. */
  readonly below: readonly string[];
}

/** Lines longer than this say nothing a fixer reads. */
const LONGEST = 20_000;

/** All lines of all logs that fit a pattern (without `g`), in their order. */
export function matchesOf(input: FixerInput, pattern: RegExp): LogMatch[] {
  return input.logs.flatMap(({ job, lines }) =>
    lines.flatMap(({ number, text }, index) => {
      const found = text.length > LONGEST ? null : pattern.exec(text);
      if (!found) return [];
      const groups = found.slice(1).map((group: string | undefined) => group ?? '');
      const below = lines.slice(index + 1, index + 41).map((line) => line.text);
      return [{ quote: { job, line: number, text: text.trim().slice(0, 500) }, groups, below }];
    }),
  );
}
