import * as ts from 'typescript';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { quoteOf, rewrite } from '../kit';
import { parsed } from '../script/names';

const SCRIPT = /\.[cm]?[jt]sx?$/;
const HOOKS = ['after', 'afterEach', 'before', 'beforeEach', 'describe', 'it', 'test'];
const COMMON = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'test'];
/** What test frameworks give to those who import it. */
const GIVEN: ReadonlyMap<string, readonly string[]> = new Map([
  ['vitest', [...COMMON, 'vi', 'assert', 'expectTypeOf', 'suite', 'onTestFinished']],
  ['@jest/globals', [...COMMON, 'jest']],
  ['node:test', [...HOOKS, 'mock', 'suite']],
]);
/** Node's, ESLint's and the compiler's words. */
const UNDEFINED: readonly RegExp[] = [
  /^(?:Uncaught )?(?:ReferenceError: )?'?([A-Za-z]{2,20})'? is not defined\.?$/,
  /^Cannot find name '([A-Za-z]{2,20})'\./,
];

const missingIn = ({ message }: DiagnosisIssue): string | null => {
  for (const pattern of UNDEFINED) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) return name;
  }
  return null;
};

interface Missing {
  readonly name: string;
  readonly issue: DiagnosisIssue;
}

/** The list of names that a script takes from a framework; null when it takes none, or in another way. */
function importOf(source: ts.SourceFile): { readonly names: ts.NamedImports; readonly from: string } | null {
  const found = source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const clause = statement.importClause;
    const names = clause?.namedBindings;
    const from = statement.moduleSpecifier.text;
    const isType = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return GIVEN.has(from) && names && ts.isNamedImports(names) && !isType ? [{ names, from }] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Whether a script declares a name itself, at any depth. */
function declares(source: ts.SourceFile, name: string): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    const own = (node as ts.NamedDeclaration).name;
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isClassDeclaration(node);
    if (isDeclaration && own && ts.isIdentifier(own) && own.text === name) found = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const ordered = (names: readonly string[]): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));

function fixFile(input: FixerInput, path: string, missing: readonly Missing[]): FixerOutcome | null {
  const text = input.files.text(path);
  if (text === null) return null;
  const source = parsed(path, text);
  const found = importOf(source);
  const names = [...new Set(missing.map(({ name }) => name))];
  if (!found || names.some((name) => GIVEN.get(found.from)?.includes(name) !== true || declares(source, name)))
    return null;
  const had = found.names.elements.map((each) => each.getText(source));
  const all = had.join() === ordered(had).join() ? ordered([...had, ...names]) : [...had, ...names];
  const [start, end] = [found.names.getStart(source), found.names.getEnd()];
  const old = text.slice(start, end);
  const margin = /\n([ \t]+)\S/.exec(old)?.[1];
  const list =
    margin === undefined ? `{ ${all.join(', ')} }` : `{\n${all.map((each) => `${margin}${each},\n`).join('')}}`;
  const covers = missing.map(({ issue }) => issue);
  const others = input.issues.filter(({ file }) => file !== null && input.pathOf(file) === path);
  // A test that also fails for another reason stays red.
  const onlyThese = others.every((issue) => covers.includes(issue));
  return {
    outcome: 'patch',
    edits: rewrite(path, text, text.slice(0, start) + list + text.slice(end)),
    reason: `Import ${names.join(', ')} from ${found.from}, as the file does with the others`,
    quotes: covers.map((issue) => quoteOf(input, issue)),
    covers,
    coversTests: onlyThese ? input.failingTests.filter(({ file }) => file !== null && input.pathOf(file) === path) : [],
    confidence: 0.95,
    safety: 'safe',
  };
}

/** Names of a test framework that a file uses, importing others of it: `expect` beside `import { test } from 'vitest'`. */
export const testNames: Fixer = {
  name: 'test-names',
  phase: 'edit',
  fix(input) {
    const byFile = new Map<string, Missing[]>();
    for (const issue of input.issues) {
      const name = missingIn(issue);
      const path = name === null || issue.file === null ? null : input.pathOf(issue.file);
      if (name === null || path === null || !SCRIPT.test(path)) continue;
      byFile.set(path, [...(byFile.get(path) ?? []), { name, issue }]);
    }
    return [...byFile].flatMap(([path, missing]) => fixFile(input, path, missing) ?? []);
  },
};
