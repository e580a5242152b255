import type { Linter } from 'eslint';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { KnownRules } from '../config/eslint-rules';
import { eslintRules } from '../config/eslint-rules';
import { optionsFor } from '../config/rule-options';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite, spotOf } from '../kit';
import type * as Lint from '../script/lint';

const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Left to another fixer. */
const ELSEWHERE = /(?:^|\/)(?:no-unused-vars|linebreak-style)$/;
/** Suggestions of rules that change nothing but what the rule speaks of. */
const SUGGESTED = new Map([
  ['use-isnan', 'replaceWithIsNaN'],
  ['no-useless-escape', 'removeEscape'],
  // As it stands the condition cannot have been meant: the negation of the left side alone is never a key or a class.
  ['no-unsafe-negation', 'suggestNegatedExpression'],
  ['no-case-declarations', 'addBrackets'],
  ['no-prototype-builtins', 'callObjectPrototype'],
  ['@typescript-eslint/no-extra-non-null-assertion', ''],
]);

/** Where one finding's fix cures the others of its rule. */
const JOINED = /^import(?:-x)?\/no-duplicates$/;

type Message = Linter.LintMessage;
/** ESLint and its plugins take a second to load: only where a finding of theirs is looked at. */
type Lints = typeof Lint;

/** A message without its full stop; where a module was found on the runner is not known here, only its name. */
const plain = (text: string): string =>
  text
    .replace(/\.$/, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^'(?:[^']*\/)?([^'/]+?)(?:\.[cm]?[jt]sx?)?'(?= imported multiple times$)/, "'$1'")
    .trim();

/** The rule's own fix, or a suggestion known to be harmless. */
function isCurable({ ruleId, fix, suggestions = [] }: Message): boolean {
  const wanted = SUGGESTED.get(ruleId ?? '');
  const fitting = suggestions.filter(({ messageId }) => wanted === '' || messageId === wanted);
  return fix !== undefined || ruleId === 'no-debugger' || (wanted !== undefined && fitting.length === 1);
}

/** Whether the rule says here exactly what the log says it said. */
function reproduces(messages: readonly Message[], issues: readonly DiagnosisIssue[]): boolean {
  const said = (issue: DiagnosisIssue): boolean =>
    messages.some(
      ({ line, column, message }) =>
        line === issue.line &&
        (issue.tool === 'oxlint' ||
          // The formatter has cut one full stop already: of `\..` the other is what the rule speaks of.
          ((issue.column === null || column === issue.column) &&
            [plain(issue.message), issue.message.replaceAll(/\s+/g, ' ').trim()].includes(plain(message)))),
    );
  const places = new Set(issues.map(({ line, column }) => `${line}:${column}`));
  // Some rules say two things of one place.
  const words = new Set(issues.map(({ line, column, message }) => `${line}:${column}:${plain(message)}`));
  return issues.every(said) && [places.size, words.size].includes(messages.length);
}

function debuggersOut(text: string, messages: readonly Message[]): string {
  const lines = text.split('\n');
  for (const { line } of [...messages].reverse()) {
    const content = lines[line - 1] ?? '';
    if (/^\s*debugger\s*;?\s*$/.test(content)) lines.splice(line - 1, 1);
    else lines[line - 1] = content.replace(/\bdebugger\s*;?\s?/, '');
  }
  return lines.join('\n');
}

/** Makes the one suggestion of each message that is known to be harmless, the last first. */
function suggested(text: string, messages: readonly Message[]): string {
  let result = text;
  for (const { ruleId, suggestions = [] } of [...messages].reverse()) {
    const wanted = SUGGESTED.get(ruleId ?? '');
    const fitting = suggestions.filter(({ messageId }) => wanted === '' || messageId === wanted);
    const [only] = fitting;
    if (fitting.length === 1 && only)
      result = result.slice(0, only.fix.range[0]) + only.fix.text + result.slice(only.fix.range[1]);
  }
  return result;
}

interface Reproduced {
  readonly rules: ReadonlyMap<string, readonly unknown[]>;
  readonly issues: readonly DiagnosisIssue[];
}

function reproduce(
  { lint, sharedOptions }: Lints,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
  known: KnownRules,
): Reproduced {
  const rules = new Map<string, readonly unknown[]>();
  const covered: DiagnosisIssue[] = [];
  for (const rule of new Set(issues.flatMap((issue) => issue.rule ?? []))) {
    const own = issues.filter((issue) => issue.rule === rule);
    const configured = known.rules.get(rule);
    const options = optionsFor(rule, configured, sharedOptions(rule)).find((candidate) => {
      const messages = lint(path, text, new Map([[rule, candidate]]), known.sourceType);
      if (messages === null || !reproduces(messages, own)) return false;
      return JOINED.test(rule) ? messages.some(isCurable) : messages.every(isCurable);
    });
    if (!options) continue;
    rules.set(rule, options);
    covered.push(...own);
  }
  return { rules, issues: covered };
}

function cure(
  { lint, lintFix }: Lints,
  path: string,
  text: string,
  found: Reproduced['rules'],
  known: KnownRules,
): string | null {
  const all = new Map([...known.rules, ...found]);
  if (found.has('no-var') && !all.has('prefer-const')) all.set('prefer-const', []);
  const before = lint(path, text, all, known.sourceType);
  if (!before) return null;
  const old = new Map<string, number>();
  for (const { ruleId } of before) old.set(ruleId ?? '', (old.get(ruleId ?? '') ?? 0) + 1);
  // A fix may break a rule that was kept before; the same run mends that.
  const mine = (rule: string | null): boolean => rule !== null && (found.has(rule) || !old.has(rule));
  let after: string | null = text;
  for (let round = 0; round < 3; round += 1) {
    after = lintFix(path, after, all, known.sourceType, ({ ruleId }) => mine(ruleId));
    const messages: Message[] | null = after === null ? null : lint(path, after, found, known.sourceType);
    if (after === null || messages === null) return null;
    if (messages.length === 0) break;
    after = suggested(
      after,
      messages.filter(({ ruleId }) => ruleId !== 'no-debugger'),
    );
    const rest = lint(path, after, found, known.sourceType) ?? [];
    after = debuggersOut(
      after,
      rest.filter(({ ruleId }) => ruleId === 'no-debugger'),
    );
  }
  const left = lint(path, after, all, known.sourceType);
  if (!left) return null;
  const now = new Map<string, number>();
  for (const { ruleId } of left) now.set(ruleId ?? '', (now.get(ruleId ?? '') ?? 0) + 1);
  return [...now].every(([rule, count]) => !found.has(rule) && count <= (old.get(rule) ?? 0)) ? after : null;
}

function fixFile(
  lints: Lints,
  input: FixerInput,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): FixerOutcome[] {
  const known = eslintRules(input.files, path);
  const { rules, issues: covered } = reproduce(lints, path, text, issues, known);
  if (covered.length === 0) {
    const names = [...new Set(issues.map(({ rule }) => rule))].join(', ');
    return [
      {
        outcome: 'declined',
        covers: issues,
        why: `${path}: ${names} could not be reproduced, or has no safe fix`,
        command: `npx eslint --fix ${path}`,
      },
    ];
  }
  const after = cure(lints, path, text, rules, known);
  if (after === null || after === text)
    return [
      {
        outcome: 'declined',
        covers: covered,
        why: `${path}: ${[...rules.keys()].join(', ')} has no fix that is safe here`,
        command: `npx eslint --fix ${path}`,
      },
    ];
  return [
    {
      outcome: 'patch',
      edits: rewrite(path, text, after),
      reason: `Do what ${[...rules.keys()].join(', ')} asks, by the rule's own fix`,
      quotes: covered.map((issue) => quoteOf(input, issue)),
      covers: covered,
      confidence: 0.95,
      safety: 'safe',
    },
  ];
}

/** ESLint's own and typescript-eslint's rules, run here with the repository's options; only findings they repeat are fixed. */
export const eslintFixes: Fixer = {
  name: 'eslint-rules',
  phase: 'edit',
  async fix(input) {
    const files = new Map<string, { readonly text: string; readonly issues: DiagnosisIssue[] }>();
    const inScripts = input.issues.flatMap((issue) => {
      if (issue.rule === null || issue.rule.startsWith('TS') || ELSEWHERE.test(issue.rule)) return [];
      const spot = spotOf(input, issue);
      return spot && SCRIPT.test(spot.path) ? [{ issue, rule: issue.rule, spot }] : [];
    });
    if (inScripts.length === 0) return [];
    const lints = await import('../script/lint.js');
    await lints.loadPlugins(inScripts.map(({ rule }) => rule));
    for (const { issue, rule, spot } of inScripts) {
      if (!lints.isKnownRule(rule)) continue;
      const own = files.get(spot.path) ?? { text: spot.text, issues: [] };
      own.issues.push(issue);
      files.set(spot.path, own);
      eslintRules(input.files, spot.path);
    }
    return [...files].flatMap(([path, { text, issues }]) => fixFile(lints, input, path, text, issues));
  },
};
