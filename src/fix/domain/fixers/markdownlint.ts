import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';

/** Rules this fixer knows, in the tool's own numbers. */
const RULES = /^(MD(?:004|007|009|012|018|019|022|023|026|027|029|030|031|032|034|035|041|047|049|050|058))\b/;

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(\s+)(?=\S)/;
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})/;
const MARKS: Readonly<Record<string, string>> = { dash: '-', asterisk: '*', plus: '+', underscore: '_' };

/** A file's lines under the pencil; places are told as the tool saw them, so changes go from the last to the first. */
type Pencil = (lines: string[], index: number, issue: DiagnosisIssue) => boolean;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** What a message says was expected and found: `[Expected: dash; Actual: asterisk]`. */
function detail({ message }: DiagnosisIssue): { readonly expected: string; readonly actual: string } | null {
  const [, expected, actual] = /\[Expected: ([^;\]]{1,40}); Actual: ([^;\]]{1,40})/.exec(message) ?? [];
  return expected === undefined || actual === undefined ? null : { expected, actual };
}

function replaced(lines: string[], index: number, pattern: RegExp, by: string): boolean {
  const line = lines[index] ?? '';
  const after = line.replace(pattern, by);
  lines[index] = after;
  return after !== line;
}

/** A blank line on the sides where something stands that is not part of the block. */
const blanksAround =
  (isPart: (line: string) => boolean): Pencil =>
  (lines, index) => {
    const wants = (line: string | undefined): boolean => line !== undefined && !isBlank(line) && !isPart(line);
    if (wants(lines[index + 1])) lines.splice(index + 1, 0, '');
    if (index > 0 && wants(lines[index - 1])) lines.splice(index, 0, '');
    // A neighbour's cure may have put the line there already.
    return true;
  };

const heading: Pencil = (lines, index, { message }) => {
  // The line below an underlined heading belongs to it.
  if (/^\s{0,3}(?:=+|-+)\s*$/.test(lines[index + 1] ?? '')) return false;
  if (/\bBelow\b/.test(message) && !isBlank(lines[index + 1])) lines.splice(index + 1, 0, '');
  if (/\bAbove\b/.test(message) && index > 0 && !isBlank(lines[index - 1])) lines.splice(index, 0, '');
  return true;
};

const fence: Pencil = (lines, index) => {
  if (!FENCE.test(lines[index] ?? '')) return false;
  const opens = lines.slice(0, index).filter((line) => FENCE.test(line)).length % 2 === 0;
  const at = opens ? index : index + 1;
  if (!isBlank(opens ? lines[index - 1] : lines[index + 1])) lines.splice(at, 0, '');
  return true;
};

/** An item of one line only: what follows it would have to move along. */
const alone = (lines: readonly string[], index: number): boolean => {
  const next = lines[index + 1];
  return isBlank(next) || ITEM.test(next ?? '') || !/^\s/.test(next ?? '');
};

const itemSpaces: Pencil = (lines, index, issue) => {
  const wanted = Number(detail(issue)?.expected);
  if (!(wanted > 0 && wanted < 5) || !alone(lines, index)) return false;
  return replaced(lines, index, ITEM, `$1$2${' '.repeat(wanted)}`);
};

const itemIndent: Pencil = (lines, index, issue) => {
  const wanted = Number(detail(issue)?.expected);
  if (!(wanted >= 0 && wanted < 40) || !ITEM.test(lines[index] ?? '') || !alone(lines, index)) return false;
  lines[index] = ' '.repeat(wanted) + (lines[index] ?? '').trimStart();
  return true;
};

const itemMark: Pencil = (lines, index, issue) => {
  const mark = MARKS[detail(issue)?.expected ?? ''];
  return mark !== undefined && replaced(lines, index, /^(\s*)[-*+](?=\s)/, `$1${mark}`);
};

const itemNumber: Pencil = (lines, index, issue) => {
  const wanted = detail(issue)?.expected ?? '';
  return /^\d{1,9}$/.test(wanted) && replaced(lines, index, /^(\s*)\d{1,9}(?=[.)]\s)/, `$1${wanted}`);
};

/** Emphasis by another letter; both ends are told, each at its column. */
const emphasis: Pencil = (lines, index, issue) => {
  const told = detail(issue);
  const [from, to] = [MARKS[told?.actual ?? ''], MARKS[told?.expected ?? '']];
  const line = lines[index] ?? '';
  const start = (issue.column ?? 0) - 1;
  if (from === undefined || to === undefined || line[start] !== from) return false;
  const length = issue.rule?.startsWith('MD050') === true && line[start + 1] === from ? 2 : 1;
  lines[index] = line.slice(0, start) + to.repeat(length) + line.slice(start + length);
  return true;
};

