import { COMMENT, endOfStatement, scanPython } from './scan';

/** Blank lines directly above an index. */
function blanksAbove(raw: readonly string[], index: number): number {
  let count = 0;
  while (count < index && raw[index - count - 1]?.trim() === '') count += 1;
  return count;
}

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Puts `count` blank lines above a line, or above the comment that belongs to it. */
function padded(raw: readonly string[], index: number, wanted: number): string[] | null {
  let top = index;
  const indent = indentOf(raw[index] ?? '');
  while (top > 0 && (raw[top - 1] ?? '').startsWith(`${indent}#`)) top -= 1;
  const there = blanksAbove(raw, top);
  if (there >= wanted) return null;
  return [...raw.slice(0, top), ...Array.from({ length: wanted - there }, () => ''), ...raw.slice(top)];
}

function trimmed(raw: readonly string[], index: number, wanted: number): string[] | null {
  const there = blanksAbove(raw, index);
  return there <= wanted ? null : [...raw.slice(0, index - there + wanted), ...raw.slice(index)];
}

/** Source with the blank lines a checker wants above a line; null when they are as wanted. */
export function withBlankLines(text: string, line: number, rule: string, message: string): string | null {
  const ended = text.endsWith('\n');
  const raw = (ended ? text.slice(0, -1) : text).split('\n');
  const index = line - 1;
  if (raw[index] === undefined) return null;
  const count = Number(/expected (\d)/.exec(message)?.[1] ?? (rule === 'E301' || rule === 'E306' ? 1 : 2));
  const next =
    rule === 'E303'
      ? trimmed(raw, index, indentOf(raw[index]) === '' ? 2 : 1)
      : rule === 'E304'
        ? trimmed(raw, index, 0)
        : padded(raw, index, count);
  return next === null ? null : next.join('\n') + (ended ? '\n' : '');
}

/** Without the blank lines at the end; one line feed after the last line. */
export function withoutBlankEnd(text: string): string {
  return `${text.replace(/\s+$/, '')}\n`;
}

/**
 * Source whose blocks are indented by four blanks each, lines within brackets moved with their statement; null when a
 * line would grow past 79 characters, tabs are used, or a comment's level cannot be told.
 */
export function reindented(text: string): string | null {
  const lines = scanPython(text);
  const out = lines.map((line) => line.text);
  const levels: number[] = [0];
  for (let at = 0; at < lines.length; at = endOfStatement(lines, at) + 1) {
    const line = lines[at];
    if (line === undefined || line.text.trim() === '' || line.code.trimStart().startsWith(COMMENT)) continue;
    const indent = indentOf(line.text);
    if (indent.includes('\t')) return null;
    while (indent.length < (levels.at(-1) ?? 0)) levels.pop();
    if (indent.length > (levels.at(-1) ?? 0)) levels.push(indent.length);
    const shift = (levels.length - 1) * 4 - indent.length;
    for (let own = at; own <= endOfStatement(lines, at); own += 1) {
      const each = lines[own];
      if (each === undefined || each.inString || each.text.trim() === '') continue;
      const width = indentOf(each.text).length + shift;
      if (width < 0) return null;
      out[own] = ' '.repeat(width) + each.text.trimStart();
      if (shift > 0 && (out[own]?.length ?? 0) > 79) return null;
    }
    // The comments above go with the statement where they stood at its level.
    for (let above = at - 1; above >= 0; above -= 1) {
      const each = lines[above];
      if (each === undefined || (each.text.trim() !== '' && !each.code.trimStart().startsWith(COMMENT))) break;
      if (each.text.trim() === '' || shift === 0) continue;
      if (indentOf(each.text) !== indent) return null;
      out[above] = ' '.repeat(indent.length + shift) + each.text.trimStart();
    }
  }
  return out.join('\n') + (text.endsWith('\n') ? '\n' : '');
}
