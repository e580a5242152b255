import type { FoundTest } from './detectors/detector';
import type { LogLine } from './log/log.types';

/** What a test wanted and what it got, as its runner printed them. */
export interface Comparison {
  readonly expected: string | null;
  readonly actual: string | null;
}

/** A side longer than this is data to look up, not a value to read. */
const MAX_VALUE = 300;
/** Lines of a failure that are looked at; stack traces and captured output come after what was compared. */
const MAX_BLOCK = 60;
/** A label and its counterpart stand beside each other, or have a blank line between them. */
const APART = 2;

/** What runners put before each line of a failure: pytest's `E`, Ant's task. */
const MARGIN = /^(?:E {1,8}|\s{0,20}\[junit\] {0,8})/;
const EXPECTED =
  /^\s{0,40}(?:\[?expected\]?|wanted|want)(?: (?:value|result|substring|pattern|length|path|message|number of calls|number of assertions|equality of these values))?\s{0,8}:\s{1,12}(\S.{0,1000})$/i;
const ACTUAL =
  /^\s{0,40}(?:\[?actual\]?|received|got|but was|but got|but|found)(?: (?:value|result|string|function|object|path|message|number of calls|number of assertions))?\s{0,8}:\s{1,12}(\S.{0,1000})$/i;

/** Legends of a printed difference, and whether the wanted side has the plus. */
const LEGENDS: readonly (readonly [RegExp, boolean])[] = [
  [/^(\s{0,20})\+ expected - actual\s{0,4}$/, true],
  [/^(\s{0,20})\+ actual - expected\s{0,4}(?:\.\.\..{0,40})?$/, false],
  [/^(\s{0,20})- (?:Expected|Snapshot)(?:\s{1,4}- \d{1,6})?\s{0,4}$/, false],
  [/^(\s{0,20})-{3} Expected\s{0,4}$/, false],
];
/** The other half of a legend, and the place of a hunk. */
const STILL_LEGEND = /^(?:\+ Received(?:\s{1,4}\+ \d{1,6})?|\+{3} Actual|@@.{0,60}@@)\s{0,4}$/;

/** One line that says both; the groups are named `e` and `a`. */
const PHRASES: readonly RegExp[] = [
  /\bexpected:? ?<(?<e>.{0,300}?)> but was:? ?<(?<a>.{0,300}?)>/i,
  /\bexpected (?<a>.{1,200}?) to (?:(?:strictly|deeply|loosely|deep) )?(?:be|equals?|eql)(?= )(?! (?:an?|instance|within|less|greater|at|above|below|called|one|truthy|falsy|defined|undefined)\b) (?<e>.{1,300}?)(?: \/\/ .{1,40})?$/,
  /^(?:AssertionError: )?assert (?<a>.{1,300}?) == (?<e>.{1,300})$/,
  /\bFailed asserting that (?<a>.{1,300}?) (?:is identical to|matches expected|is equal to|equals) (?<e>.{1,300}?)\.?$/,
  /\bgot:? (?<a>.{1,300}?)[,;]? (?:but )?(?:want|wanted|expected):? (?<e>.{1,300})$/i,
  / = (?<a>.{1,300}?)[,;] want:? (?<e>.{1,300})$/,
  /\b(?:want|wanted|expected):? (?<e>(?!.{0,300} to )[^\s,;].{0,300}?)[,;]? (?:but )?(?:got|received):? (?<a>.{1,300})$/i,
];
/** One of these words is in each of them. */
const MAY_SAY = /expected|assert|want/i;

function valueOf(text: string): string | null {
  const value = text.trim().replace(/,$/, '');
  if (value === '') return null;
  return value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE - 1)}…` : value;
}

/** `Expected: 120` and `Received: 119`, whichever comes first. */
function labelled(lines: readonly string[]): Comparison | null {
  for (const [index, line] of lines.entries()) {
    const expected = EXPECTED.exec(line)?.[1];
    if (expected === undefined) continue;
    const near = lines.slice(Math.max(0, index - APART), index + APART + 1);
    const actual = near.map((other) => ACTUAL.exec(other)?.[1]).find((value) => value !== undefined);
    if (actual !== undefined) return { expected: valueOf(expected), actual: valueOf(actual) };
  }
  return null;
}

/** The two sides of a difference below its legend: the lines that only one of them has. */
function differing(lines: readonly string[]): Comparison | null {
  for (const [index, line] of lines.entries()) {
    for (const [legend, isPlus] of LEGENDS) {
      const margin = legend.exec(line)?.[1]?.length;
      if (margin === undefined) continue;
      const [minus, plus] = sidesOf(lines.slice(index + 1), margin);
      if (minus === null && plus === null) return null;
      return isPlus ? { expected: plus, actual: minus } : { expected: minus, actual: plus };
    }
  }
  return null;
}

function sidesOf(lines: readonly string[], margin: number): readonly [minus: string | null, plus: string | null] {
  const [minus, plus]: [string[], string[]] = [[], []];
  for (const line of lines) {
    const text = line.slice(margin);
    if (STILL_LEGEND.test(text)) continue;
    if (text.trim() === '' && minus.length + plus.length > 0) break;
    if (text.startsWith('-')) minus.push(text.slice(1).trim());
    else if (text.startsWith('+')) plus.push(text.slice(1).trim());
  }
  return [valueOf(minus.join('\n')), valueOf(plus.join('\n'))];
}

function spoken(lines: readonly string[]): Comparison | null {
  for (const line of lines) {
    if (!MAY_SAY.test(line)) continue;
    for (const phrase of PHRASES) {
      const { e, a } = phrase.exec(line)?.groups ?? {};
      if (e !== undefined && a !== undefined) return { expected: valueOf(e), actual: valueOf(a) };
    }
  }
  return null;
}

/**
 * What the failure of a test compared, by the words of its runner: labels (Jest, RSpec, minitest, TAP, xUnit, testify),
 * a difference with a legend (Jest, Vitest, Mocha, node:test, PHPUnit), or one line that says both (JUnit, Chai, pytest,
 * PHPUnit, Go). `block` is what was printed of it, `message` its message. Both null where nothing says which side is
 * which: unittest's `1 != 2`, Rust's left and right. Of a long value the first 300 characters. Linear.
 */
export function comparisonIn(block: readonly string[], message: string | null): Comparison {
  const lines = block.slice(0, MAX_BLOCK).map((line) => line.replace(MARGIN, ''));
  return (
    labelled(lines) ??
    differing(lines) ??
    spoken(message === null ? lines : [message, ...lines]) ?? { expected: null, actual: null }
  );
}

/** `comparisonIn` for each of a job's failing tests, whose blocks go from where one was found to where the next was. */
export function comparisonsOf(lines: readonly LogLine[], tests: readonly FoundTest[]): readonly Comparison[] {
  if (tests.length === 0) return [];
  const places = new Map(lines.map(({ number }, index) => [number, index]));
  const startOf = ({ printedAt, firstLine }: FoundTest): number => printedAt ?? firstLine;
  const starts = [...new Set(tests.map(startOf))].sort((a, b) => a - b);
  const ends = new Map(starts.map((start, index) => [start, places.get(starts[index + 1] ?? 0)]));
  return tests.map((test) => {
    const from = places.get(startOf(test)) ?? lines.length;
    const to = Math.min(ends.get(startOf(test)) ?? lines.length, from + MAX_BLOCK);
    return comparisonIn(
      lines.slice(from, to).map(({ text }) => text),
      test.message,
    );
  });
}
