import type { LogLine } from '../log/sections';
import type { FoundIssue, FoundTest } from './detector';
import { fileOf, isPath } from './place';

/** Where a failed assertion stands, as a frame of its stack says. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
  /** The log's line that says so. */
  readonly number: number;
}

/** Paths that are not the project's own: a library's, the runtime's. */
const FOREIGN =
  /node_modules|^node:|[\\/]internal[\\/]|site-packages|dist-packages|lib[\\/]python|[\\/]gems[\\/]|vendor[\\/]bundle|\/Cellar\/|\/share\/racket\/|\/usr\/(?:local\/)?lib|\.cargo[\\/]registry|\/rustc\/|\.m2[\\/]|go[\\/]pkg[\\/]mod|hostedtoolcache|<frozen|^<|^internal\//i;

/** `at f (a.ts:3:5)`, `at a.ts:3:5`, `❯ a.ts:3:5`, `in C:\a.cs:line 3`, `# ./a_spec.rb:3:in`, `a.cs(3,0): at f` */
const FRAMES: readonly RegExp[] = [
  /^\s{0,40}at .{0,400}?\(?((?:file:\/\/)?(?:[A-Za-z]:)?[^\s:()]{1,300}):(\d{1,7}):(\d{1,6})\)?/,
  /^\s{0,40}(?:❯|›|→|-->) (?:[\w.<>]{1,80} )?((?:file:\/\/)?(?:[A-Za-z]:)?[^\s:()]{1,300}):(\d{1,7})(?::(\d{1,6}))?/,
  /^\s{0,40}at .{0,500}? in ((?:[A-Za-z]:)?[^:]{1,300}):line (\d{1,7})/,
  /^\s{0,40}#? ?((?:[A-Za-z]:)?[^\s:()#]{1,300}\.rb):(\d{1,7}):in/,
  /^\s{0,40}((?:[A-Za-z]:)?[^:()]{1,300})\((\d{1,7}),\d{1,6}\): at /,
];

/** The first frame among `lines` that stands in the project's own code. */
export function frameIn(lines: readonly LogLine[]): Frame | null {
  for (const { text, number } of lines) {
    for (const pattern of FRAMES) {
      const match = pattern.exec(text);
      if (!match) continue;
      const file = fileOf(match[1]);
      if (file === null || FOREIGN.test(file) || !isPath(file)) break;
      return { file, line: Number(match[2]), column: match[3] === undefined ? null : Number(match[3]), number };
    }
  }
  return null;
}

/** True for a file that belongs to a library or the runtime. */
export function isForeign(file: string): boolean {
  return FOREIGN.test(file);
}

/** The first words below a failure's head: up to three lines that are neither blank nor a stack's frames. */
export function wordsBelow(lines: readonly LogLine[], from: number, most = 12): string | null {
  const words: string[] = [];
  for (const { text } of lines.slice(from, from + most)) {
    const trimmed = text.trim();
    if (trimmed === '') {
      if (words.length > 0) break;
      continue;
    }
    if (/^(?:at |❯ |# \.|File "|Stack Trace:?$|Traceback|[-=_~─⎯]{6,})/.test(trimmed)) {
      if (words.length > 0) break;
      continue;
    }
    words.push(trimmed);
    if (words.length === 3) break;
  }
  return words.length === 0 ? null : words.join(' ').slice(0, 900);
}

/** An issue at the place where a test failed, so that the page can show the line. */
export function issueAt(frame: Frame, message: string | null, rule: string | null = null): FoundIssue {
  const { file, line, column, number } = frame;
  return {
    rule,
    file,
    line,
    column,
    message: message ?? 'test failed',
    severity: 'error',
    firstLine: number,
    lastLine: number,
  };
}

/** A failing test whose evidence is its head. */
export function testAt(line: LogLine, name: string, file: string | null, message: string | null): FoundTest {
  return { name: name.trim().slice(0, 500), file, message, firstLine: line.number, lastLine: line.number };
}

/** Index of the line after a block that starts at `from` and ends before `end` matches, at most `most` lines long. */
export function blockEnd(lines: readonly LogLine[], from: number, end: RegExp, most = 400): number {
  let index = from;
  while (index < lines.length && index - from < most && !end.test(lines[index]?.text ?? '')) index += 1;
  return index;
}
