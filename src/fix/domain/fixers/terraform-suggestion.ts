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

/** A variable or local that is used and nowhere declared: Terraform tells of it only once the errors before are gone. */
function undeclared(input: FixerInput, path: string, cured: ReadonlySet<string>): string | null {
  const folder = path.split('/').slice(0, -1).join('/');
  const texts = [...input.files.paths]
    .filter((each) => each.endsWith('.tf') && each.split('/').slice(0, -1).join('/') === folder)
    .map((each) => input.files.text(each) ?? '');
  const declared = new Set(
    texts.flatMap((text) => [...text.matchAll(/^variable\s+"([^"]+)"/gm)].map(([, name = '']) => name)),
  );
  const used = texts.flatMap((text) => [...text.matchAll(/\bvar\.([\w-]+)/g)].map(([, name = '']) => name));
  return used.find((name) => !declared.has(name) && !cured.has(name)) ?? null;
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
  fix: (input) => {
    const cured = new Set(input.issues.flatMap((issue) => KINDS[0]?.[0].exec(wordsOf(input, issue))?.[1] ?? []));
    return input.issues.flatMap((issue): FixerOutcome[] => {
      const outcome = fixOne(input, issue);
      const path = outcome?.outcome === 'patch' ? outcome.edits[0]?.path : undefined;
      const missing = path === undefined ? null : undeclared(input, path, cured);
      if (outcome === null || missing === null) return outcome === null ? [] : [outcome];
      return [{ outcome: 'declined', covers: [issue], why: `var.${missing} is declared nowhere: it would stay red` }];
    });
  },
};
