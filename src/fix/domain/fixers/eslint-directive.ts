import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { deleteLines, quoteOf, replaceAt, spotOf } from '../kit';

const UNUSED = /^Unused eslint-disable directive \(no problems were reported(?: from (.{1,500}))?\)\.?$/;
const DIRECTIVE =
  /\/\/\s*eslint-disable(?:-next-line|-line)?\b[^\n]*$|\/\*\s*eslint-disable(?:-next-line|-line)?\b[^*\n]*\*\//;
const LISTED = /eslint-disable(?:-next-line|-line)?\s+([^*]*?)(?:\s--.*)?(?:\*\/)?$/;

function fixOne(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const told = UNUSED.exec(issue.message);
  const spot = told && spotOf(input, issue);
  if (!spot) return null;
  const { path, text, line, content } = spot;
  const comment = DIRECTIVE.exec(content);
  const decline = (why: string): FixerOutcome => ({
    outcome: 'declined',
    covers: [issue],
    why,
    command: `npx eslint --fix ${path}`,
  });
  if (!comment) return decline(`${path}:${line} has no directive on one line`);
  const listed = (LISTED.exec(comment[0].trim())?.[1] ?? '')
    .split(',')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '');
  const unused = [...(told[1] ?? '').matchAll(/'([^']{1,200})'/g)].map(([, rule]) => rule ?? '');
  const kept = unused.length === 0 ? [] : listed.filter((rule) => !unused.includes(rule));
  const alone = content.replace(comment[0], '').trim() === '';
  const [first = ''] = kept;
  const edit =
    kept.length > 0 && first !== ''
      ? replaceAt(path, { line, column: 1 }, content, content.replace(listed.join(', '), kept.join(', ')))
      : alone
        ? deleteLines(path, text, line)
        : replaceAt(path, { line, column: 1 }, content, content.replace(comment[0], '').trimEnd());
  if (!edit || edit.oldText === edit.newText) return decline(`${path}:${line} lists its rules in a way of its own`);
  return {
    outcome: 'patch',
    edits: [edit],
    reason: 'Take out a directive that silences nothing',
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.96,
    safety: 'safe',
  };
}

/** Directives ESLint calls unused. */
export const eslintDirective: Fixer = {
  name: 'eslint-directive',
  phase: 'edit',
  fix: (input) => input.issues.flatMap((issue) => fixOne(input, issue) ?? []),
};
