import * as ts from 'typescript';
import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { deleteLines, quoteOf, replaceAt, rewrite, spotOf } from '../kit';
import { awaitForValue } from '../script/awaits';
import type { Cut } from '../script/names';
import { nodeAt, parsed, withCuts } from '../script/names';

const SCRIPT = /\.[cm]?[jt]sx?$/;
const NAMED_INSTEAD = /has no default export\. Did you mean to use 'import \{ ([\w$]{1,200}) \} from /;
const DEFAULT_INSTEAD = /has no exported member '([\w$]{1,200})'\. Did you mean to use 'import [\w$]{1,200} from /;
const PROMISE_WALKED = /^Type 'Promise<.{1,400}>' must have a '\[Symbol\.iterator\]\(\)' method/;
const DIRECTIVE =
  /^\s*(?:\/\/\s*@ts-expect-error\b.*|\/\*\s*@ts-expect-error\b[^*]*\*\/|\{\/\*\s*@ts-expect-error\b[^*]*\*\/\})\s*$/;
/** What a source file's ending becomes in an import. */
const WRITTEN: readonly (readonly [string, string])[] = [
  ['.ts', '.js'],
  ['.tsx', '.js'],
  ['.mts', '.mjs'],
  ['.cts', '.cjs'],
  ['.js', '.js'],
  ['.jsx', '.js'],
  ['.mjs', '.mjs'],
  ['.cjs', '.cjs'],
];

interface Place {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** `import total from` written as `import { total } from`, what else it imports kept. */
function asNamed({ path, text, line, column }: Place, right: string): Cut[] | null {
  const source = parsed(path, text);
  const name = nodeAt(source, line, column, ts.isIdentifier);
  const clause = name?.parent;
  if (!name || !clause || !ts.isImportClause(clause) || clause.name !== name) return null;
  const bindings = clause.namedBindings;
  if (bindings && !ts.isNamedImports(bindings)) return null;
  const own = name.text === right ? right : `${right} as ${name.text}`;
  const others = bindings?.elements.map((each) => each.getText(source)) ?? [];
  return [{ start: name.getStart(source), end: clause.getEnd(), text: `{ ${[own, ...others].join(', ')} }` }];
}

/** `import { total } from` written as `import total from`, what else it imports kept. */
function asDefault({ path, text, line, column }: Place): Cut[] | null {
  const source = parsed(path, text);
  const name = nodeAt(source, line, column, ts.isIdentifier);
  const specifier = name?.parent;
  if (!specifier || !ts.isImportSpecifier(specifier) || specifier.isTypeOnly) return null;
  const named = specifier.parent;
  const clause = named.parent;
  if (clause.name || clause.phaseModifier !== undefined) return null;
  const others = named.elements.filter((each) => each !== specifier).map((each) => each.getText(source));
  const rest = others.length === 0 ? '' : `, { ${others.join(', ')} }`;
  return [{ start: clause.getStart(source), end: clause.getEnd(), text: specifier.name.text + rest }];
}

/** Marks re-exports as types: the whole declaration when all its names are, else each name. */
function asTypeExports(path: string, text: string, places: readonly Place[]): Cut[] | null {
  const source = parsed(path, text);
  const names = new Map<ts.ExportDeclaration, Set<ts.ExportSpecifier>>();
  for (const { line, column } of places) {
    const name = nodeAt(source, line, column, ts.isIdentifier);
    const specifier = name && ts.findAncestor(name, ts.isExportSpecifier);
    if (!specifier) return null;
    const declaration = specifier.parent.parent;
    names.set(declaration, (names.get(declaration) ?? new Set()).add(specifier));
  }
  return [...names].flatMap(([declaration, own]): Cut[] => {
    const clause = declaration.exportClause;
    if (clause && ts.isNamedExports(clause) && clause.elements.every((each) => own.has(each))) {
      const at = clause.getStart(source);
      return [{ start: at, end: at, text: 'type ' }];
    }
    return [...own].map((each) => ({ start: each.getStart(source), end: each.getStart(source), text: 'type ' }));
  });
}

/** The one file of the tree that `./lib` can mean, as an import has to write it. */
function withEnding(input: FixerInput, from: string, specifier: string): string | null {
  const folder = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && folder.pop() === undefined) return null;
    if (part !== '.' && part !== '..' && part !== '') folder.push(part);
  }
  const base = folder.join('/');
  const found = ['', '/index'].flatMap((tail) =>
    WRITTEN.filter(([ending]) => input.files.paths.has(base + tail + ending)).map(([, written]) => tail + written),
  );
  const [only] = found;
  return found.length === 1 && only !== undefined ? specifier.replace(/\/+$/, '') + only : null;
}

