import { brokenImports } from '../config/import-graph';
import { matchesOf } from '../config/log-match';
import type { Edit, Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { replaceAt } from '../kit';

/** What tools say of an import that leads nowhere: what was asked for, and by which file. */
const ESM =
  /\[ERR_(?:MODULE_NOT_FOUND|UNSUPPORTED_DIR_IMPORT)\]: (?:Cannot find module|Directory import) '([^']{1,400})' (?:is not supported resolving ES modules )?imported from (\S{1,400})$/;
const REQUIRE = /^(?:Uncaught )?Error: Cannot find module '(\.{1,2}\/[^']{1,300})'$/;
const LOOSE: readonly RegExp[] = [
  /Cannot find module '(\.{1,2}\/[^']{1,300})' from '([^']{1,300})'/,
  /Could not resolve "(\.{1,2}\/[^"]{1,300})" from "([^"]{1,300})"/,
  /Cannot find module '(\.{1,2}\/[^']{1,300})' imported from (\/\S{1,300})$/,
  /Could not resolve '(\.{1,2}\/[^']{1,300})' in (\S{1,300})$/,
  /Failed to resolve import "(\.{1,2}\/[^"]{1,300})" from "([^"]{1,300})"/,
  /Could not resolve '(\.{1,2}\/[^']{1,300})' from (\S{1,300})$/,
];
const BUILT = /(?:^|\/)(?:dist|build|out|coverage)\//;
/** `lib/` is written by a build where there is a `src/` it could be built from; else it is the source. */
const LIBRARY = /(?:^|\/)lib\//;

interface Missing {
  readonly importer: string;
  readonly how: 'exact' | 'loose';
  readonly quote: Quote;
  readonly words: string;
}

function missingOf(input: FixerInput): Missing[] {
  const at = (named: string): string | null => input.pathOf(named.replace(/^file:\/\//, ''));
  const esm = matchesOf(input, ESM).flatMap(({ groups: [words = '', from = ''], quote }) => {
    const importer = at(from);
    return importer === null ? [] : [{ importer, how: 'exact' as const, quote, words }];
  });
  const required = matchesOf(input, REQUIRE).flatMap(({ groups: [words = ''], quote, below }) => {
    const stack = below[0] === 'Require stack:' ? /^- (.{1,400})$/.exec(below[1] ?? '')?.[1] : undefined;
    const importer = stack === undefined ? null : at(stack);
    return importer === null ? [] : [{ importer, how: 'loose' as const, quote, words }];
  });
  const loose = LOOSE.flatMap((pattern) =>
    matchesOf(input, pattern).flatMap(({ groups: [words = '', from = ''], quote }) => {
      const importer = at(from);
      return importer === null ? [] : [{ importer, how: 'loose' as const, quote, words }];
    }),
  );
  return [...esm, ...required, ...loose];
}

function fixOne(input: FixerInput, { importer, how, quote, words }: Missing): FixerOutcome | null {
  const { issues, failingTests, files } = input;
  const covers = issues.filter(({ message, tool }) => message.includes(words) && tool !== 'tsc');
  // Node's runner names a file that could not be loaded as if it were a test.
  const coversTests = failingTests.filter(
    ({ message, name }) =>
      message?.includes(words) === true || (/\.[cm]?[jt]sx?$/.test(name) && input.pathOf(name) === importer),
  );
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers, why });
  const library = LIBRARY.test(importer) && [...files.paths].some((path) => /(?:^|\/)src\//.test(path));
  if (BUILT.test(importer) || library) return no(`${importer} may be written by a build`);
  const broken = brokenImports(files, importer, how);
  if (broken === null) return no('the tree has too many scripts to tell which are loaded together');
  if (!broken.some(({ file }) => file === importer)) return null;
  const hopeless = broken.find(({ right }) => right === null);
  if (hopeless) return no(`${hopeless.file} imports ${hopeless.spec}, and no one file of the tree can be meant`);
  const edits = broken.flatMap(({ file, spec, start, right }): Edit[] => {
    const before = (files.text(file) ?? '').slice(0, start).split('\n');
    const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
    return right === null ? [] : [replaceAt(file, place, spec, right)];
  });
  const [first] = broken;
  return {
    outcome: 'patch',
    edits,
    reason: `Import ${first?.right ?? ''}, the file that is there, for ${first?.spec ?? ''}`,
    quotes: [quote],
    covers,
    coversTests,
    coversAll: issues.length === 0 && failingTests.length === 0,
    confidence: 0.9,
    safety: 'safe',
  };
}

/** Imports whose file is there with an ending, in other letters, or a slip away: `./util.js`, `./button`, `./utils` for `./utlis`. */
export const importPath: Fixer = {
  name: 'import-path',
  phase: 'edit',
  fix: (input) => {
    const seen = new Set<string>();
    return missingOf(input).flatMap((missing) => {
      const key = `${missing.importer}\n${missing.words}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return fixOne(input, missing) ?? [];
    });
  },
};
