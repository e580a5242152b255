import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { columnOfCharacters, quoteOf, rewrite } from '../kit';

const RULES =
  /^(?:trailing-spaces|new-line-at-end-of-file|empty-lines|colons|commas|brackets|braces|hyphens|comments|document-start|key-duplicates|indentation|truthy|quoted-strings|comments-indentation|document-end)$/;
const TRUE = /^(?:yes|on|true)$/i;

/** A file's lines under the pencil; places are told as the tool saw them, so edits go from the last to the first. */
type Pencil = (lines: string[], index: number, column: number, message: string) => boolean;

/** The blanks around a place become as many as wanted. */
const blanks =
  (wanted: number): Pencil =>
  (lines, index, column) => {
    const line = lines[index] ?? '';
    let [from, to] = [column - 1, column - 1];
    while (line[from - 1] === ' ') from -= 1;
    while (line[to] === ' ') to += 1;
    if (to === from) return false;
    lines[index] = line.slice(0, from) + ' '.repeat(wanted) + line.slice(to);
    return true;
  };

const insertBlank: Pencil = (lines, index, column) => {
  const line = lines[index] ?? '';
  lines[index] = `${line.slice(0, column - 1)} ${line.slice(column - 1)}`;
  return true;
};

const emptyLines: Pencil = (lines, index, _column, message) => {
  const [, found, most] = /\((\d+) > (\d+)\)/.exec(message) ?? [];
  const count = Number(found) - Number(most);
  const first = index - count + 1;
  if (!(count > 0) || first < 0 || lines.slice(first, index + 1).some((line) => line.trim() !== '')) return false;
  lines.splice(first, count);
  return true;
};

const comment: Pencil = (lines, index, column, message) => {
  const line = lines[index] ?? '';
  if (message.startsWith('missing starting space')) return insertBlank(lines, index, column, message);
  if (line[column - 1] !== '#') return false;
  lines[index] = `${line.slice(0, column - 1).trimEnd()}  ${line.slice(column - 1)}`;
  return true;
};

