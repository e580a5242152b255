import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite, wordsOf } from '../kit';
import { findingsOf, ruffFor, ruffSettings, withRuffFixes, type RuffFinding } from '../python/ruff';

/** What only ruff's logs have: its arrow below a finding, its mark of what it can fix, its count of that. */
const RUFFS =
  /^\s*--> \S+\.pyi?:\d+:\d+$|: [A-Z]+\d+ \[\*\] |\[\*\] \d+ fixable with the `|^::(?:error|warning) title=ruff \(/;
const CODE = /^[A-Z]{1,5}\d{3,4}$/;
/** Not safe in ruff's words, for objects with an `==` of their own; a person must say that it is meant. */
const HARMLESS = new Set(['E711', 'E712']);
/** Always safe in ruff's words. GitHub's format tells that there is a fix (`help: …`), and not whether it is safe. */
const SAFE = new Set([
  'F401',
  'F541',
  'F632',
  'I001',
  'I002',
  'W291',
  'W292',
  'W391',
  'E703',
  'UP009',
  'UP010',
  'UP015',
]);
const GITHUB = /title=ruff \(|%0A\s+help: /;
/** Passes over a text; ruff's own `--fix` makes more, for rules that wait for each other. */
const MAX_PASSES = 10;

const keyOf = (code: string | null, line: number | null, column: number | null): string => `${code}:${line}:${column}`;

interface Cured {
  readonly text: string;
  readonly sure: boolean;
}

async function cured(
  input: FixerInput,
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): Promise<Cured | string> {
  const codes = [...new Set(issues.flatMap(({ rule }) => rule ?? []))];
  const settings = ruffSettings(input.files, path);
  const ruff = settings === null ? null : await ruffFor(settings, codes);
  if (ruff === null) return 'its settings cannot be used here';
  const first = findingsOf(ruff, text);
  const said = new Set(issues.map(({ rule, line, column }) => keyOf(rule, line, column)));
  // A place told without its column is any of that line.
  const isSaid = ({ code, start_location: { row, column } }: RuffFinding): boolean =>
    said.has(keyOf(code, row, column)) || said.has(keyOf(code, row, null));
  const found = new Set(first?.map(({ code, start_location: { row, column } }) => keyOf(code, row, column)));
  if (first === null || !first.every(isSaid) || found.size !== said.size)
    return 'ruff finds something else here than the log tells';
  const isMarked = (issue: DiagnosisIssue): boolean => {
    const words = wordsOf(input, issue);
    if (words.includes('[*]')) return true;
    // Unused imports of a package's front may be its interface.
    return GITHUB.test(words) && SAFE.has(issue.rule ?? '') && !path.endsWith('__init__.py');
  };
  const marked = new Set(issues.flatMap((issue) => (isMarked(issue) ? (issue.rule ?? []) : [])));
  if (marked.size === 0) return 'ruff marks nothing as fixable';
  let after = text;
  let sure = true;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const left = findingsOf(ruff, after);
    if (left === null) return 'it would not parse any more';
    if (left.length === 0) return { text: after, sure };
    const safe = left.filter(({ code, fix }) => fix !== null && marked.has(code ?? ''));
    const other = left.filter(({ code, fix }) => fix !== null && HARMLESS.has(code ?? ''));
    const next = withRuffFixes(after, safe.length > 0 ? safe : other);
    if (safe.length === 0 && other.length > 0) sure = false;
    if (next === after) return `${[...new Set(left.map(({ code }) => code))].join(', ')} has no safe fix`;
    after = next;
  }
  return 'its fixes do not come to an end';
}

/** Ruff itself, run here with the repository's settings as data: a file's findings, all of them or none. */
export const ruffFixes: Fixer = {
  name: 'ruff-rules',
  phase: 'edit',
  async fix(input) {
    const lines = input.logs.flatMap((log) => log.lines);
    if (!lines.some(({ text }) => RUFFS.test(text))) return [];
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of input.diagnosis.issues) {
      const path = issue.file === null || !CODE.test(issue.rule ?? '') ? null : input.pathOf(issue.file);
      if (path !== null && /\.pyi?$/.test(path)) files.set(path, [...(files.get(path) ?? []), issue]);
    }
    const outcomes: FixerOutcome[] = [];
    for (const [path, issues] of files) {
      const text = input.files.text(path);
      if (text === null) continue;
      const command = `ruff check --fix ${path}`;
      const done = await cured(input, path, text, issues);
      if (typeof done === 'string') {
        outcomes.push({ outcome: 'declined', covers: issues, why: `${path}: ${done}`, command });
        continue;
      }
      outcomes.push({
        outcome: 'patch',
        edits: rewrite(path, text, done.text),
        reason: `Do in ${path} what ruff's own fixes do`,
        quotes: issues.map((issue) => quoteOf(input, issue)),
        covers: issues,
        confidence: done.sure ? 0.95 : 0.7,
        safety: done.sure ? 'safe' : 'suggestion',
        command,
      });
    }
    return outcomes;
  },
};
