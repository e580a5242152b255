import type { Classification } from './classify';
import type { KnownFailureClass } from './diagnosis.types';
import type { Detected } from './detectors';
import type { LogLine } from './log/log.types';
import { strengthOf } from './log/weigh';

/** A line, or the lines one finding spans, that say why the job failed. */
export interface RankedSpan {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What code does wrong is best said by the tool that found it; everything else by the line that names it. */
const SAID_BY_TOOLS: ReadonlySet<KnownFailureClass> = new Set(['test', 'build', 'lint', 'type-check']);
const MIN_WEIGHT = 6;
const MAX_SPANS = 50;

interface Found {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly class: string | null;
}

function findingsOf({ issues, tests }: Detected): Found[] {
  const found = [
    ...issues
      .filter(({ found: { severity } }) => severity === 'error')
      .map(({ detector, found: { firstLine, lastLine } }) => ({ firstLine, lastLine, class: detector.class })),
    ...tests.map(({ detector, found: { firstLine, lastLine } }) => ({ firstLine, lastLine, class: detector.class })),
  ];
  return found.sort((a, b) => a.firstLine - b.firstLine);
}

/** Those findings first whose lines are among `fresh`: what a green run printed too is hardly the cause. */
export function newFirst({ issues, tests }: Detected, fresh: ReadonlySet<number>): Detected {
  const age = ({ found }: { readonly found: { readonly firstLine: number } }): number =>
    fresh.has(found.firstLine) ? 0 : 1;
  return {
    issues: [...issues].sort((a, b) => age(a) - age(b)),
    tests: [...tests].sort((a, b) => age(a) - age(b)),
  };
}

/**
 * Where a job's log says why it failed, the strongest first: what the tools of the failure's class reported, the lines
 * whose words name the cause, other findings, then the lines that weigh most, the first of equals first. A class that no
 * tool reports (a full disk, a missing permission) puts its words first. Findings beyond `lines` come last: a green run
 * printed them too.
 */
export function rankEvidence(
  lines: readonly LogLine[],
  detected: Detected,
  classification: Classification | null,
): RankedSpan[] {
  const fresh = new Set(lines.map(({ number }) => number));
  const all = findingsOf(detected);
  const found = all.filter(({ firstLine }) => fresh.has(firstLine));
  const old = all.filter(({ firstLine }) => !fresh.has(firstLine));
  const ours = found.filter((each) => each.class !== null && each.class === classification?.class);
  const others = found.filter((each) => !ours.includes(each));
  const words = (classification?.lines ?? []).map((line) => ({ firstLine: line, lastLine: line }));
  const bySaying = classification !== null && SAID_BY_TOOLS.has(classification.class);
  const spoken = lines
    .map((line) => ({ line, strength: strengthOf(line) }))
    .filter(({ strength }) => strength >= MIN_WEIGHT)
    .sort((a, b) => b.strength - a.strength || a.line.number - b.line.number)
    .slice(0, MAX_SPANS)
    .map(({ line: { number } }) => ({ firstLine: number, lastLine: number }));
  const last = lines.filter(({ text }) => text.trim() !== '').at(-1);
  const end = last ? [{ firstLine: last.number, lastLine: last.number }] : [];
  const ranked = bySaying
    ? [...ours, ...words, ...spoken, ...others, ...end, ...old]
    : [...words, ...spoken, ...found, ...end, ...old];
  const seen = new Set<number>();
  return ranked
    .filter(({ firstLine }) => !seen.has(firstLine) && seen.add(firstLine))
    .slice(0, MAX_SPANS)
    .map(({ firstLine, lastLine }) => ({ firstLine, lastLine }));
}

/** Lines of one finding that its context is worth. */
const MAX_BLOCK = 40;
const OLD = 0.1;

/**
 * What each line is worth to a reader, by line number: findings and the words of the cause most, each further finding
 * less, the lines that a finding spans somewhat less than its first. Lines that are not new are worth next to nothing.
 */
export function worthOf(
  detected: Detected,
  classification: Classification | null,
  old: readonly LogLine[],
): Map<number, number> {
  // A green run said it too.
  const worth = new Map(old.map(({ number }) => [number, OLD]));
  const raise = (line: number, value: number): void => {
    worth.set(line, Math.max(worth.get(line) ?? 0, value));
  };
  for (const [rank, { firstLine, lastLine }] of findingsOf(detected).entries()) {
    const value = 12 / (1 + rank / 6);
    raise(firstLine, value);
    const end = Math.min(lastLine, firstLine + MAX_BLOCK);
    for (let line = firstLine + 1; line <= end; line += 1) raise(line, value * 0.75);
  }
  for (const [rank, line] of (classification?.lines ?? []).entries()) raise(line, 12 / (1 + rank / 20));
  return worth;
}
