import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerOutcome } from '../fix.types';
import { columnOfCharacters, quoteOf, rewrite } from '../kit';
import { COPS } from '../ruby/cops';
import { MORE_COPS, WHOLE_LINE } from '../ruby/more-cops';

const FROZEN = 'Style/FrozenStringLiteralComment';
const AFTER_MAGIC = 'Layout/EmptyLineAfterMagicComment';
const ACCESS = 'Layout/EmptyLinesAroundAccessModifier';
const END = 'Layout/TrailingEmptyLines';
const WIDTH = /^Use (\d{1,2}) \(not (\d{1,2})\) spaces for indentation\.$/;

/** Moves a body to the indentation the cop wants: its first line, and those below that stand no farther left. */
function reindented(lines: (string | null)[], { line, message }: DiagnosisIssue): boolean {
  const [, wanted, had] = WIDTH.exec(message) ?? [];
  const first = lines[(line ?? 0) - 1];
  if (wanted === undefined || had === undefined || first === undefined || first === null || line === null) return false;
  const depth = first.length - first.trimStart().length;
  const shift = Number(wanted) - Number(had);
  for (let at = line - 1; at < lines.length; at += 1) {
    const own = lines[at];
    if (own === undefined || own === null || own.trim() === '') continue;
    const indent = own.length - own.trimStart().length;
    if (indent < depth) return true;
    lines[at] = shift > 0 ? ' '.repeat(shift) + own : own.slice(-shift);
  }
  return true;
}

/** A blank line before and after `private`, but at the start of its class. */
function apart(lines: (string | null)[], at: number): boolean {
  const own = lines[at];
  if (!/^\s*(?:private|protected|public|module_function)$/.test(own ?? '')) return false;
  const before = lines[at - 1];
  const open = /^\s*(?:class|module)\b|^\s*$/.test(before ?? '');
  const close = /^\s*(?:end)?\s*$/.test(lines[at + 1] ?? '');
  lines[at] = `${open ? '' : '\n'}${own ?? ''}${close ? '' : '\n'}`;
  return true;
}

/** Right before left, so that columns hold; what moves whole lines last. */
function byPlace(a: DiagnosisIssue, b: DiagnosisIssue): number {
  const last = ({ rule }: DiagnosisIssue): number =>
    rule === 'Layout/IndentationWidth' ? 2 : WHOLE_LINE.test(rule ?? '') ? 1 : 0;
  // What is put before a sign at the column moves it: after what looks at the sign.
  const moves = ({ rule }: DiagnosisIssue): number => (/\/Space(?:Before|Around)/.test(rule ?? '') ? 1 : 0);
  return last(a) - last(b) || (b.column ?? 0) - (a.column ?? 0) || moves(a) - moves(b);
}

function curedText(text: string, issues: readonly DiagnosisIssue[]): string | DiagnosisIssue {
  const lines: (string | null)[] = text.split('\n');
  let frozen = false;
  let end = false;
  for (const issue of [...issues].sort(byPlace)) {
    const { rule, line, column, message } = issue;
    if (rule === FROZEN && message.startsWith('Missing')) frozen = true;
    else if (rule === END) end = true;
    else if (rule === ACCESS) {
      if (!apart(lines, (line ?? 0) - 1)) return issue;
    } else if (rule === 'Layout/IndentationWidth') {
      if (!reindented(lines, issue)) return issue;
    } else {
      const own = lines[(line ?? 0) - 1];
      const cop = COPS[rule ?? ''] ?? MORE_COPS[rule ?? ''];
      if (own === null || own === undefined || cop === undefined || line === null || column === null) return issue;
      const fresh = cop(own, { cop: rule ?? '', column: columnOfCharacters(own, column), message });
      if (fresh === undefined) return issue;
      lines[line - 1] = fresh;
    }
  }
  const kept = lines.flatMap((line) => line ?? []);
  if (frozen) {
    const at = kept[0]?.startsWith('#!') === true ? 1 : 0;
    kept.splice(at, 0, '# frozen_string_literal: true', ...(kept[at]?.trim() === '' ? [] : ['']));
  }
  const joined = kept.join('\n');
  return end ? `${joined.trimEnd()}\n` : joined;
}

/** RuboCop's correctable offenses that are plain text: all of a run, or none. */
export const rubocopOffenses: Fixer = {
  name: 'rubocop-offenses',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.diagnosis.issues) {
      const path = issue.tool === 'rubocop' && issue.file !== null ? input.pathOf(issue.file) : null;
      if (path !== null) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes = [...files].flatMap(([path, issues]): FixerOutcome[] => {
      const text = input.files.text(path);
      if (text === null) return [];
      const magic = issues.filter(({ rule }) => rule !== AFTER_MAGIC);
      // A string of several lines may hold what looks like code.
      const heredoc = /<<[~-]?['"]?[A-Z]+|^=begin/m.test(text);
      const cured = magic.length < issues.length || heredoc ? issues[0] : curedText(text, issues);
      if (typeof cured !== 'string')
        return [
          {
            outcome: 'declined',
            covers: issues,
            why: `${path}:${cured?.line ?? 0} ${cured?.rule ?? ''} is left to rubocop -a`,
          },
        ];
      return [
        {
          outcome: 'patch',
          edits: rewrite(path, text, cured),
          reason: `Correct ${path} as rubocop -a would (${[...new Set(issues.map(({ rule }) => rule))].join(', ')})`,
          quotes: issues.map((issue) => quoteOf(input, issue)),
          covers: issues,
          confidence: 0.9,
          safety: 'safe',
        },
      ];
    });
    const declined = outcomes.filter(({ outcome }) => outcome === 'declined');
    return declined.length > 0 ? declined : outcomes;
  },
};
