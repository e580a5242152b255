import * as ts from 'typescript';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite, spotOf } from '../kit';
import { parsed } from '../script/names';

const MOVE = /^`([^`]{1,300})` (?:type )?import should occur (before|after) (?:type )?import of `([^`]{1,300})`$/;
const APART = /^There should be at least one empty line between import groups$/;
const TOGETHER = /^There should be no empty line (?:within import group|between import groups)$/;
const AFTER_LAST = /^Expected (\d) empty lines? after import statement not followed by another import$/;
const PROTOCOL = /^(?:Prefer|Use) `node:([\w/]{1,60})` (?:over|instead of) `\1`/;
const RULES =
  /^(?:import|import-x)\/(?:order|newline-after-import|enforce-node-protocol-usage)$|^(?:unicorn|n)\/prefer-node-protocol$/;

/** A line that keeps its number wherever it goes; 0 for one that is new. */
interface Line {
  readonly number: number;
  text: string;
}
/** The import statements of a script: where each stands, and what it imports. */
interface Statement {
  readonly first: number;
  readonly last: number;
  readonly module: string;
}

function statementsOf(path: string, text: string): Statement[] {
  const source = parsed(path, text);
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  return source.statements.flatMap((each) => {
    const required =
      ts.isVariableStatement(each) && /\brequire\(\s*['"]([^'"]+)['"]\s*\)/.exec(each.getText(source))?.[1];
    const module =
      ts.isImportDeclaration(each) && ts.isStringLiteral(each.moduleSpecifier) ? each.moduleSpecifier.text : required;
    if (module === undefined || module === false) return [];
    return [{ first: lineOf(each.getStart(source)), last: lineOf(each.getEnd()), module }];
  });
}

/** The statement's lines, in their present order; null when a comment stands on or above it, which would have to come along. */
function linesOf(lines: readonly Line[], { first, last }: Statement): readonly Line[] | null {
  const own = lines.filter(({ number }) => number >= first && number <= last);
  const above = lines[lines.findIndex(({ number }) => number === first) - 1]?.text.trim() ?? '';
  const commented = /^(?:\/\/|\*|\/\*)/.test(above) || own.some(({ text }) => /\/\/|\/\*/.test(text));
  return commented || own.length !== last - first + 1 ? null : own;
}

function moved(lines: readonly Line[], what: Statement, where: 'before' | 'after', whom: Statement): Line[] | null {
  const own = linesOf(lines, what);
  if (own === null) return null;
  const rest = lines.filter((line) => !own.includes(line));
  const edge = where === 'before' ? whom.first : whom.last;
  const at = rest.findIndex(({ number }) => number === edge);
  if (at < 0) return null;
  rest.splice(where === 'before' ? at : at + 1, 0, ...own);
  return rest;
}

function changed(
  lines: readonly Line[],
  statements: readonly Statement[],
  { line, message }: DiagnosisIssue,
): Line[] | null {
  const own = statements.find(({ first }) => first === line);
  const text = message.replace(/\.$/, '');
  const [, , where, other] = MOVE.exec(text) ?? [];
  if (!own) return null;
  const end = lines.findIndex(({ number }) => number === own.last);
  if (where !== undefined) {
    const others = statements.filter(({ module }) => module === other);
    const whom = where === 'before' ? others[0] : others.at(-1);
    return whom ? moved(lines, own, where === 'before' ? 'before' : 'after', whom) : null;
  }
  if (APART.test(text)) return [...lines.slice(0, end + 1), { number: 0, text: '' }, ...lines.slice(end + 1)];
  if (TOGETHER.test(text)) {
    let next = end + 1;
    while (lines[next]?.text.trim() === '') next += 1;
    return [...lines.slice(0, end + 1), ...lines.slice(next)];
  }
  const [, wanted] = AFTER_LAST.exec(text) ?? [];
  // The last import may be another by now: lines were moved.
  const last = Math.max(...statements.map(({ last: number }) => lines.findIndex((each) => each.number === number)));
  if (wanted !== undefined) {
    const blank = [...lines.slice(last + 1)].findIndex((each) => each.text.trim() !== '');
    const fresh = Array.from({ length: Math.max(0, Number(wanted) - Math.max(0, blank)) }, () => ({
      number: 0,
      text: '',
    }));
    return [...lines.slice(0, last + 1), ...fresh, ...lines.slice(last + 1)];
  }
  const [, builtin] = PROTOCOL.exec(text) ?? [];
  if (builtin === undefined) return null;
  const quoted = new RegExp(`(['"])${builtin}\\1`);
  return lines.map((each) =>
    each.number >= own.first && each.number <= own.last
      ? { ...each, text: each.text.replace(quoted, `$1node:${builtin}$1`) }
      : each,
  );
}

function fixFile(input: FixerInput, path: string, text: string, issues: readonly DiagnosisIssue[]): FixerOutcome {
  const statements = statementsOf(path, text);
  const from = Math.min(...statements.map(({ first }) => first));
  const to = Math.max(...statements.map(({ last }) => last));
  const decline = (why: string): FixerOutcome => ({
    outcome: 'declined',
    covers: issues,
    why: `${path}: ${why}`,
    command: `npx eslint --fix ${path}`,
  });
  let lines: Line[] = text.split('\n').map((each, index) => ({ number: index + 1, text: each }));
  const inside = (number: number): boolean => statements.some(({ first, last }) => first <= number && number <= last);
  const moves = issues.some(({ message }) => MOVE.test(message));
  if (
    moves &&
    lines.some(({ number, text: own }) => number > from && number < to && own.trim() !== '' && !inside(number))
  )
    return decline('code or comments stand between the imports');
  // Statements first; the blank lines between and after them as they stand then.
  const rank = ({ message }: DiagnosisIssue): number => (MOVE.test(message) ? 0 : AFTER_LAST.test(message) ? 2 : 1);
  const seen = new Set<string>();
  for (const issue of [...issues].sort((a, b) => rank(a) - rank(b))) {
    const key = `${issue.line}:${issue.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const next = changed(lines, statements, issue);
    if (next === null)
      return decline(`${issue.rule ?? ''} at line ${issue.line ?? ''} cannot be done by its words alone`);
    lines = next;
  }
  return {
    outcome: 'patch',
    edits: rewrite(path, text, lines.map((line) => line.text).join('\n')),
    reason: `Order the imports of ${path} as ${[...new Set(issues.map(({ rule }) => rule))].join(', ')} says`,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** Imports that a linter wants in another order, apart, or by `node:`; its message says all there is to do. */
export const importOrder: Fixer = {
  name: 'import-order',
  phase: 'edit',
  fix(input) {
    const files = new Map<string, { readonly text: string; readonly issues: DiagnosisIssue[] }>();
    for (const issue of input.issues) {
      if (issue.rule === null || !RULES.test(issue.rule)) continue;
      const spot = spotOf(input, issue);
      if (!spot) continue;
      const own = files.get(spot.path) ?? { text: spot.text, issues: [] };
      own.issues.push(issue);
      files.set(spot.path, own);
    }
    return [...files].map(([path, { text, issues }]) => fixFile(input, path, text, issues));
  },
};
