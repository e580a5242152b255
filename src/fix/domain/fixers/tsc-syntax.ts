import type { DiagnosisIssue } from '../../../diagnosis/diagnosis.types';
import { brokenImports } from '../config/import-graph';
import type { Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { lineOf, quoteOf, replaceAt, rewrite, spotOf } from '../kit';
import { awaitForProperty, awaitForValue } from '../script/awaits';
import type { Cut } from '../script/names';
import { asTypes, overridden, withCuts } from '../script/names';

const SCRIPT = /\.[cm]?tsx?$/;
const TYPE_ONLY = new Set(['TS1484', 'TS1485', 'TS1371']);
const NEEDS_ENDING = /Did you mean '(\.{1,2}\/[^']{1,300})'\?$/;
const NOT_FOUND = /^Cannot find module '(\.{1,2}\/[^']{1,300})'/;
const ON_PROMISE =
  /^Property '([^']{1,200})' does not exist on type 'Promise<.{1,300}>'\.(?: Did you forget to use 'await'\?)?$/;
const INDEX_OF_PROMISE =
  /^Element implicitly has an 'any' type because expression of type '.{1,200}' can't be used to index type 'Promise<.{1,300}>'\./;
const PROMISE_GIVEN =
  /^(?:Argument of type|Type) 'Promise<(.{1,200})>' is not assignable to (?:parameter of )?type '(.{1,200})'\./;
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js',
];

