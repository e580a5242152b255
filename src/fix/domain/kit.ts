import { diffArrays } from 'diff';
import type { DiagnosisIssue } from '../../diagnosis/diagnosis.types';
import type { Edit, FixerInput, LogTextLine, Position, Quote, ReplaceEdit } from './fix.types';

/** A file's line without its end; null past the last. */
export function lineOf(text: string, line: number): string | null {
  return text.split('\n')[line - 1] ?? null;
}

/** Puts `newText` where `oldText` stands. */
export function replaceAt(path: string, at: Position, oldText: string, newText: string): ReplaceEdit {
  return { kind: 'replace', path, at, oldText, newText };
}

/** Puts another line for a whole line, its end excluded. Null when there is no such line. */
export function replaceLine(path: string, text: string, line: number, newLine: string): ReplaceEdit | null {
  const old = lineOf(text, line);
  return old === null ? null : replaceAt(path, { line, column: 1 }, old, newLine);
}

/** Takes out whole lines with their ends, both bounds included. */
export function deleteLines(path: string, text: string, first: number, last = first): ReplaceEdit | null {
  const lines = text.split('\n');
  if (first < 1 || last < first || last > lines.length) return null;
  const body = lines.slice(first - 1, last).join('\n');
  return replaceAt(path, { line: first, column: 1 }, last === lines.length ? body : `${body}\n`, '');
}

/** Puts lines (each without its end) before a line; `line` may be one past the last of a text that ends with `\n`. */
export function insertLines(path: string, line: number, lines: readonly string[]): ReplaceEdit {
  return replaceAt(path, { line, column: 1 }, '', lines.map((each) => `${each}\n`).join(''));
}

/** Puts a line behind the last that is not blank, whose end then is the new one's. */
export function appendLine(path: string, text: string, line: string): ReplaceEdit {
  const lines = text.trimEnd().split('\n');
  return replaceAt(path, { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }, '', `\n${line}`);
}

/** One stretch of lines that becomes another; `at` is the index of its first line. */
function stretch(
  path: string,
  old: readonly string[],
  at: number,
  gone: readonly string[],
  come: readonly string[],
): Edit {
  const last = at + gone.length === old.length;
  if (gone.length > 0 && come.length > 0)
    return replaceAt(path, { line: at + 1, column: 1 }, gone.join('\n'), come.join('\n'));
  if (!last)
    return replaceAt(
      path,
      { line: at + 1, column: 1 },
      gone.map((each) => `${each}\n`).join(''),
      come.map((each) => `${each}\n`).join(''),
    );
  // At the end of the text the line feed before the stretch goes or comes with it.
  const above = old[at - 1] ?? '';
  return replaceAt(
    path,
    { line: at, column: above.length + 1 },
    ['', ...gone].slice(gone.length > 0 ? 0 : 1).join('\n'),
    ['', ...come].slice(come.length > 0 ? 0 : 1).join('\n'),
  );
}

/** The edits that lead from one text to another, one for each stretch of lines that differs; anchored by place. */
export function rewrite(path: string, before: string, after: string): Edit[] {
  if (before === after) return [];
  const old = before.split('\n');
  const edits: Edit[] = [];
  let [at, gone, come]: [number, string[], string[]] = [0, [], []];
  const flush = (): void => {
    if (gone.length + come.length > 0) edits.push(stretch(path, old, at, gone, come));
    at += gone.length;
    gone = [];
    come = [];
  };
  for (const { added, removed, value } of diffArrays(old, after.split('\n'))) {
    if (added) come.push(...value);
    else if (removed) gone.push(...value);
    else {
      flush();
      at += value.length;
    }
  }
  flush();
  return edits;
}

/** A UTF-16 column for one counted in UTF-8 bytes (gcc, go, clang); both 1-based. */
export function columnOfBytes(line: string, byteColumn: number): number {
  return (
    Buffer.from(line, 'utf8')
      .subarray(0, byteColumn - 1)
      .toString('utf8').length + 1
  );
}

/** A UTF-16 column for one counted in characters (rustc, Python); both 1-based. */
export function columnOfCharacters(line: string, column: number): number {
  return (
    Array.from(line)
      .slice(0, column - 1)
      .join('').length + 1
  );
}

/** Lines of a job's log from the one with that number on, at most `count`. */
export function linesFrom(input: FixerInput, job: string, number: number, count: number): readonly LogTextLine[] {
  const lines = input.logs.find((log) => log.job === job)?.lines ?? [];
  const start = lines.findIndex((line) => line.number >= number);
  return start < 0 ? [] : lines.slice(start, start + count);
}

/** The line of the log an issue was read from; its message where the log is gone. */
export function quoteOf(input: FixerInput, { evidence: { job, firstLine }, message }: DiagnosisIssue): Quote {
  const [line] = linesFrom(input, job, firstLine, 1);
  return { job, line: firstLine, text: line?.number === firstLine ? line.text.trim() : message };
}

/** All text of the span an issue was read from, and `more` lines after it. */
export function wordsOf(input: FixerInput, { evidence, message }: DiagnosisIssue, more = 0): string {
  const { job, firstLine, lastLine } = evidence;
  const count = lastLine - firstLine + 1 + more;
  const lines = linesFrom(input, job, firstLine, count).filter(({ number }) => number <= lastLine + more);
  return lines.length === 0 ? message : lines.map(({ text }) => text).join('\n');
}

/** Where an issue is, when the tree has its file and the file its line. */
export interface Spot {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  /** As the tool printed it; null when it printed none. */
  readonly column: number | null;
  /** The line's text. */
  readonly content: string;
}

/** The place of an issue in the tree; null when the file is not there (or not loaded yet) or is shorter. */
export function spotOf(input: FixerInput, issue: DiagnosisIssue): Spot | null {
  const path = issue.file === null ? null : input.pathOf(issue.file);
  const text = path === null ? null : input.files.text(path);
  if (path === null || text === null || issue.line === null) return null;
  const content = lineOf(text, issue.line);
  return content === null ? null : { path, text, line: issue.line, column: issue.column, content };
}

/** True when a word stands at a column and is no part of a longer one. */
export function wordAt(content: string, column: number, word: string): boolean {
  const from = column - 1;
  if (!content.startsWith(word, from)) return false;
  const inside = /[\w$]/;
  const before = content[from - 1] ?? '';
  const after = content[from + word.length] ?? '';
  return (
    !(inside.test(word[0] ?? '') && inside.test(before)) && !(inside.test(word.at(-1) ?? '') && inside.test(after))
  );
}

/** The only column at which a word stands alone on a line; null when there is none or more than one. */
export function onlyColumn(content: string, word: string): number | null {
  let found: number | null = null;
  for (let from = content.indexOf(word); from >= 0; from = content.indexOf(word, from + 1)) {
    if (!wordAt(content, from + 1, word)) continue;
    if (found !== null) return null;
    found = from + 1;
  }
  return found;
}
