import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerOutcome } from '../fix.types';
import { columnOfCharacters, quoteOf, rewrite } from '../kit';
import { COPS } from '../ruby/cops';

const FROZEN = 'Style/FrozenStringLiteralComment';
const AFTER_MAGIC = 'Layout/EmptyLineAfterMagicComment';
const END = 'Layout/TrailingEmptyLines';

function curedText(text: string, issues: readonly DiagnosisIssue[]): string | DiagnosisIssue {
  const lines: (string | null)[] = text.split('\n');
  let frozen = false;
  let end = false;
  for (const issue of [...issues].sort((a, b) => (b.column ?? 0) - (a.column ?? 0))) {
    const { rule, line, column, message } = issue;
    if (rule === FROZEN && message.startsWith('Missing')) frozen = true;
    else if (rule === END) end = true;
    else {
      const own = lines[(line ?? 0) - 1];
      const cop = COPS[rule ?? ''];
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
