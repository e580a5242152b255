import * as ts from 'typescript';
import type { JobLog, LogTextLine } from '../fix.types';
import { parsed } from './names';

const NAMED = /^\s*Snapshot name: `(.{1,300})`$/;
const TITLE = /^\s*● (.{1,300})$/;
const SUMMARY = /^\s*([-+]) (?:Snapshot|Received)\s+[-+] {1,3}\d/;
const PLAIN = /^\s*(Snapshot|Received): (\S.{0,2000})$/;
const HUNK = /^\s*@@ -(\d+),\d+ \+\d+,\d+ @@\s*$/;
const JEST_INLINE = /^\s*at (?:\S+\.)?toMatchInlineSnapshot \((.{1,300}):(\d{1,6}):(\d{1,6})\)$/;
const VITEST_FAIL = /^ ?FAIL {2}(?:\|[^|]{1,60}\| )?(\S{1,300}) > (.{1,300})$/;
const VITEST_NAMED = /^Error: Snapshot `(.{1,300})` mismatched$/;
const VITEST_PLACE = /^\s*❯ (\S{1,300}):(\d{1,6}):(\d{1,6})$/;
/** Lines of one difference; Jest cuts none, people read no more. */
const MAX_LINES = 400;

/** Where a test's own text has the snapshot, as the log names it. */
interface Inline {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A snapshot that differs, as a log shows it. */
export interface Mismatch {
  readonly job: string;
  readonly name: string;
  /** Of the test, with Jest's or Vitest's own marks between its parts. */
  readonly title: string;
  /** The test's file where the title line has it. */
  readonly file: string | null;
  readonly line: LogTextLine;
  /** The difference's lines with their marks, in their order; null between two stretches. */
  readonly diff: readonly (string | null)[];
  /** The call that failed; its snapshot may stand there, or in a file of snapshots. */
  readonly inline: Inline | null;
}

/** The difference below a snapshot's name; its lines start with two blanks or a mark and a blank after Jest's indent. */
function differenceBelow(lines: readonly LogTextLine[], from: number): (string | null)[] {
  const diff: (string | null)[] = [];
  let summaries = 0;
  for (const { text } of lines.slice(from, from + MAX_LINES)) {
    const [, side, value] = PLAIN.exec(text) ?? [];
    if (side !== undefined && summaries === 0) {
      diff.push(`${side === 'Snapshot' ? '-' : '+'} ${value ?? ''}`);
      if (diff.length === 2) break;
      continue;
    }
    if (SUMMARY.test(text)) {
      summaries += 1;
      continue;
    }
    if (summaries < 2) continue;
    if (HUNK.test(text)) {
      diff.push(null);
      continue;
    }
    const body = text.slice(4);
    if (text.trim() === '') {
      if (diff.length > 0) break;
      continue;
    }
    if (!/^ {4}/.test(text) || !/^(?:[-+ ] |[-+]$)/.test(body)) break;
    diff.push(body);
  }
  return diff;
}

/** Vitest's: the same without an indent. */
function vitestBelow(lines: readonly LogTextLine[], from: number): (string | null)[] {
  const diff: (string | null)[] = [];
  let heads = 0;
  for (const { text } of lines.slice(from, from + MAX_LINES)) {
    if (heads < 2) {
      if (/^[-+] (?:Expected|Received)\b/.test(text)) heads += 1;
      continue;
    }
    if (HUNK.test(text)) {
      diff.push(null);
      continue;
    }
    if (text.trim() === '') {
      if (diff.length > 0) break;
      continue;
    }
    if (!/^(?:[-+ ] |[-+]$)/.test(text)) break;
    diff.push(text);
  }
  return diff;
}

function placeBelow(lines: readonly LogTextLine[], from: number, pattern: RegExp): Inline | null {
  for (const { text } of lines.slice(from, from + MAX_LINES)) {
    const [, file, line, column] = pattern.exec(text) ?? [];
    if (file !== undefined) return { file, line: Number(line), column: Number(column) };
    if (NAMED.test(text) || VITEST_NAMED.test(text)) return null;
  }
  return null;
}

/** All snapshots that logs say differ. */
export function mismatchesIn(logs: readonly JobLog[]): Mismatch[] {
  return logs.flatMap(({ job, lines }) => {
    let [title, file]: [string, string | null] = ['', null];
    return lines.flatMap((line, index): Mismatch[] => {
      const [, inFile, test] = VITEST_FAIL.exec(line.text) ?? [];
      if (inFile !== undefined) [file, title] = [inFile, test ?? ''];
      const jest = TITLE.exec(line.text)?.[1];
      if (jest !== undefined) [file, title] = [null, jest];
      const own = { job, title, line, file };
      const name = NAMED.exec(line.text)?.[1];
      if (name !== undefined)
        return [
          {
            ...own,
            name,
            diff: differenceBelow(lines, index + 1),
            inline: placeBelow(lines, index + 1, JEST_INLINE),
          },
        ];
      const other = VITEST_NAMED.exec(line.text)?.[1];
      if (other === undefined) return [];
      const inline = placeBelow(lines, index + 1, VITEST_PLACE);
      return [{ ...own, name: other, diff: vitestBelow(lines, index + 1), inline }];
    });
  });
}

/** Lines with the difference made; null unless every stretch fits at exactly one place. */
function patched(lines: readonly string[], diff: readonly (string | null)[]): string[] | null {
  const result = [...lines];
  let stretch: string[] = [];
  const stretches: string[][] = [];
  for (const each of [...diff, null]) {
    if (each !== null) stretch.push(each);
    else if (stretch.length > 0) {
      stretches.push(stretch);
      stretch = [];
    }
  }
  for (const each of stretches) {
    const old = each.filter((line) => !line.startsWith('+')).map((line) => line.slice(2));
    const now = each.filter((line) => !line.startsWith('-')).map((line) => line.slice(2));
    const places = result.flatMap((_, at) =>
      old.every((line, index) => result[at + index]?.trimEnd() === line.trimEnd()) ? [at] : [],
    );
    const [place] = places;
    if (places.length !== 1 || place === undefined || old.length === 0) return null;
    result.splice(place, old.length, ...now);
  }
  return stretches.length === 0 ? null : result;
}

/** Logs show snapshots unescaped: what has escapes cannot be told from them. */
const ESCAPES = /[\\`]|\$\{/;

/** A snapshot file's text with one entry changed. */
export function updated(text: string, name: string, diff: readonly (string | null)[]): string | null {
  const head = `exports[\`${name}\`] = \``;
  const from = text.indexOf(head);
  if (from < 0 || text.includes(head, from + 1)) return null;
  const start = from + head.length;
  const end = text.indexOf('`;\n', start);
  if (end < 0) return null;
  const body = text.slice(start, end);
  if (ESCAPES.test(body) || ESCAPES.test(diff.join('\n'))) return null;
  const after = patched(body.split('\n'), diff);
  return after === null ? null : text.slice(0, start) + after.join('\n') + text.slice(end);
}

/** The snapshot in a test's own text, at the call a log names; null when the call has none there. */
function literalAt(source: ts.SourceFile, { line, column }: Inline): ts.NoSubstitutionTemplateLiteral | null {
  const found: ts.NoSubstitutionTemplateLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name } = node.expression;
      const at = source.getLineAndCharacterOfPosition(name.getStart(source));
      const argument = node.arguments.at(-1);
      if (
        name.text === 'toMatchInlineSnapshot' &&
        at.line + 1 === line &&
        at.character + 1 === column &&
        argument &&
        ts.isNoSubstitutionTemplateLiteral(argument)
      )
        found.push(argument);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** A test's text with the snapshot at a call changed. */
export function updatedInline(
  path: string,
  text: string,
  inline: Inline,
  diff: readonly (string | null)[],
): string | null {
  const source = parsed(path, text);
  const literal = literalAt(source, inline);
  if (literal === null) return null;
  const [start, end] = [literal.getStart(source) + 1, literal.getEnd() - 1];
  const body = text.slice(start, end);
  if (ESCAPES.test(body) || ESCAPES.test(diff.join('\n'))) return null;
  const lines = body.split('\n');
  const margins = lines.slice(1, -1).filter((line) => line.trim() !== '');
  const margin = Math.min(...margins.map((line) => line.length - line.trimStart().length));
  const indent = lines.length > 2 && Number.isFinite(margin) ? margin : 0;
  const bare = lines.length > 2 ? ['', ...lines.slice(1, -1).map((line) => line.slice(indent)), ''] : lines;
  const after = patched(bare, diff);
  if (after === null) return null;
  const pad = ' '.repeat(indent);
  const laid =
    lines.length > 2
      ? [lines[0] ?? '', ...after.slice(1, -1).map((line) => (line === '' ? '' : pad + line)), lines.at(-1) ?? '']
      : after;
  return text.slice(0, start) + laid.join('\n') + text.slice(end);
}
