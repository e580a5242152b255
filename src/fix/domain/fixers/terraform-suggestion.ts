import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { linesFrom, onlyColumn, quoteOf, replaceAt, spotOf } from '../kit';

/** What Terraform calls the thing, and what stands before its name where it is used. */
const KINDS: readonly (readonly [words: RegExp, before: string])[] = [
  [/input variable with the name "([^"]+)" has not been declared\. Did you mean "([^"]+)"\?/, 'var.'],
  [/local value with the name "([^"]+)" has not been declared\. Did you mean "([^"]+)"\?/, 'local.'],
  [/argument named "([^"]+)" is not expected here\. Did you mean "([^"]+)"\?/, ''],
  [/Blocks of type "([^"]+)" are not expected here\. Did you mean "([^"]+)"\?/, ''],
  [/no function named "([^"]+)"\. Did you mean "([^"]+)"\?/, ''],
  [/does not have an attribute named "([^"]+)"\. Did you mean "([^"]+)"\?/, '.'],
  [/resource type "([^"]+)"[^.]*\. Did you mean "([^"]+)"\?/, ''],
];

/** Terraform wraps its words: all of one error as a single line. */
function wordsOf(input: FixerInput, { evidence: { job, firstLine } }: DiagnosisIssue): string {
  const lines = linesFrom(input, job, firstLine, 30).map(({ text }) => text.replace(/^[│|]\s?/, '').trim());
  const end = lines.findIndex((text, at) => at > 0 && /^(?:Error:|Warning:|╵|╷)/.test(text));
  return lines
    .slice(0, end < 0 ? undefined : end)
    .join(' ')
    .replace(/\s+/g, ' ');
}

function fixOne(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const spot = issue.file !== null && /\.(?:tf|tfvars|hcl|tofu)$/.test(issue.file) ? spotOf(input, issue) : null;
  if (spot === null) return null;
  const words = wordsOf(input, issue);
  for (const [pattern, before] of KINDS) {
    const [, wrong, right] = pattern.exec(words) ?? [];
    if (wrong === undefined || right === undefined) continue;
    const { path, line, content } = spot;
    const at = onlyColumn(content, before + wrong);
    if (at === null) return { outcome: 'declined', covers: [issue], why: `${wrong} is not once on ${path}:${line}` };
    return {
      outcome: 'patch',
      edits: [replaceAt(path, { line, column: at + before.length }, wrong, right)],
      reason: `Write ${right} for ${wrong}, as Terraform suggests`,
      quotes: [quoteOf(input, issue)],
      covers: [issue],
      confidence: 0.95,
      safety: 'safe',
    };
  }
  return null;
}

/** Terraform's `Did you mean "name"?` */
export const terraformSuggestion: Fixer = {
  name: 'terraform-suggestion',
  phase: 'edit',
  fix: (input) => input.issues.flatMap((issue) => fixOne(input, issue) ?? []),
};