/** A plain or quoted text in the quotes that are wanted, or in none; texts with quotes or escapes in them are left. */
const quotes: Pencil = (lines, index, column, message) => {
  const line = lines[index] ?? '';
  const [old = ''] =
    /^(?:"[^"'\\]*"|'[^"'\\]*'|[^\s"'#[\]{},&*|>%@`!?:-][^"'\\#[\]{},:]*)/.exec(line.slice(column - 1)) ?? [];
  const [, wanted] = /is not quoted with (single|double|any) quotes/.exec(message) ?? [];
  const redundant = message.startsWith('string value is redundantly quoted');
  const token = old.trimEnd();
  if (token === '' || (wanted === undefined && !redundant)) return false;
  const inner = /^["']/.test(token) ? token.slice(1, -1) : token;
  const mark = redundant ? '' : wanted === 'single' ? "'" : '"';
  const rest = line.slice(column - 1 + token.length);
  if (!/^\s*(?:[,\]}]|#|$|:(?:\s|$))/.test(rest)) return false;
  lines[index] = line.slice(0, column - 1) + mark + inner + mark + rest;
  return true;
};

const commentMargin: Pencil = (lines, index) => {
  const content = lines.slice(index + 1).find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const line = lines[index] ?? '';
  if (content === undefined || !line.trim().startsWith('#')) return false;
  lines[index] = ' '.repeat(content.length - content.trimStart().length) + line.trim();
  return true;
};

const duplicate: Pencil = (lines, index) => {
  const line = (lines[index] ?? '').trimEnd();
  if (!/^\s*[\w."'-]+:\s+[^\s|>&[{]/.test(line)) return false;
  if (!lines.slice(0, index).some((other) => other.trimEnd() === line)) return false;
  lines.splice(index, 1);
  return true;
};

const indentation: Pencil = (lines, index, _column, message) => {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const atLeast = /^wrong indentation: expected at least \d+$/.test(message);
  // Deeper than nothing means one step of the file's own, as a key above what it holds has it.
  const step = lines.flatMap((line, at) => {
    const by = indentOf(lines[at + 1] ?? '') - indentOf(line);
    return /^\s*[^\s#-].*:$/.test(line) && by > 0 ? [by] : [];
  })[0];
  const [, wanted, found] = atLeast
    ? ['', String(step ?? 2), '0']
    : (/expected (\d+) but found (\d+)/.exec(message) ?? []);
  if (wanted === undefined || found === undefined) return false;
  const [own, by] = [Number(found), Number(wanted) - Number(found)];
  if (indentOf(lines[index] ?? '') !== own) return false;
  const list = (lines[index] ?? '').trimStart().startsWith('- ');
  for (let at = index; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    // A list may stand as deep as the key after it; then only its own items move.
    const out = indentOf(line) < own || (list && indentOf(line) === own && !/^\s*-(?:\s|$)/.test(line));
    if (at > index && out) break;
    lines[at] = by > 0 ? ' '.repeat(by) + line : line.slice(-by);
  }
  return true;
};

const truthy: Pencil = (lines, index, column, message) => {
  const line = lines[index] ?? '';
  const [word] = /^\w+/.exec(line.slice(column - 1)) ?? [];
  const after = line.slice(column - 1 + (word?.length ?? 0));
  if (word === undefined || !message.includes('[false, true]') || !/^\s*(?:[,\]}#]|$)/.test(after)) return false;
  lines[index] = line.slice(0, column - 1) + (TRUE.test(word) ? 'true' : 'false') + after;
  return true;
};

function pencilOf({ rule, message }: DiagnosisIssue): Pencil | null {
  const many = message.startsWith('too many spaces');
  if (rule === 'trailing-spaces')
    return (lines, index) => {
      lines[index] = (lines[index] ?? '').trimEnd();
      return true;
    };
  if (rule === 'new-line-at-end-of-file') return (lines) => lines.push('') > 0;
  if (rule === 'empty-lines') return emptyLines;
  if (rule === 'colons' || rule === 'commas') {
    if (message.startsWith('too few spaces after')) return insertBlank;
    return many ? blanks(message.includes(' before ') ? 0 : 1) : null;
  }
  if (rule === 'hyphens') return many ? blanks(1) : null;
  if (rule === 'brackets' || rule === 'braces') return many ? blanks(0) : null;
  if (rule === 'comments') return comment;
  if (rule === 'key-duplicates') return duplicate;
  if (rule === 'indentation') return indentation;
  if (rule === 'truthy') return truthy;
  if (rule === 'quoted-strings') return quotes;
  if (rule === 'comments-indentation') return commentMargin;
  if (rule === 'document-end')
    return message.startsWith('missing')
      ? (lines) => lines.splice(lines.at(-1) === '' ? -1 : lines.length, 0, '...').length === 0
      : null;
  return rule === 'document-start' && message.startsWith('missing') ? (lines) => lines.unshift('---') > 0 : null;
}

/** What a text says, in YAML 1.1, which yamllint reads; null when it does not parse. */
function read(text: string): unknown[] | null {
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return null;
  return documents.map((document) => document.toJS() as unknown);
}

function fixFile(input: FixerInput, path: string, issues: readonly DiagnosisIssue[]): FixerOutcome | null {
  const text = input.files.text(path);
  if (text === null) return null;
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers: issues, why });
  const lines = text.split('\n');
  const original = [...lines];
  const last = [...issues].sort((a, b) => (b.line ?? 0) - (a.line ?? 0) || (b.column ?? 0) - (a.column ?? 0));
  for (const issue of last) {
    const index = (issue.line ?? 0) - 1;
    const column = columnOfCharacters(original[index] ?? '', issue.column ?? 1);
    const done = pencilOf(issue)?.(lines, index, column, issue.message) ?? false;
    if (!done) return no(`${path}:${issue.line ?? 0}: ${issue.message} has no plain cure`);
  }
  const after = lines.join('\n');
  const [before, now] = [read(text), read(after)];
  if (before === null || now === null || !isDeepStrictEqual(before, now)) return no(`${path} would say something else`);
  const [first] = issues;
  if (!first) return null;
  const meaning = issues.some(({ rule }) => rule === 'truthy');
  return {
    outcome: 'patch',
    edits: rewrite(path, text, after),
    reason: `Lay out ${path} as yamllint says; it reads the same as before`,
    quotes: issues.slice(0, 5).map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: meaning ? 0.7 : 0.95,
    safety: meaning ? 'suggestion' : 'safe',
  };
}

/** Layout of YAML files as yamllint wants it, as long as the file says the same. */
export const yamllintFixes: Fixer = {
  name: 'yamllint',
  phase: 'edit',
  fix: (input) => {
    const own = input.issues.filter(
      ({ rule, file, line }) => rule !== null && RULES.test(rule) && line !== null && /\.ya?ml$/.test(file ?? ''),
    );
    // Warnings count with `--strict`. A log that shows the command says whether; without it both are mended, which is right
    // either way, as long as every warning has a cure.
    const asked = input.commands.filter((command) => /\byamllint\b/.test(command));
    const strict = asked.some((command) => /\s(?:-s|--strict)(?=\s|$)/.test(command));
    const byFile = new Map<string, DiagnosisIssue[]>();
    for (const issue of own) {
      const path = issue.file === null ? null : input.pathOf(issue.file);
      if (path !== null) byFile.set(path, [...(byFile.get(path) ?? []), issue]);
    }
    const onlyWarnings = !own.some(({ severity }) => severity === 'error');
    return [...byFile].flatMap(([path, issues]) => {
      const errors = issues.filter(({ severity }) => severity === 'error');
      if (strict || onlyWarnings) return fixFile(input, path, issues) ?? [];
      const both = asked.length === 0 ? fixFile(input, path, issues) : null;
      if (both?.outcome === 'patch') return both;
      return errors.length === 0 ? [] : (fixFile(input, path, errors) ?? []);
    });
  },
};
