import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { columnOfCharacters, quoteOf, rewrite } from '../kit';
import { reindented, withBlankLines, withoutBlankEnd } from '../python/blank-lines';
import { CONTINUATION, withContinuations } from '../python/continuation';
import { withoutImports } from '../python/imports';
import { LINE_RULES } from '../python/line-rules';
import { ruffRuleOf, withRuffRules } from '../python/ruff-rules';
import { columnsOfName, endOfStatement, scanPython } from '../python/scan';
import {
  splitBlock,
  splitImport,
  splitStatements,
  withCommentLevel,
  withoutTabs,
  withoutVariable,
} from '../python/statements';
import { UNDEFINED, withDefined } from '../python/undefined';

const TOOLS = new Set(['flake8', 'ruff', 'pycodestyle', 'pyflakes', 'autopep8', 'pylint']);
const RULE = /^[A-Z]{1,6}\d{3,4}$/;
const BLANKS = new Set(['E301', 'E302', 'E303', 'E304', 'E305', 'E306']);
const INDENT = new Set(['E111', 'E114', 'E117', 'W0311']);
const TABS = new Set(['W191', 'E101', 'W0312']);
const COMMENTS = new Set(['E115', 'E116']);
const END = new Set(['W391', 'W292', 'C0304', 'C0305']);
const UNUSED_IMPORTS = new Set(['F401', 'W0611', 'UP035']);
const UNUSED_NAMES = new Set(['F841', 'W0612']);
/** Cures that change what the program does in rare cases, though the checker asks for them. */
const RARE = new Set(['E712']);

