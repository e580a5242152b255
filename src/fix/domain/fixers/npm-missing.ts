import { builtinModules } from 'node:module';
import path from 'node:path';
import { satisfies } from 'semver';
import { matchesOf } from '../config/log-match';
import type { Manifest, Section } from '../config/package-json';
import { addDependency, folderOf, manifestsOf } from '../config/package-json';
import type { Edit, Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { rewrite, spotOf } from '../kit';

const NAME = '((?:@[\\w.-]{1,80}\\/)?[\\w.-]{1,80})';
/** What is imported, and by which file; a path behind the package's name is not part of it. */
const IMPORTED: readonly RegExp[] = [
  new RegExp(`\\[ERR_MODULE_NOT_FOUND\\]: Cannot find package '${NAME}(?:/[^']{1,200})?' imported from (\\S{1,300})$`),
  new RegExp(`Cannot find module '${NAME}(?:/[^']{1,200})?' from '([^']{1,300})'`),
  new RegExp(`Failed to resolve import "${NAME}(?:/[^"]{1,200})?" from "([^"]{1,300})"`),
  new RegExp(`Rollup failed to resolve import "${NAME}(?:/[^"]{1,200})?" from "([^"]{1,300})"`),
];
const REQUIRED = new RegExp(`^(?:Uncaught )?Error: Cannot find module '${NAME}(?:/[^']{1,200})?'$`);
const LINTED = new RegExp(
  `^'${NAME}' should be listed in the project's dependencies\\. Run 'npm i (?:-S )?${NAME}' to add it$`,
);
const TEST = /^(?:.*\/)?(?:__tests__|tests?|e2e|spec)\/|\.(?:test|spec|config|stories)\.[a-z]+$/;
const COMMAND = (name: string): string => `npm install ${name}`;

interface Wanted {
  readonly name: string;
  readonly importer: string;
  readonly quote: Quote;
}

function wantedIn(input: FixerInput): Wanted[] {
  const imported = IMPORTED.flatMap((pattern) => matchesOf(input, pattern)).map((match) => ({
    match,
    from: match.groups[1],
  }));
  const required = matchesOf(input, REQUIRED).map((match) => ({
    match,
    from: match.below[0] === 'Require stack:' ? /^- (.{1,400})$/.exec(match.below[1] ?? '')?.[1] : undefined,
  }));
  const logged = [...imported, ...required].flatMap(({ match: { quote, groups }, from }) => {
    const importer = from === undefined ? null : input.pathOf(from);
    return importer === null ? [] : [{ name: groups[0] ?? '', importer, quote }];
  });
  const linted = input.issues.flatMap((issue) => {
    const name = LINTED.exec(issue.message)?.[1];
    const spot = name === undefined ? null : spotOf(input, issue);
    const { job, firstLine } = issue.evidence;
    return name === undefined || spot === null
      ? []
      : [{ name, importer: spot.path, quote: { job, line: firstLine, text: issue.message } }];
  });
  return [...logged, ...linted];
}

type Json = Record<string, unknown>;
const objectIn = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

interface Lock {
  readonly path: string;
  readonly text: string;
  readonly root: Json;
  readonly packages: Json;
}

function lockOf(input: FixerInput, folder: string): Lock | null {
  const file = `${folder}package-lock.json`;
  const text = input.files.text(file);
  if (text === null) return null;
  try {
    const root = objectIn(JSON.parse(text));
    const packages = objectIn(root?.packages);
    return root && packages && objectIn(packages['']) ? { path: file, text, root, packages } : null;
  } catch {
    // A lock that is no JSON is another failure.
    return null;
  }
}

/** The lock file with its root asking for a package it has already: all that npm would change. Null when npm wrote it otherwise. */
function lockedToo(
  { path: file, text, root, packages }: Lock,
  section: Section,
  name: string,
  spec: string,
): Edit[] | null {
  const indent = /^\{\n([ \t]+)"/.exec(text)?.[1];
  const tail = text.endsWith('\n') ? '\n' : '';
  const same = (value: unknown): string => JSON.stringify(value, null, indent) + tail;
  const entry = objectIn(packages[`node_modules/${name}`]);
  if (indent === undefined || same(root) !== text || !entry) return null;
  const own = { ...objectIn(packages['']) };
  const listed = Object.entries({ ...objectIn(own[section]), [name]: spec }).sort(([a], [b]) => (a < b ? -1 : 1));
  // A new section stands where npm sorts it; only one that is there can be filled exactly.
  if (objectIn(own[section]) === null) return null;
  own[section] = Object.fromEntries(listed);
  const flags = ['dev', 'optional', 'peer', 'devOptional'].filter((flag) => entry[flag] === true);
  // What was there for development alone is wanted at run time now, and so is all it needs in turn.
  if (section === 'dependencies' && flags.length > 0) return null;
  return rewrite(file, text, same({ ...root, packages: { ...packages, '': own } }));
}

/** The range other manifests of the repository give, if they all give the same. */
function siblingsSpec(manifests: readonly Manifest[], name: string): string | null {
  const specs = new Set(
    manifests.flatMap(({ dependencies }) => dependencies.flatMap((each) => (each.name === name ? [each.spec] : []))),
  );
  const [only, second] = specs;
  return only !== undefined && second === undefined && /^[\^~]?\d+\.\d+\.\d+/.test(only) ? only : null;
}

function fixOne(input: FixerInput, { name, importer, quote }: Wanted): FixerOutcome | null {
  if (builtinModules.includes(name) || name.startsWith('.')) return null;
  const manifests = manifestsOf(input);
  const home = manifests
    .filter(({ path: file }) => importer.startsWith(folderOf(file)))
    .sort((a, b) => b.path.length - a.path.length)[0];
  const covers = input.issues.filter(
    ({ message }) => message.includes(`'${name}'`) || message.includes(`"${name}"`) || message.includes(`'${name}/`),
  );
  const coversTests = input.failingTests.filter(({ message }) => message?.includes(`'${name}`) === true);
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers, why, command: COMMAND(name) });
  if (!home) return null;
  if (home.dependencies.some((each) => each.name === name))
    return no(`${home.path} lists ${name}; it was not installed`);
  if (manifests.some((each) => each.name === name)) return no(`${name} is a package of the repository's own`);
  const folder = folderOf(home.path);
  const locks = [...input.files.paths].filter((each) =>
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/.test(each),
  );
  const near = locks.filter((each) => folder.startsWith(folderOf(each)));
  const section: Section = TEST.test(importer.slice(folder.length)) ? 'devDependencies' : 'dependencies';
  const sibling = siblingsSpec(manifests, name);
  if (near.length === 0) {
    const edits = sibling === null ? null : addDependency(home, section, name, sibling);
    if (edits === null) return no(`nothing in the tree tells which version of ${name} is meant`);
    return patch(edits, `as the repository's other packages ask for it`);
  }
  const lock = near.length === 1 && near[0] === `${folder}package-lock.json` ? lockOf(input, folder) : null;
  const version = objectIn(lock?.packages[`node_modules/${name}`])?.version;
  if (lock === null || typeof version !== 'string')
    return no(`the lock file does not have ${name}, and only its tool can add it`);
  const spec = sibling !== null && satisfies(version, sibling) ? sibling : `^${version}`;
  const added = addDependency(home, section, name, spec);
  const locked = lockedToo(lock, section, name, spec);
  if (added === null || locked === null) return no(`package-lock.json cannot follow exactly without npm`);
  return patch([...added, ...locked], `the version that package-lock.json has already`);

  function patch(edits: readonly Edit[], source: string): FixerOutcome {
    return {
      outcome: 'patch',
      edits,
      reason: `List ${name} in ${path.posix.basename(home?.path ?? '')} for ${importer}, ${source}`,
      quotes: [quote],
      covers,
      coversTests,
      coversAll:
        input.issues.every((issue) => covers.includes(issue)) &&
        input.failingTests.every((test) => coversTests.includes(test)),
      confidence: 0.8,
      safety: 'suggestion',
      command: COMMAND(name),
    };
  }
}

/** A package that is imported and that no manifest lists, where the repository itself tells the version. */
export const npmMissing: Fixer = {
  name: 'npm-missing',
  phase: 'edit',
  fix: (input) => {
    const seen = new Set<string>();
    return wantedIn(input).flatMap((wanted) => {
      if (seen.has(wanted.name)) return [];
      seen.add(wanted.name);
      return fixOne(input, wanted) ?? [];
    });
  },
};
