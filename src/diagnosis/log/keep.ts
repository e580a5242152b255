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

/**
 * The lines of one step worth keeping when not all can be, in order; `most` characters at most, from both ends. Lines up
 * to the one numbered `detachedTo` were kept before.
 */
export function thin(lines: readonly LogLine[], most: number, detachedTo: number): LogLine[] {
  const keep = new Uint8Array(lines.length);
  keep.fill(1, 0, KEEP_FIRST);
  keep.fill(1, Math.max(0, lines.length - KEEP_LAST));
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const { text, role } = line;
    if (role === 'marker') keep[index] = 1;
    if (strengthOf(line) === 0) continue;
    const kind = kindOf(text);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    if (count > KEEP_OF_KIND) continue;
    keep.fill(1, Math.max(0, index - BEFORE), Math.min(lines.length, index + AFTER + 1));
  }
  const kept = lines.filter((_, index) => keep[index] === 1);
  const size = kept.reduce((sum, line) => sum + sizeOf(line), 0);
  return (size <= most ? kept : bothEnds(kept, most)).map((line) =>
    line.number <= detachedTo ? line : detached(line),
  );
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
