import type { Position } from '../fix.types';

/** Columns (1-based) at which a word stands alone, strings and line comments left out. */
export function columnsOfWord(line: string, word: string): number[] {
  const code = line
    .replace(/"(?:[^"\\]|\\.)*"/g, (text) => ' '.repeat(text.length))
    .replace(/\/\/.*$/, (text) => ' '.repeat(text.length));
  if (!/^\w+$/.test(word)) return [];
  return [...code.matchAll(new RegExp(`(?<![\\w])${word}(?!\\w)`, 'g'))].map(({ index }) => index + 1);
}

/** Columns a tab reaches to in what gcc shows (`-ftabstop`, 8 unless told). */
const TAB = 8;

/**
 * True when a compiler showed a line with its tabs as spaces: gcc does since version 11, and its columns are those of what
 * it shows; clang shows tabs and counts bytes.
 */
export function isShownExpanded(content: string, block: readonly string[]): boolean {
  const shown = content.trim();
  return content.includes('\t') && block.some((text) => !text.includes('\t') && text.endsWith(shown));
}

/** A UTF-16 column for one of a line shown with its tabs expanded; both 1-based. */
export function columnOfShown(line: string, column: number): number {
  let shown = 1;
  let at = 0;
  for (const character of line) {
    if (shown >= column) break;
    shown = character === '\t' ? shown + TAB - ((shown - 1) % TAB) : shown + 1;
    at += character.length;
  }
  return at + 1;
}

const LITERAL = String.raw`(?:-?\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|NULL|nullptr|true|false|\{\s*0?\s*\})`;

/** True for a line that does nothing but declare one variable, set to a literal or to nothing. */
export function isLoneDeclaration(line: string, name: string): boolean {
  const pattern = String.raw`^\s*(?:\w[\w:]*(?:<[\w:, ]*>)?[\s*&]+){1,5}${name}\s*(?:\[\s*\w*\s*\]\s*){0,2}(?:=\s*${LITERAL}\s*)?;\s*(?://.*|/\*[^*]*\*/\s*)?$`;
  return line.length < 200 && /^\w+$/.test(name) && !/^\s*return\b/.test(line) && new RegExp(pattern).test(line);
}

/** The line that closes the function around a line: the next that begins with `}`; the line itself for one-liners. */
export function endOfBody(text: string, line: number): number {
  const lines = text.split('\n');
  const own = lines[line - 1] ?? '';
  if (/^\S.*\{.*\}\s*$/.test(own)) return line;
  const end = lines.findIndex((each, index) => index >= line - 1 && each.startsWith('}'));
  return end < 0 ? lines.length : end + 1;
}

/** Ends of lines after which no statement has ended for want of a semicolon. */
const OPEN = /[;{(\[,:?&|<>=+\-*/%^!~\\]$/;
const bare = (line: string): string =>
  line
    .replace(/\/\/.*$/, '')
    .replace(/\/\*.*?\*\//g, '')
    .trimEnd();

/**
 * Where a missing semicolon goes: at the column, when only a comment or a closing brace is behind it, or, when the
 * column's token begins its line, behind the line of code above. Null when that is not certain.
 */
export function semicolonPlace(text: string, line: number, column: number): Position | null {
  const lines = text.split('\n');
  const own = lines[line - 1] ?? '';
  const before = own.slice(0, column - 1);
  if (before.trim() !== '') {
    const rest = bare(own.slice(column - 1)).trim();
    const code = before.trimEnd();
    // gcc points at the end of the token before, clang too; old gcc at the token that surprised it.
    const plain = rest === '' || rest === '}' || /^\s/.test(own.slice(column - 1));
    return plain && code.length > 0 && !OPEN.test(code) && (rest === '' || rest.startsWith('}'))
      ? { line, column: code.length + 1 }
      : null;
  }
  for (let at = line - 2; at >= 0; at -= 1) {
    const above = bare(lines[at] ?? '');
    if (above.trim() === '') continue;
    if (/^\s*(?:#|\/\/|\/?\*)/.test(above) || OPEN.test(above) || /\*\/\s*$/.test(lines[at] ?? '')) return null;
    return { line: at + 1, column: above.length + 1 };
  }
  return null;
}

/** Lines with `#include`s added where the file has its own: behind the last of the file's head, else before the code. */
export function withIncludes(text: string, headers: readonly string[]): string {
  const lines = text.split('\n');
  const missing = headers.map((header) => `#include ${header}`).filter((each) => !lines.includes(each));
  let depth = 0;
  let last = -1;
  for (const [index, line] of lines.entries()) {
    if (/^\s*#\s*if(?!ndef \w+_H)/.test(line)) depth += 1;
    else if (/^\s*#\s*endif/.test(line)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && /^\s*#\s*include\s*</.test(line)) last = index;
  }
  if (last < 0) last = lines.findIndex((line, index) => index < 200 && /^\s*#\s*include\s*"/.test(line)) - 1;
  if (last < -1) {
    last = -1;
    let comment = false;
    for (const [index, line] of lines.entries()) {
      const starts = line.startsWith('/*');
      if (!comment && !starts && !/^(?:\/\/|#\s*(?:pragma once|ifndef|define))/.test(line)) break;
      comment = (comment || starts) && !line.includes('*/');
      last = index;
    }
  }
  lines.splice(last + 1, 0, ...missing);
  return lines.join('\n');
}

const CONVERSIONS: Readonly<Record<string, string>> = {
  int: 'd',
  'unsigned int': 'u',
  'long int': 'ld',
  'long unsigned int': 'lu',
  'unsigned long': 'lu',
  long: 'ld',
  'long long int': 'lld',
  'long long': 'lld',
  'long long unsigned int': 'llu',
  'unsigned long long': 'llu',
  double: 'f',
  'char *': 's',
  'const char *': 's',
};

/** The format of a type, with the flags and width there were; null for types with more than one. */
export function conversionFor(had: string, type: string): string | null {
  const [, flags] = /^%([-+ #0]*\d*)(?:hh?|ll?|[jztL])?[diufsxXo]$/.exec(had) ?? [];
  const [plain = '', alias] = type.split(' {aka ');
  const own = plain.startsWith('size_t') && alias !== undefined ? 'zu' : CONVERSIONS[plain];
  return flags === undefined || own === undefined || /[xXo]$/.test(had) ? null : `%${flags}${own}`;
}
