import { surenessOf } from '../detectors/sureness';
import type { LogLine } from './log.types';
import { strengthOf } from './weigh';

/** Lines at the start and the end of a step that stay whatever they say. */
const KEEP_FIRST = 50;
const KEEP_LAST = 2000;
/** What stays around a line that weighs something: what leads to an error is shorter than what explains it. */
const BEFORE = 6;
const AFTER = 12;
/** The hundredth line of a kind says little. */
const KEEP_OF_KIND = 100;

/** Characters and objects that a kept line takes, roughly. */
export function sizeOf(line: LogLine): number {
  return line.text.length + (line.json?.length ?? 0) + 60;
}

function kindOf(text: string): string {
  return text.slice(0, 160).replace(/\d{1,20}/g, '#');
}

/** Part of a larger string, its characters of its own: a kept line must not keep the block it was read with. */
function detached(line: LogLine): LogLine {
  const text = Buffer.from(line.text, 'utf8').toString('utf8');
  return line.json === undefined
    ? { ...line, text }
    : { ...line, text, json: Buffer.from(line.json, 'utf8').toString('utf8') };
}

/** How much each line is wanted: 2 for the ends and findings, 1 for what weighs something, 0 for the rest. */
function wantedOf(lines: readonly LogLine[]): Uint8Array {
  const wanted = new Uint8Array(lines.length);
  const want = (level: number, from: number, to: number): void => {
    for (let at = Math.max(0, from); at < Math.min(lines.length, to); at += 1)
      wanted[at] = Math.max(wanted[at] ?? 0, level);
  };
  want(2, 0, KEEP_FIRST);
  want(2, lines.length - KEEP_LAST, lines.length);
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line.role === 'marker') wanted[index] = 2;
    const weighs = strengthOf(line) > 0;
    const sure = surenessOf(line, weighs);
    if (!weighs && sure === 0) continue;
    const kind = kindOf(line.text);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    if (count <= KEEP_OF_KIND) want(Math.max(1, sure), index - BEFORE, index + AFTER + 1);
  }
  return wanted;
}

/**
 * The lines of one step worth keeping when not all can be, in order; `most` characters at most. What is a finding goes
 * before what only weighs something, of either what stands near both ends. Lines up to the one numbered `detachedTo`
 * were kept before.
 */
export function thin(lines: readonly LogLine[], most: number, detachedTo: number): LogLine[] {
  const wanted = wantedOf(lines);
  const findings = bothEnds(
    lines.filter((_, index) => wanted[index] === 2),
    most,
  );
  const left = most - sizesOf(findings);
  const others = bothEnds(
    lines.filter((_, index) => wanted[index] === 1),
    left,
  );
  const kept = [...findings, ...others].sort((a, b) => a.number - b.number);
  return kept.map((line) => (line.number <= detachedTo ? line : detached(line)));
}

function sizesOf(lines: readonly LogLine[]): number {
  return lines.reduce((sum, line) => sum + sizeOf(line), 0);
}

function bothEnds(lines: readonly LogLine[], most: number): LogLine[] {
  let first = 0;
  let last = lines.length;
  let size = 0;
  while (first < last && size < most) {
    const line = first <= lines.length - last ? lines[first++] : lines[--last];
    if (line) size += sizeOf(line);
  }
  return [...lines.slice(0, first), ...lines.slice(last)];
}
