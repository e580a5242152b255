import type { ScannedLine } from './scan';
import { endOfStatement, scanPython } from './scan';

/** pycodestyle's rules of lines within brackets that this file mends. */
export const CONTINUATION: ReadonlySet<string> = new Set([
  'E121',
  'E122',
  'E123',
  'E124',
  'E125',
  'E126',
  'E127',
  'E128',
  'E131',
]);

interface Bracket {
  readonly row: number;
  readonly column: number;
  /** Column of the first code after it on its line; null when it ends its line. */
  readonly visual: number | null;
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** The brackets open at the start of a line of a statement. */
function openAt(lines: readonly ScannedLine[], first: number, row: number): Bracket[] {
  const open: Bracket[] = [];
  for (let at = first; at < row; at += 1) {
    const code = lines[at]?.code ?? '';
    for (let column = 0; column < code.length; column += 1) {
      const sign = code.charAt(column);
      if ('([{'.includes(sign)) {
        const rest = code.slice(column + 1).replaceAll('\u0002', ' ');
        const visual = rest.trim() === '' ? null : column + 1 + indentOf(rest);
        open.push({ row: at, column, visual });
      } else if (')]}'.includes(sign)) open.pop();
    }
  }
  return open;
}

/** Where a line should begin; null when its rule leaves more than one place. */
function wanted(lines: readonly ScannedLine[], first: number, row: number, rule: string): number | null {
  const bracket = openAt(lines, first, row).at(-1);
  const own = lines[row];
  if (bracket === undefined || own === undefined) return null;
  const base = indentOf(lines[bracket.row]?.text ?? '');
  const closes = /^\s*[)\]}]/.test(own.code);
  // A closing bracket may always stand where the line of its opening one begins.
  if (closes) return rule === 'E125' ? null : base;
  if (rule === 'E127' || rule === 'E128') return bracket.visual;
  if (bracket.visual !== null || rule === 'E123' || rule === 'E124') return null;
  return rule === 'E125' ? base + 8 : base + 4;
}

/** Moves one line, and those of brackets it opens with it. */
function moved(text: string, row: number, rule: string): string | null {
  const lines = scanPython(text);
  const own = lines[row];
  if (own === undefined || own.inString || own.depth === 0 || own.text.includes('\t')) return null;
  let first = row;
  while (first > 0 && lines[first]?.continued === true) first -= 1;
  const target = wanted(lines, first, row, rule);
  if (target === null) return null;
  const shift = target - indentOf(own.text);
  const last = endOfStatement(lines, first);
  const out = text.split('\n');
  for (let at = row; at <= last; at += 1) {
    const each = lines[at];
    if (each === undefined) return null;
    // The rest of the same bracket is told of by findings of its own; under E125 it moves as one.
    if (at > row && each.depth <= own.depth && (rule !== 'E125' || each.depth < own.depth)) break;
    if (each.text.trim() === '' || each.inString) continue;
    const width = indentOf(each.text) + shift;
    if (width < 0 || (shift > 0 && each.text.length + shift > 79)) return null;
    out[at] = ' '.repeat(width) + each.text.trimStart();
  }
  return out.join('\n');
}

/** Source whose lines within brackets stand where pycodestyle wants them; null when that is not certain of all. */
export function withContinuations(
  text: string,
  findings: readonly { readonly line: number | null; readonly rule: string | null }[],
): string | null {
  let after = text;
  const ordered = [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const done = new Set<string>();
  for (const { line, rule } of ordered) {
    // pycodestyle tells of every line of a header under E125, and the first moves them all.
    const key = `${rule ?? ''}:${startOf(after, (line ?? 0) - 1)}`;
    if (rule === 'E125' && done.has(key)) continue;
    done.add(key);
    const next = moved(after, (line ?? 0) - 1, rule ?? '');
    if (next === null) return null;
    after = next;
  }
  return after;
}

function startOf(text: string, row: number): number {
  const lines = scanPython(text);
  let first = row;
  while (first > 0 && lines[first]?.continued === true) first -= 1;
  return first;
}