interface Spotted {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

function spotted(input: FixerInput, issue: DiagnosisIssue): Spotted | null {
  const spot = spotOf(input, issue);
  if (!spot || !SCRIPT.test(spot.path)) return null;
  const { column } = spot;
  return column === null ? null : { ...spot, column };
}

function patchOf(
  input: FixerInput,
  issues: readonly DiagnosisIssue[],
  { path, text }: Spotted,
  cuts: readonly Cut[],
  reason: string,
  confidence: number,
): FixerOutcome {
  const edits = rewrite(path, text, withCuts(text, cuts));
  return {
    outcome: 'patch',
    edits,
    reason,
    quotes: issues.map((issue) => quoteOf(input, issue)),
    covers: issues,
    confidence,
    safety: 'safe',
  };
}

function typeImports(input: FixerInput): FixerOutcome[] {
  const files = new Map<string, { readonly spots: Spotted[]; readonly issues: DiagnosisIssue[] }>();
  for (const issue of input.issues.filter(({ rule }) => TYPE_ONLY.has(rule ?? ''))) {
    const spot = spotted(input, issue);
    if (!spot) continue;
    const own = files.get(spot.path) ?? { spots: [], issues: [] };
    own.spots.push(spot);
    own.issues.push(issue);
    files.set(spot.path, own);
  }
  return [...files.values()].flatMap(({ spots, issues }) => {
    const [first] = spots;
    const cuts = first ? asTypes(first.path, first.text, spots) : null;
    return first && cuts ? [patchOf(input, issues, first, cuts, 'Import what is only a type as a type', 0.95)] : [];
  });
}

/** The module's text in quotes at a place. */
function specifierAt({ text, line, column }: Spotted, specifier: string): boolean {
  const content = lineOf(text, line) ?? '';
  return ["'", '"', '`'].some((mark) => content.startsWith(mark + specifier + mark, column - 1));
}

/** Resolves `./utils.js` beside a file, written with other capitals: the one file of the tree it can mean. */
function otherCase(input: FixerInput, from: string, specifier: string): string | null {
  const folder = from.split('/').slice(0, -1);
  const parts = specifier.split('/');
  for (const part of parts) if (part === '..' && folder.pop() === undefined) return null;
  const named = parts.filter((part) => part !== '.' && part !== '..').join('/');
  const base = [...folder, named].join('/');
  const stem = base.replace(/\.([cm]?)jsx?$/, '');
  const wanted = new Set(
    [...ENDINGS.map((ending) => base + ending), ...ENDINGS.map((ending) => stem + ending)].map((path) =>
      path.toLowerCase(),
    ),
  );
  const found = [...input.files.paths].filter((path) => wanted.has(path.toLowerCase()));
  const [only] = found;
  if (found.length !== 1 || only === undefined) return null;
  // The written ending stays; only the letters the file's own path has are taken over.
  const shared = named.replace(/\.[cm]?jsx?$/, '');
  const right = only.slice(base.length - named.length, base.length - named.length + shared.length);
  if (right.toLowerCase() !== shared.toLowerCase() || right === shared) return null;
  return specifier.slice(0, specifier.length - named.length) + right + named.slice(shared.length);
}

/** What an import of a file that is not there was meant to be, a slip away. */
function slipOf(input: FixerInput, path: string, specifier: string): string | null {
  const broken = /^\.{1,2}\//.test(specifier) ? brokenImports(input.files, path, 'loose') : null;
  return broken?.find(({ file, spec }) => file === path && spec === specifier)?.right ?? null;
}

function one(input: FixerInput, issue: DiagnosisIssue): FixerOutcome | null {
  const { rule, message } = issue;
  const spot = spotted(input, issue);
  if (!spot) return null;
  const { path, text, line, column } = spot;
  const decline = (why: string): FixerOutcome => ({ outcome: 'declined', covers: [issue], why });
  if (rule === 'TS4114' || rule === 'TS4115' || rule === 'TS4116') {
    const base = /in the base class '([^'<]{1,200})/.exec(message)?.[1] ?? '';
    const cut = overridden(path, text, line, column, base);
    return (
      cut && patchOf(input, [issue], spot, [cut], 'Say that the member overrides another, as the compiler asks', 0.95)
    );
  }
  if (rule === 'TS2835' || rule === 'TS2307') {
    const content = lineOf(text, line) ?? '';
    const [, old = ''] = /^(?:'|"|`)([^'"`]{1,300})/.exec(content.slice(column - 1)) ?? [];
    const right =
      rule === 'TS2835'
        ? NEEDS_ENDING.exec(message)?.[1]
        : (otherCase(input, path, NOT_FOUND.exec(message)?.[1] ?? '') ?? slipOf(input, path, old));
    if (right === undefined || right === null) return null;
    if (old === '' || !specifierAt(spot, old)) return decline(`no module is named at ${path}:${line}`);
    const reason =
      rule === 'TS2835'
        ? `Write ${right}, as the compiler suggests`
        : `Write ${right}, the name of the file that is there`;
    const edits = [replaceAt(path, { line, column: column + 1 }, old, right)];
    return {
      outcome: 'patch',
      edits,
      reason,
      quotes: [quoteOf(input, issue)],
      covers: [issue],
      confidence: 0.95,
      safety: 'safe',
    };
  }
  if (ON_PROMISE.test(message) || INDEX_OF_PROMISE.test(message)) {
    const cuts = awaitForProperty(path, text, line, column);
    return cuts
      ? patchOf(input, [issue], spot, cuts, 'Await the promise whose value is used', 0.9)
      : decline(`${path}:${line} is not in an async function, or the promise is used as one`);
  }
  const [, inside, wanted] = PROMISE_GIVEN.exec(message) ?? [];
  if (inside === undefined || inside !== wanted) return null;
  const cuts = awaitForValue(path, text, line, column);
  return cuts
    ? patchOf(input, [issue], spot, cuts, 'Await the promise whose value is wanted', 0.9)
    : decline(`${path}:${line} is not in an async function, or the promise is used as one`);
}

/** What tsc asks for and its message settles: type-only imports, `override`, endings and capitals of modules, `await`. */
export const tscSyntax: Fixer = {
  name: 'tsc-syntax',
  phase: 'edit',
  fix: (input) => [
    ...typeImports(input),
    ...input.issues
      .filter(({ rule }) => rule?.startsWith('TS') === true && !TYPE_ONLY.has(rule))
      .flatMap((issue) => one(input, issue) ?? []),
  ],
};
