import type { LogTextLine } from './fix.types';

export interface Hunk {
  /** 1-based line of the old text the hunk begins at, as printed. */
  readonly line: number;
  /** Lines of the old and the new text, context included. */
  readonly old: readonly string[];
  readonly fresh: readonly string[];
  /** False when the hunk ends before the counts its head gives. */
  readonly whole: boolean;
  /** True when the old or the new text ends here without a line feed. */
  readonly oldUnended: boolean;
  readonly freshUnended: boolean;
}

/** A diff a program printed of one file. */
export interface PrintedDiff {
  /** After `--- ` and `+++ `, as printed. */
  readonly from: string;
  readonly to: string;
  /** The line above `---`. */
  readonly above: string;
  readonly at: LogTextLine;
  readonly hunks: readonly Hunk[];
}

const HEAD = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

function hunkAt(lines: readonly LogTextLine[], start: number): { hunk: Hunk; next: number } | null {
  const [, line, oldCount = '1', freshCount = '1'] = HEAD.exec(lines[start]?.text ?? '') ?? [];
  if (line === undefined) return null;
  const [old, fresh]: [string[], string[]] = [[], []];
  let [oldUnended, freshUnended, at] = [false, false, start + 1];
  let last = ' ';
  for (; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text.startsWith('\\ No newline')) {
      if (last !== '+') oldUnended = true;
      if (last !== '-') freshUnended = true;
      continue;
    }
    if (old.length >= Number(oldCount) && fresh.length >= Number(freshCount)) break;
    // Blanks at a line's end may be lost on the way: an empty line is an empty line of context.
    const sign = text === '' ? ' ' : text.charAt(0);
    if (!' +-'.includes(sign)) break;
    if (sign !== '+') old.push(text.slice(1));
    if (sign !== '-') fresh.push(text.slice(1));
    last = sign;
  }
  const whole = old.length === Number(oldCount) && fresh.length === Number(freshCount);
  const first = Number(oldCount) === 0 ? Number(line) + 1 : Number(line);
  return { hunk: { line: first, old, fresh, whole, oldUnended, freshUnended }, next: at };
}

/** All unified diffs of a log. */
export function unifiedDiffsOf(lines: readonly LogTextLine[]): PrintedDiff[] {
  const found: PrintedDiff[] = [];
  for (let at = 0; at + 2 < lines.length; at += 1) {
    const head = lines[at];
    const [, from] = /^--- (\S.*)$/.exec(head?.text ?? '') ?? [];
    const [, to] = /^\+\+\+ (\S.*)$/.exec(lines[at + 1]?.text ?? '') ?? [];
    if (head === undefined || from === undefined || to === undefined) continue;
    const hunks: Hunk[] = [];
    let next = at + 2;
    for (let one = hunkAt(lines, next); one !== null; one = hunkAt(lines, next)) {
      hunks.push(one.hunk);
      next = one.next;
    }
    if (hunks.length === 0) continue;
    found.push({ from, to, above: lines[at - 1]?.text ?? '', at: head, hunks });
    at = next - 1;
  }
  return found;
}

/** rustfmt's `Diff in src/main.rs:7:`, older `Diff in src/main.rs at line 7:`; hunks of a file together. */
export function rustfmtDiffsOf(lines: readonly LogTextLine[]): PrintedDiff[] {
  const files = new Map<string, { at: LogTextLine; hunks: Hunk[] }>();
  for (let at = 0; at < lines.length; at += 1) {
    const head = lines[at];
    const [, file, line] = /^Diff in (\S.*?)(?: at line |:)(\d+):$/.exec(head?.text.trim() ?? '') ?? [];
    if (head === undefined || file === undefined || line === undefined) continue;
    const [old, fresh]: [string[], string[]] = [[], []];
    let next = at + 1;
    for (; next < lines.length; next += 1) {
      const text = lines[next]?.text ?? '';
      const sign = text === '' ? ' ' : text.charAt(0);
      if (!' +-'.includes(sign)) break;
      if (sign !== '+') old.push(text.slice(1));
      if (sign !== '-') fresh.push(text.slice(1));
    }
    // A hunk has no end of its own: blank lines after it are the log's.
    while (old.at(-1)?.trim() === '' && fresh.at(-1)?.trim() === '') {
      old.pop();
      fresh.pop();
    }
    const known = files.get(file) ?? { at: head, hunks: [] };
    known.hunks.push({ line: Number(line), old, fresh, whole: true, oldUnended: false, freshUnended: false });
    files.set(file, known);
    at = next - 1;
  }
  return [...files].map(([file, { at, hunks }]) => ({ from: file, to: file, above: 'rustfmt', at, hunks }));
}

/** Lines are cut at 1,000 characters on their way; secrets are starred. */
const UNSURE = /\*\*\*|\[redacted|…$/i;

function stands(raw: readonly string[], at: number, old: readonly string[]): boolean {
  return (
    at >= 0 &&
    at + old.length <= raw.length &&
    old.every((text, index) => raw[at + index]?.trimEnd() === text.trimEnd())
  );
}

/** The text with all hunks applied; null when one does not stand exactly where it says (or, of rustfmt, in one place alone). */
export function applied(text: string, hunks: readonly Hunk[], anywhere = false): string | null {
  const raw = text.split('\n');
  const ended = raw.at(-1) === '';
  if (ended) raw.pop();
  const places: { at: number; hunk: Hunk }[] = [];
  for (const hunk of hunks) {
    const added = hunk.fresh.filter((line) => !hunk.old.includes(line));
    if (!hunk.whole || added.some((line) => line.length >= 990 || UNSURE.test(line))) return null;
    let at = hunk.line - 1;
    if (!stands(raw, at, hunk.old)) {
      const others =
        anywhere && hunk.old.length > 0 ? [...raw.keys()].filter((index) => stands(raw, index, hunk.old)) : [];
      if (others.length !== 1) return null;
      at = others[0] ?? 0;
    }
    places.push({ at, hunk });
  }
  places.sort((a, b) => b.at - a.at);
  let end = ended;
  for (const [index, { at, hunk }] of places.entries()) {
    const below = places[index - 1];
    if (below !== undefined && at + hunk.old.length > below.at) return null;
    if (hunk.oldUnended && !hunk.freshUnended) end = true;
    raw.splice(at, hunk.old.length, ...hunk.fresh);
  }
  return raw.join('\n') + (end && raw.length > 0 ? '\n' : '');
}
