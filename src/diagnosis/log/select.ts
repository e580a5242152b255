import type { LineRole, LogLine } from './sections';

/** LogSage's window: what led to an error is shorter than what explains it. */
const BEFORE = 4;
const AFTER = 6;
/** Characters a token has in logs, roughly; the default budget is the 4,000 tokens a model reads well. */
export const DEFAULT_BUDGET = 16_000;
const TAIL_LINES = 40;
/** A single line may take this much of an excerpt. */
const MAX_EXCERPT_LINE = 400;

/** Weight of a line by the words in it; the first that matches counts. Negative: the word is there, the error is not. */
const WEIGHTS: readonly (readonly [number, RegExp])[] = [
  [0, /\b(?:0|no) (?:errors?|failures?|failed|problems?)\b(?![^\n]{0,60}[1-9]\d{0,6} (?:error|fail))/i],
  [0, /\b(?:warning|deprecated|npm warn)\b/i],
  [
    10,
    /\berror(?:\[E\d{4}\]| TS\d{4,5}|:|\b[^\n]{0,20}\bE[A-Z]{4,})|\bfatal(?: error)?:|\bpanic(?:ked)?\b|Traceback \(most recent|^\s{0,8}not ok \d/i,
  ],
  [
    10,
    /\b[A-Za-z_.]{0,80}(?:Error|Exception)\b(?::|$)|\bERR!|^npm error|No space left on device|out of memory|Segmentation fault|Killed$/i,
  ],
  [9, /^\s{0,8}(?:✖|✗|✕|●|×|FAIL(?:ED|URE)?\b|--- FAIL|E  )|\bAssertion(?:Error)?\b|\bFAILED\b/],
  [
    8,
    /\b(?:cannot|could not|couldn't|unable to|failed to|not found|no such file|permission denied|access denied|unauthorized|forbidden|refused|timed out|timeout|undefined reference|undeclared|unresolved|mismatch)\b/i,
  ],
  [6, /\b(?:error|failed|failure|failures|exception|invalid|unexpected|missing|exit (?:code|status) [1-9]\d{0,9})\b/i],
  [5, /[\w./\\-]{1,200}[:(]\d{1,7}[:,]\d{1,6}\)?(?::|\s)/],
  [4, /^\s{0,8}(?:expected|actual|received|want|got)\b/i],
];

/** How much a line says about a failure: 0 (nothing) to 10. Linear. */
export function weigh(text: string): number {
  for (const [weight, pattern] of WEIGHTS) if (pattern.test(text)) return weight;
  return 0;
}

/** The line that names the step and the runner's verdict are short and always worth it. */
const WEIGHT_OF_ROLE: Readonly<Record<LineRole, number>> = { output: 0, script: 4, frame: 0, marker: 4 };
/** What fits into this share of the budget is given whole: choosing saves nothing there. */
const SMALL_SHARE = 4;

export interface Span {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

function cutLine(text: string): string {
  return text.length > MAX_EXCERPT_LINE ? `${text.slice(0, MAX_EXCERPT_LINE - 1)}…` : text;
}

/** Joins chosen lines into spans of lines that follow each other in `lines` (blank lines between them included). */
function toSpans(lines: readonly LogLine[], chosen: ReadonlySet<number>): Span[] {
  const spans: { lines: LogLine[] }[] = [];
  let last = -2;
  for (const [index, line] of lines.entries()) {
    if (!chosen.has(index)) continue;
    const open = spans.at(-1);
    const gap = lines.slice(last + 1, index);
    const adjoining = open && gap.length <= 2 && (gap.length === 0 || gap.every(({ text }) => text.trim() === ''));
    if (adjoining && line.number === (lines[last]?.number ?? 0) + gap.length + 1) open.lines.push(...gap, line);
    else spans.push({ lines: [line] });
    last = index;
  }
  return spans.map(({ lines: kept }) => ({
    firstLine: kept[0]?.number ?? 0,
    lastLine: kept.at(-1)?.number ?? 0,
    text: kept.map(({ text }) => cutLine(text)).join('\n'),
  }));
}

/** The last lines that are not blank, within the budget. */
export function tailOf(lines: readonly LogLine[], budget = DEFAULT_BUDGET): Span | null {
  let end = lines.length;
  while (end > 0 && (lines[end - 1]?.text.trim() ?? '') === '') end -= 1;
  let start = end;
  let spent = 0;
  while (start > 0 && end - start < TAIL_LINES) {
    const cost = cutLine(lines[start - 1]?.text ?? '').length + 1;
    if (spent + cost > budget) break;
    spent += cost;
    start -= 1;
  }
  const first = lines[start];
  if (start === end || !first) return null;
  const kept = lines.slice(start, end);
  return {
    firstLine: first.number,
    lastLine: kept.at(-1)?.number ?? first.number,
    text: kept.map(({ text }) => cutLine(text)).join('\n'),
  };
}

/** A line with its numbers away: the hundredth of its kind says little. */
function kindOf(text: string): string {
  return text.replace(/\d{1,20}/g, '#').slice(0, 120);
}

/** Score of each line: its weight, less with each repeat of its kind, plus what neighbours lend. */
function scoreLines(lines: readonly LogLine[], important: ReadonlySet<number>): Float64Array {
  const scores = new Float64Array(lines.length);
  const seen = new Map<string, number>();
  for (const [index, { number, text, role }] of lines.entries()) {
    const weight = important.has(number) ? 12 : Math.max(weigh(text), WEIGHT_OF_ROLE[role]);
    if (weight === 0) continue;
    const kind = kindOf(text);
    const repeats = seen.get(kind) ?? 0;
    seen.set(kind, repeats + 1);
    const own = weight / (1 + repeats / 2);
    scores[index] = Math.max(scores[index] ?? 0, own);
    // Context of weak lines is not worth its characters.
    if (own < 5) continue;
    for (let near = Math.max(0, index - BEFORE); near <= Math.min(lines.length - 1, index + AFTER); near += 1) {
      const lent = (own * 0.6) / Math.abs(near - index || 1);
      scores[near] = Math.max(scores[near] ?? 0, lent);
    }
  }
  // What a program says last is often its summary.
  for (let index = Math.max(0, lines.length - 5); index < lines.length; index += 1)
    scores[index] = Math.max(scores[index] ?? 0, 3);
  return scores;
}

/**
 * The lines worth reading, at most `budget` characters: those that weigh most with their context, in the log's order.
 * `important` are line numbers that a detector vouches for. The tail when no line weighs anything.
 */
export function selectLines(
  lines: readonly LogLine[],
  important: ReadonlySet<number>,
  budget = DEFAULT_BUDGET,
): Span[] {
  const size = lines.reduce((sum, { text }) => sum + cutLine(text).length + 1, 0);
  if (size <= budget / SMALL_SHARE) {
    return toSpans(lines, new Set([...lines.keys()].filter((index) => lines[index]?.text.trim() !== '')));
  }
  const scores = scoreLines(lines, important);
  const ranked = [...lines.keys()].filter((index) => (scores[index] ?? 0) > 0.7);
  if (!ranked.some((index) => (scores[index] ?? 0) > 3)) {
    const tail = tailOf(lines, budget);
    return tail ? [tail] : [];
  }
  ranked.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const chosen = new Set<number>();
  let spent = 0;
  for (const index of ranked) {
    const text = lines[index]?.text ?? '';
    const cost = cutLine(text).length + 1;
    if (text.trim() === '' || spent + cost > budget) continue;
    spent += cost;
    chosen.add(index);
  }
  return toSpans(lines, chosen);
}
