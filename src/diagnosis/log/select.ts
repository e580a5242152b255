import type { LineRole, LogLine } from './log.types';
import { strengthOf } from './weigh';

/** LogSage's window: what led to an error is shorter than what explains it. */
const BEFORE = 4;
const AFTER = 6;
/** Characters a token has in logs, roughly; the default budget is the 4,000 tokens a model reads well. */
export const DEFAULT_BUDGET = 16_000;
const TAIL_LINES = 40;
/** A single line may take this much of an excerpt. */
const MAX_EXCERPT_LINE = 400;

/** The line that names the step and the runner's verdict are short and always worth it. */
const WEIGHT_OF_ROLE: Readonly<Record<LineRole, number>> = { output: 0, script: 4, frame: 7, marker: 11 };
const SUMMARY = 5;
const SUMMARY_LINES = 12;
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

/** What stands this many lines or more from all that is known to matter is worth less. */
const NEAR = 150;
const FAR = 0.25;
/** The chief findings have what they printed below them read before anything far away. */
const CHIEF = 9;
const BLOCK = 60;
const BLOCK_SCORE = 3;

/** 1 for lines near one that is known to matter, or near the end; for all when nothing is known. */
function nearby(lines: readonly LogLine[], worth: ReadonlyMap<number, number>): Uint8Array {
  const near = new Uint8Array(lines.length);
  if (worth.size === 0) return near.fill(1);
  near.fill(1, Math.max(0, lines.length - NEAR));
  let until = 0;
  for (const [index, { number }] of lines.entries()) {
    if (!worth.has(number)) continue;
    near.fill(1, Math.max(until, index - NEAR), index + NEAR);
    until = index;
  }
  return near;
}

/** What leads to a line and what follows it is worth a part of it; context of weak lines is not worth its characters. */
function lend(scores: Float64Array, index: number, own: number): void {
  if (own < 5) return;
  for (let near = Math.max(0, index - BEFORE); near <= Math.min(scores.length - 1, index + AFTER); near += 1) {
    const lent = (own * 0.6) / Math.abs(near - index || 1);
    scores[near] = Math.max(scores[near] ?? 0, lent);
  }
}

function floor(scores: Float64Array, index: number): void {
  for (let below = index + 1; below <= Math.min(scores.length - 1, index + BLOCK); below += 1)
    scores[below] = Math.max(scores[below] ?? 0, BLOCK_SCORE);
}

/** Score of each line: its weight, less with each repeat of its kind, plus what neighbours lend. */
function scoreLines(lines: readonly LogLine[], worth: ReadonlyMap<number, number>): Float64Array {
  const scores = new Float64Array(lines.length);
  const seen = new Map<string, number>();
  const near = nearby(lines, worth);
  for (const [index, line] of lines.entries()) {
    const { number, text, role } = line;
    const known = worth.get(number);
    if (known !== undefined) {
      scores[index] = Math.max(scores[index] ?? 0, known);
      lend(scores, index, known);
      if (known >= CHIEF) floor(scores, index);
      continue;
    }
    const weight = role === 'output' ? strengthOf(line) * (near[index] === 1 ? 1 : FAR) : WEIGHT_OF_ROLE[role];
    if (weight === 0) continue;
    const kind = kindOf(text);
    const repeats = seen.get(kind) ?? 0;
    seen.set(kind, repeats + 1);
    const own = weight / (1 + repeats / 2);
    scores[index] = Math.max(scores[index] ?? 0, own);
    lend(scores, index, own);
  }
  // What a program says last is often its summary.
  for (let index = Math.max(0, lines.length - SUMMARY_LINES); index < lines.length; index += 1)
    scores[index] = Math.max(scores[index] ?? 0, SUMMARY);
  return scores;
}

/**
 * The lines worth reading, at most `budget` characters: those that weigh most with their context, in the log's order.
 * `worth` holds what is known of lines by their numbers (0 to 12). The tail when no line weighs anything.
 */
export function selectLines(
  lines: readonly LogLine[],
  worth: ReadonlyMap<number, number>,
  budget = DEFAULT_BUDGET,
): Span[] {
  const size = lines.reduce((sum, { text }) => sum + cutLine(text).length + 1, 0);
  if (size <= budget / SMALL_SHARE) {
    return toSpans(lines, new Set([...lines.keys()].filter((index) => lines[index]?.text.trim() !== '')));
  }
  const scores = scoreLines(lines, worth);
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
