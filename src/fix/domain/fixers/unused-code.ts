import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite, spotOf } from '../kit';
import type * as Lint from '../script/lint';
import { withoutBinding, withoutImport } from '../script/unused';

const RULES = new Set([
  'TS6133',
  'TS6192',
  'TS6196',
  'no-unused-vars',
  '@typescript-eslint/no-unused-vars',
  'unused-imports/no-unused-imports',
  'unused-imports/no-unused-vars',
]);
const NAME =
  /^['"`]?(?:Variable |Identifier |Parameter |Function |Type |Import )?['"`]([^'"`]{1,200})['"`] (?:is|was) (?:declared|defined|assigned|imported)\b/;
const WHOLE_IMPORT = 'All imports in import declaration are unused.';
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** What is unused in a file, by ESLint's own rule; parameters are another matter. */
function unusedIn({ lint }: typeof Lint, path: string, text: string): Set<string> | null {
  const rule = /\.[cm]?tsx?$/.test(path) ? '@typescript-eslint/no-unused-vars' : 'no-unused-vars';
  const rules: Lint.Rules = new Map([[rule, [{ args: 'none', caughtErrors: 'none' }]]]);
  const messages = lint(path, text, rules, null);
  return messages && new Set(messages.flatMap(({ message }) => NAME.exec(message)?.[1] ?? []));
}

function fixFile(
  lints: typeof Lint,
  input: FixerInput,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): FixerOutcome {
  const decline = (why: string): FixerOutcome => ({ outcome: 'declined', covers: issues, why });
  // From the end on, so that the places of those above stay.
  const ordered = [...issues].sort((a, b) => (b.line ?? 0) - (a.line ?? 0) || (b.column ?? 0) - (a.column ?? 0));
  const seen = new Set<string>();
  const before = unusedIn(lints, path, text);
  let after = text;
  for (const { line, rule, message } of ordered) {
    const name = NAME.exec(message)?.[1];
    const key = JSON.stringify([line, name]);
    if (line === null || seen.has(key)) continue;
    seen.add(key);
    const heeded = rule?.startsWith('TS') === true || message.includes('must match /^_');
    const next =
      name === undefined
        ? message.startsWith(WHOLE_IMPORT.slice(0, -1))
          ? withoutImport(path, after, line)
          : null
        : withoutBinding(path, after, name, line, heeded);
    if (next === null) return decline(`${path}:${line}: ${name ?? 'what is unused'} may do something, or is not there`);
    after = next;
  }
  const now = unusedIn(lints, path, after);
  const left = before && now ? [...now].filter((name) => !before.has(name)) : [];
  if (left.length > 0) return decline(`${path}: ${left.join(', ')} would be unused then`);
  const names = issues.flatMap(({ message }) => NAME.exec(message)?.[1] ?? []);
  return {
    outcome: 'patch',
    edits: rewrite(path, text, after),
    reason: `Take out ${names.length === 0 ? 'an import' : [...new Set(names)].join(', ')}, which nothing uses`,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** Imports, variables and types that a compiler or linter calls unused. */
export const unusedCode: Fixer = {
  name: 'unused-code',
  phase: 'edit',
  async fix(input) {
    const files = new Map<string, { readonly text: string; readonly issues: DiagnosisIssue[] }>();
    for (const issue of input.issues) {
      if (issue.rule === null || !RULES.has(issue.rule)) continue;
      const spot = spotOf(input, issue);
      if (!spot || !SCRIPT.test(spot.path)) continue;
      const known = files.get(spot.path) ?? { text: spot.text, issues: [] };
      known.issues.push(issue);
      files.set(spot.path, known);
    }
    if (files.size === 0) return [];
    // ESLint takes a second to load.
    const lints = await import('../script/lint.js');
    return [...files].map(([path, { text, issues }]) => fixFile(lints, input, path, text, issues));
  },
};