const bareUrl: Pencil = (lines, index, { message, column }) => {
  const [, url] = /\[Context: "(https?:\/\/[^\s"<>]{1,300})"\]/.exec(message) ?? [];
  const line = lines[index] ?? '';
  const start = (column ?? 0) - 1;
  if (url === undefined || url.endsWith('...') || !line.startsWith(url, start)) return false;
  lines[index] = `${line.slice(0, start)}<${url}>${line.slice(start + url.length)}`;
  return true;
};

const PENCILS: Readonly<Record<string, Pencil>> = {
  MD004: itemMark,
  MD007: itemIndent,
  MD009: (lines, index) => replaced(lines, index, /[ \t]+$/, ''),
  MD012: (lines, index) => isBlank(lines[index]) && lines.splice(index, 1).length === 1,
  // A line that becomes a heading is one for the other rules, too, which had nothing to say of it before.
  MD018: (lines, index, issue) =>
    replaced(lines, index, /^(#{1,6})(?=[^#\s])/, '$1 ') && heading(lines, index, { ...issue, message: 'Above Below' }),
  MD019: (lines, index) => replaced(lines, index, /^(\s*#{1,6})\s{2,}/, '$1 '),
  MD022: heading,
  MD023: (lines, index) => replaced(lines, index, /^\s+(?=#)/, ''),
  MD026: (lines, index) => replaced(lines, index, /[.,;:!。，；：！]+([\s#]*)$/, '$1'),
  MD027: (lines, index) => replaced(lines, index, /^(\s*>)\s{2,}/, '$1 '),
  MD029: itemNumber,
  MD030: itemSpaces,
  MD031: fence,
  MD032: blanksAround((line) => ITEM.test(line) || /^\s/.test(line)),
  MD034: bareUrl,
  MD035: (lines, index, issue) => {
    const { expected = '' } = detail(issue) ?? {};
    if (!/^[-*_ ]{3,}$/.test(expected) || !/^[-*_ ]{3,}$/.test(lines[index] ?? '')) return false;
    lines[index] = expected;
    return true;
  },
  // Where the first line is a heading but for its space.
  MD041: (lines, index) => /^#(?!#)\s*\S/.test(lines[index] ?? ''),
  MD047: (lines) => lines.at(-1) !== '' && lines.push('') > 0,
  MD049: emphasis,
  MD050: emphasis,
  MD058: blanksAround((line) => line.trimStart().startsWith('|')),
};

const ruleOf = ({ rule }: DiagnosisIssue): string | null => RULES.exec(rule ?? '')?.[1] ?? null;
/** At one place: what changes a line, then what puts a line below it, then above, which moves it. */
const rank = ({ rule, message }: DiagnosisIssue): number =>
  /^MD0(?:12|22|31|32|58)/.test(rule ?? '') ? (/\bAbove\b/.test(message) ? 2 : 1) : 0;

function fixFile(input: FixerInput, path: string, issues: readonly DiagnosisIssue[]): FixerOutcome | null {
  const text = input.files.text(path);
  if (text === null) return null;
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers: issues, why });
  const lines = text.split('\n');
  const ordered = [...issues].sort(
    (a, b) => (b.line ?? 0) - (a.line ?? 0) || rank(a) - rank(b) || (b.column ?? 0) - (a.column ?? 0),
  );
  for (const issue of ordered) {
    const pencil = PENCILS[ruleOf(issue) ?? ''];
    if (pencil?.(lines, (issue.line ?? 0) - 1, issue) !== true)
      return no(`${issue.rule ?? 'the rule'} in line ${issue.line ?? 0} has no change that is certain`);
  }
  const after = lines.join('\n');
  if (after === text) return no('the file has the change already');
  return {
    outcome: 'patch',
    edits: rewrite(path, text, after),
    reason: `${[...new Set(issues.map(({ rule }) => rule))].join(', ')}: each place as markdownlint asks for it`,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** What markdownlint names and one change mends: blanks around blocks, marks and spaces of lists and headings, bare addresses. */
export const markdownlintFixes: Fixer = {
  name: 'markdownlint',
  phase: 'edit',
  fix(input) {
    const byFile = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.issues) {
      const path = ruleOf(issue) === null || issue.file === null ? null : input.pathOf(issue.file);
      if (path === null || !/\.(?:md|markdown)$/i.test(path)) continue;
      byFile.set(path, [...(byFile.get(path) ?? []), issue]);
    }
    return [...byFile].flatMap(([path, issues]) => fixFile(input, path, issues) ?? []);
  },
};