/** Pyflakes, ruff and pylint name what is unused each in its way. */
function labelOf({ message: words, rule }: DiagnosisIssue): string | null {
  const message = words.replace(/^\[[*-]\] /, '');
  if (rule === 'UP035') return /^`(typing\.\w+)` is deprecated, use `\w+` instead$/.exec(message)?.[1] ?? null;
  const [, quoted] = /^['"`](.+?)['"`] imported but unused/.exec(message) ?? [];
  if (quoted !== undefined) return quoted;
  const [, name, alias, from] =
    /^Unused (?:import )?(\S+)(?: imported)?(?: as (\w+))?(?: imported)?(?: from (\S+))? ?(?:\(unused-import\))?$/.exec(
      message,
    ) ?? [];
  if (name === undefined) return null;
  const full = from === undefined ? name : `${from}${from.endsWith('.') ? '' : '.'}${name}`;
  return alias === undefined ? full : `${full} as ${alias}`;
}

class Source {
  constructor(
    readonly path: string,
    public text: string,
  ) {}

  /** Cures what stays on its line, from the right. Gives the first that could not be. */
  inLines(issues: readonly DiagnosisIssue[]): DiagnosisIssue | null {
    const ordered = [...issues].sort((a, b) => (b.column ?? 0) - (a.column ?? 0));
    for (const issue of ordered) {
      const { rule, line, column, message } = issue;
      const scanned = scanPython(this.text);
      const own = scanned[(line ?? 0) - 1];
      const cure = LINE_RULES[rule ?? ''];
      if (own === undefined || cure === undefined || line === null) return issue;
      const at = columnOfCharacters(own.text, (column ?? 1) + (rule === 'C0121' ? 1 : 0));
      // Blanks at the end may be gone with another finding of the line, those before its semicolon too.
      const done =
        rule === 'E703' || cure === LINE_RULES.W291
          ? own.text === own.text.trimEnd() && !own.text.endsWith(';')
          : rule === 'E203' && at > own.text.length;
      const next = done ? own.text : cure(own, { rule: rule ?? '', column: at, message });
      if (next === null || own.inString) return issue;
      const lines = this.text.split('\n');
      lines[line - 1] = next;
      this.text = lines.join('\n');
    }
    return null;
  }

  take(next: string | null): boolean {
    if (next !== null) this.text = next;
    return next !== null;
  }

  /** The first line of the statement a line is of. */
  start(line: number): number {
    const lines = scanPython(this.text);
    let at = line;
    while (at > 1 && lines[at - 1]?.continued === true) at -= 1;
    return at;
  }
}

/** Cures that add or take lines, for one place of the file; imports first, so that what is left may be split. */
function restructure(source: Source, line: number, issues: readonly DiagnosisIssue[]): DiagnosisIssue | null {
  const imports = issues.filter(({ rule }) => UNUSED_IMPORTS.has(rule ?? ''));
  const labels = imports.map(labelOf);
  let gone = false;
  if (imports[0] !== undefined) {
    const names = new Set(labels.flatMap((label) => label ?? []));
    const old = imports
      .filter(({ rule }) => rule === 'UP035')
      .map((each) => labelOf(each)?.replace('typing.', '') ?? '');
    const last = endOfStatement(scanPython(source.text), line - 1) + 1;
    const rest = scanPython(source.text).filter((_, at) => at + 1 < line || at + 1 > last);
    const used = old.some((name) => name === '' || rest.some((each) => columnsOfName(each, name).length > 0));
    if (used) return imports[0];
    const before = source.text.split('\n').length;
    if (labels.includes(null) || !source.take(withoutImports(source.text, line, names))) return imports[0];
    gone = source.text.split('\n').length < before;
  }
  for (const issue of issues) {
    const { rule, message, column } = issue;
    if (rule === null || UNUSED_IMPORTS.has(rule)) continue;
    if (UNUSED_NAMES.has(rule)) {
      const [, name] = /['"`]([^'"`]+)['"`]/.exec(message) ?? [];
      if (name === undefined || !source.take(withoutVariable(source.text, line, name))) return issue;
    } else if (rule === 'E401' || rule === 'C0410') {
      const split = splitImport(source.text, line);
      if (split === null && imports.length === 0) return issue;
      source.take(split);
    } else if (rule === 'E702' || (rule === 'C0321' && !(source.text.split('\n')[line - 1] ?? '').includes(':'))) {
      const split = splitStatements(source.text, line);
      // Two semicolons of one line are two findings, the first cures both.
      const more = issues.some((each) => each !== issue && each.rule === rule);
      if (!source.take(split) && !more) return issue;
    } else if (rule === 'E701' || rule === 'C0321') {
      if (!source.take(splitBlock(source.text, line, column ?? 1))) return issue;
    } else if (BLANKS.has(rule)) {
      if (!gone && !source.take(withBlankLines(source.text, line, rule, message))) return issue;
    }
  }
  return null;
}

async function curedText(
  path: string,
  text: string,
  issues: readonly DiagnosisIssue[],
): Promise<string | DiagnosisIssue> {
  const source = new Source(path, text);
  const of = (test: (rule: string) => boolean): DiagnosisIssue[] => issues.filter(({ rule }) => test(rule ?? ''));
  const lineIssues = of((rule) => rule in LINE_RULES);
  for (const line of new Set(lineIssues.map((issue) => issue.line))) {
    const left = source.inLines(lineIssues.filter((issue) => issue.line === line));
    if (left) return left;
  }
  // Columns of brackets are as they will be: what is in a line has been mended, no line has come or gone.
  const hung = of((rule) => CONTINUATION.has(rule));
  if (hung[0] && !source.take(withContinuations(source.text, hung))) return hung[0];
  const tabs = of((rule) => TABS.has(rule));
  if (tabs[0] && !source.take(withoutTabs(source.text))) return tabs[0];
  const comments = of((rule) => COMMENTS.has(rule));
  for (const issue of comments) if (!source.take(withCommentLevel(source.text, issue.line ?? 0))) return issue;
  const [indent] = of((rule) => INDENT.has(rule));
  if (indent && !source.take(reindented(source.text))) return indent;
  const structural = of(
    (rule) =>
      UNUSED_IMPORTS.has(rule) ||
      UNUSED_NAMES.has(rule) ||
      BLANKS.has(rule) ||
      /^(?:E401|C0410|E70[12]|C0321)$/.test(rule),
  );
  const places = new Map<number, DiagnosisIssue[]>();
  for (const issue of structural) {
    const line = BLANKS.has(issue.rule ?? '') ? (issue.line ?? 0) : source.start(issue.line ?? 0);
    places.set(line, [...(places.get(line) ?? []), issue]);
  }
  for (const [line, own] of [...places].sort(([a], [b]) => b - a)) {
    const left = restructure(source, line, own);
    if (left) return left;
  }
  const undefinedNames = of((rule) => UNDEFINED.has(rule));
  for (const issue of undefinedNames) if (!source.take(withDefined(source.text, issue))) return issue;
  // Last: what ruff mends it finds by itself, wherever it stands by now.
  const ruffs = of((rule) => !(rule in LINE_RULES) && ruffRuleOf(rule) !== null);
  if (ruffs[0] && !source.take(await withRuffRules(text, source.text, ruffs))) return ruffs[0];
  if (of((rule) => END.has(rule)).length > 0) source.take(withoutBlankEnd(source.text));
  const known = new Set([
    ...lineIssues,
    ...of((rule) => INDENT.has(rule) || END.has(rule)),
    ...tabs,
    ...comments,
    ...hung,
    ...ruffs,
    ...structural,
    ...undefinedNames,
  ]);
  return issues.find((issue) => !known.has(issue)) ?? source.text;
}

function distinct(issues: readonly DiagnosisIssue[]): DiagnosisIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ line, column, rule, message }) => {
    const key = JSON.stringify([line, column, rule, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** True where a cure made a line longer than checkers allow by default: that would be their next finding. */
function longer(before: string, after: string): boolean {
  const old = new Set(before.split('\n'));
  return after.split('\n').some((line) => line.length > 79 && !old.has(line));
}

/** Style and unused code as flake8, ruff and pylint report them: all of a file's findings, or none. */
export const pythonLint: Fixer = {
  name: 'python-lint',
  phase: 'edit',
  async fix(input: FixerInput): Promise<readonly FixerOutcome[]> {
    const issues = input.diagnosis.issues.filter(
      ({ tool, rule, file }) => TOOLS.has(tool ?? '') && RULE.test(rule ?? '') && file !== null,
    );
    const files = new Map<string, DiagnosisIssue[]>();
    for (const issue of issues) files.set(issue.file ?? '', [...(files.get(issue.file ?? '') ?? []), issue]);
    const outcomes: FixerOutcome[] = [];
    for (const [named, own] of files) {
      const path = input.pathOf(named);
      const text = path === null ? null : input.files.text(path);
      if (path === null || text === null || !/\.pyi?$/.test(path)) continue;
      const unread = own.find(({ line }) => line === null);
      const init = own.find(({ rule }) => path.endsWith('__init__.py') && UNUSED_IMPORTS.has(rule ?? ''));
      const mended = unread ?? init ?? (await curedText(path, text, distinct(own)));
      const cured = typeof mended === 'string' && longer(text, mended) ? (own[0] ?? mended) : mended;
      if (typeof cured !== 'string') {
        const why = init ? 'an import of __init__.py may be there for others' : 'is left to a person';
        outcomes.push({
          outcome: 'declined',
          covers: own,
          why: `${path}:${cured.line ?? 0} ${cured.rule ?? ''} ${why}`,
        });
        continue;
      }
      const rules = [...new Set(own.map(({ rule }) => rule))].join(', ');
      outcomes.push({
        outcome: 'patch',
        edits: rewrite(path, text, cured),
        reason: `Tidy ${path} as the checker asks (${rules})`,
        quotes: own.map((issue) => quoteOf(input, issue)),
        covers: own,
        confidence: own.some(({ rule }) => RARE.has(rule ?? '')) ? 0.7 : 0.9,
        safety: own.some(({ rule }) => RARE.has(rule ?? '')) ? 'suggestion' : 'safe',
      });
    }
    // Checkers fail by warnings too: a file left red leaves the whole run red.
    const left = outcomes.filter(({ outcome }) => outcome === 'declined');
    return left.length > 0 ? left : outcomes;
  },
};