function placeOf(input: FixerInput, issue: DiagnosisIssue): Place | null {
  const spot = spotOf(input, issue);
  if (!spot?.column || !SCRIPT.test(spot.path)) return null;
  return { ...spot, column: spot.column };
}

function outcomeOf(
  input: FixerInput,
  issues: readonly DiagnosisIssue[],
  { path, text }: Place,
  cuts: readonly Cut[],
  reason: string,
): FixerOutcome {
  return {
    outcome: 'patch',
    edits: rewrite(path, text, withCuts(text, cuts)),
    reason,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence: 0.93,
    safety: 'safe',
  };
}

function endingOf(input: FixerInput, issue: DiagnosisIssue, place: Place): FixerOutcome | null {
  const source = parsed(place.path, place.text);
  const literal = nodeAt(source, place.line, place.column, ts.isStringLiteralLike);
  const right = literal === null ? null : withEnding(input, place.path, literal.text);
  if (literal === null || right === null) return null;
  return {
    outcome: 'patch',
    edits: [replaceAt(place.path, { line: place.line, column: place.column + 1 }, literal.text, right)],
    reason: `Write ${right}: it is the one file of the tree that ${literal.text} can mean`,
    quotes: [quoteOf(input, issue)],
    covers: [issue],
    confidence: 0.93,
    safety: 'safe',
  };
}

/** Takes a directive out whose error is gone; it has to stand on a line of its own. */
function withoutDirective(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const spot = spotOf(input, issue);
  if (!spot || !SCRIPT.test(spot.path) || !DIRECTIVE.test(spot.content)) return null;
  const edit = deleteLines(spot.path, spot.text, spot.line);
  return (
    edit && {
      outcome: 'patch',
      edits: [edit],
      reason: 'Take out a directive that expects an error where there is none',
      quotes: [quoteOf(input, issue)],
      covers: [issue],
      confidence: 0.95,
      safety: 'safe',
    }
  );
}

function one(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const { rule, message } = issue;
  if (rule === 'TS2578') return withoutDirective(input, issue);
  const place = placeOf(input, issue);
  if (!place) return null;
  if (rule === 'TS2834') return endingOf(input, issue, place);
  const [, named] = NAMED_INSTEAD.exec(message) ?? [];
  if (rule === 'TS2613' && named !== undefined) {
    const cuts = asNamed(place, named);
    return cuts && outcomeOf(input, [issue], place, cuts, `Import ${named} by its name: there is no default export`);
  }
  if (rule === 'TS2614' && DEFAULT_INSTEAD.test(message)) {
    const cuts = asDefault(place);
    return cuts && outcomeOf(input, [issue], place, cuts, 'Import the default export, the only one of that name');
  }
  if (rule === 'TS2488' && PROMISE_WALKED.test(message)) {
    const cuts = awaitForValue(place.path, place.text, place.line, place.column);
    return cuts && outcomeOf(input, [issue], place, cuts, 'Await the promise whose elements are wanted');
  }
  return null;
}

function typeExports(input: FixerInput): FixerOutcome[] {
  const files = new Map<string, { readonly places: Place[]; readonly issues: DiagnosisIssue[] }>();
  for (const issue of input.issues.filter(({ rule }) => rule === 'TS1205' || rule === 'TS1448')) {
    const place = placeOf(input, issue);
    if (!place) continue;
    const own = files.get(place.path) ?? { places: [], issues: [] };
    own.places.push(place);
    own.issues.push(issue);
    files.set(place.path, own);
  }
  return [...files.values()].flatMap(({ places, issues }) => {
    const [first] = places;
    const cuts = first ? asTypeExports(first.path, first.text, places) : null;
    return first && cuts ? [outcomeOf(input, issues, first, cuts, 'Export what is only a type as a type')] : [];
  });
}

/** How modules are spoken to, where tsc says it: default or named, type-only re-exports, endings; and directives nothing needs. */
export const tscModules: Fixer = {
  name: 'tsc-modules',
  phase: 'edit',
  fix: (input) => [...typeExports(input), ...input.issues.flatMap((issue) => one(input, issue) ?? [])],
};
