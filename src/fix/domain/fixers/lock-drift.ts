import { satisfies, valid } from 'semver';
import { isScalar } from 'yaml';
import { matchesOf } from '../config/log-match';
import type { Declared, Manifest } from '../config/package-json';
import { folderOf, manifestAt, manifestsOf } from '../config/package-json';
import { pruned } from '../config/pnpm-prune';
import { entriesOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt, rewrite } from '../kit';

const DRIFT =
  /^npm (?:ERR!|error)\s+(Missing|Invalid): (?:lock file's )?(@?[\w./-]{1,100})@(\S{1,60}) (?:from lock file|does not satisfy )/;
const PNPM = /\bERR_PNPM_OUTDATED_LOCKFILE\b/;
const UPDATE_NPM = 'npm install --package-lock-only';
const UPDATE_PNPM = 'pnpm install --lockfile-only';

type Json = Record<string, unknown>;
const objectIn = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

/** The order npm writes keys in: these first, then plain values, then objects, each by the alphabet. */
const FIRST = ['name', 'version', 'lockfileVersion', 'resolved', 'integrity', 'requires', 'packages', 'dependencies'];
function ordered(object: Json): Json {
  const rank = ([key, value]: [string, unknown]): string => {
    const first = FIRST.indexOf(key);
    if (first >= 0) return `0${first}`;
    return (objectIn(value) === null ? '1' : '2') + key;
  };
  return Object.fromEntries(Object.entries(object).sort((a, b) => (rank(a) < rank(b) ? -1 : 1)));
}

/** A lock file's text with direct dependencies that only it lacks; null when it is not written as npm writes it. */
function withMissing(
  text: string,
  { dependencies }: Manifest,
  missing: ReadonlyMap<string, string>,
  invalid: ReadonlyMap<string, string>,
): string | null {
  let lock: Json | null;
  try {
    lock = objectIn(JSON.parse(text));
  } catch {
    return null;
  }
  const packages = objectIn(lock?.packages);
  const root = objectIn(packages?.['']);
  const indent = /^\{\n([ \t]+)"/.exec(text)?.[1];
  const tail = text.endsWith('\n') ? '\n' : '';
  if (!lock || !packages || !root || indent === undefined) return null;
  if (JSON.stringify(lock, null, indent) + tail !== text) return null;
  let own: Json = { ...root };
  const entries = { ...packages };
  for (const [name, version] of missing) {
    const entry = dependencies.find((each) => each.name === name && each.section !== 'peerDependencies');
    if (!entry || entries[`node_modules/${name}`] !== undefined) return null;
    const section = { ...objectIn(own[entry.section]), [name]: entry.spec };
    own = { ...own, [entry.section]: Object.fromEntries(Object.entries(section).sort(([a], [b]) => (a < b ? -1 : 1))) };
    const kind: Json =
      entry.section === 'devDependencies'
        ? { dev: true }
        : entry.section === 'optionalDependencies'
          ? { optional: true }
          : {};
    entries[`node_modules/${name}`] = { version, ...kind };
  }
  for (const [name, version] of invalid) {
    const entry = dependencies.find((each) => each.name === name && each.section !== 'peerDependencies');
    const old = objectIn(entries[`node_modules/${name}`]);
    const section = entry && objectIn(own[entry.section]);
    // What another version needs or brings is not known: only a package without either is plain.
    const plain =
      old && ['dependencies', 'peerDependencies', 'optionalDependencies', 'bin'].every((key) => !(key in old));
    if (!entry || !section || plain !== true) return null;
    own = { ...own, [entry.section]: { ...section, [name]: entry.spec } };
    const kept = Object.entries(old).filter(([key]) => key !== 'resolved' && key !== 'integrity');
    entries[`node_modules/${name}`] = { ...Object.fromEntries(kept), version };
  }
  entries[''] = ordered(own);
  const sorted = Object.fromEntries(Object.entries(entries).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return JSON.stringify({ ...lock, packages: sorted }, null, indent) + tail;
}

function npmDrift(input: FixerInput): FixerOutcome[] {
  const covers = input.issues.filter(({ rule }) => rule === 'EUSAGE');
  const said = matchesOf(input, DRIFT);
  if (covers.length === 0 || said.length === 0) return [];
  const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why, command: UPDATE_NPM }];
  const invalid = new Map(
    said.flatMap(({ groups: [kind, name = ''], quote }) => {
      const version = kind === 'Invalid' ? / does not satisfy \S+@(\S{1,60})$/.exec(quote.text)?.[1] : undefined;
      return version === undefined ? [] : [[name, version] as const];
    }),
  );
  const missing = new Map(
    said
      .filter(({ groups }) => groups[0] === 'Missing')
      .map(({ groups: [, name = '', version = ''] }) => [name, version] as const),
  );
  const fits = ({ dependencies }: Manifest): boolean =>
    [...missing, ...invalid].every(([name, version]) =>
      dependencies.some((each) => each.name === name && valid(version) !== null && satisfies(version, each.spec)),
    );
  const places = manifestsOf(input).filter(
    (manifest) => input.files.paths.has(`${folderOf(manifest.path)}package-lock.json`) && fits(manifest),
  );
  const [manifest] = places;
  if (!manifest || places.length > 1)
    return no('more than the project’s own dependencies are missing, and only npm knows what they need');
  // Without its own manifest nothing tells what programs a package brings: scripts could miss them.
  const scripts = /"scripts"\s*:\s*\{[^}]*\}/.exec(manifest.text)?.[0] ?? '';
  if ([...missing.keys()].some((name) => scripts.includes(name.replace(/^@[^/]*\//, ''))))
    return no('a script may call a missing package, and only npm knows its programs');
  const path = `${folderOf(manifest.path)}package-lock.json`;
  const text = input.files.text(path);
  const after = text === null ? null : withMissing(text, manifest, missing, invalid);
  if (text === null || after === null) return no('package-lock.json is not as npm writes it');
  const named = [...missing, ...invalid].map(([name, version]) => `${name}@${version}`).join(', ');
  return [
    {
      outcome: 'patch',
      edits: rewrite(path, text, after),
      reason: `Lock ${named}, the versions npm says belong into package-lock.json; their checksums come with the command`,
      quotes: said.map(({ quote }) => quote),
      covers,
      confidence: 0.6,
      safety: 'suggestion',
      command: UPDATE_NPM,
    },
  ];
}

/** The edit that makes one importer's `specifier` follow its manifest; null when the locked version is not in its range. */
function specifierEdit(path: string, text: string, importer: string, { section, name, spec }: Declared): Edit[] | null {
  const yaml = yamlText(text);
  const entry = valueOf(yaml?.document.contents, 'importers', importer, section, name);
  const specifier = valueOf(entry, 'specifier');
  const locked = (textOf(valueOf(entry, 'version')) ?? '').replace(/\(.*$/, '');
  if (!yaml || !isScalar(specifier) || !specifier.range) return null;
  if (String(specifier.value) === spec) return [];
  if (valid(locked) === null || !satisfies(locked, spec)) return null;
  const [from, to] = specifier.range;
  const plain = /^[\w^~.-][\w^~.+-]*$/.test(spec);
  return [replaceAt(path, yaml.at(from), text.slice(from, to), plain ? spec : `'${spec}'`)];
}

function pnpmDrift(input: FixerInput): FixerOutcome[] {
  const [said] = matchesOf(input, PNPM);
  if (!said) return [];
  const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers: [], why, command: UPDATE_PNPM }];
  const locks = [...input.files.paths].filter((path) => /(?:^|\/)pnpm-lock\.yaml$/.test(path));
  const [path] = locks;
  const text = path === undefined || locks.length > 1 ? null : input.files.text(path);
  if (path === undefined || text === null) return no('not exactly one pnpm-lock.yaml is in the tree');
  const importers = entriesOf(valueOf(yamlText(text)?.document.contents, 'importers'));
  const edits: Edit[] = [];
  const gone: { readonly importer: string; readonly name: string }[] = [];
  for (const { key, value } of importers) {
    const folder = folderOf(path) + (key === '.' ? '' : `${key}/`);
    const manifest = manifestAt(input, `${folder}package.json`);
    if (!manifest) return no(`${key} has no package.json`);
    const own = manifest.dependencies.filter(({ section }) => section !== 'peerDependencies');
    const locked = entriesOf(value).flatMap((section) => entriesOf(section.value).map((each) => each.key));
    gone.push(
      ...locked.filter((name) => !own.some((each) => each.name === name)).map((name) => ({ importer: key, name })),
    );
    for (const entry of own) {
      const edit = specifierEdit(path, text, key, entry);
      if (edit === null)
        return no(`${entry.name}@${entry.spec} is not locked, and only pnpm can work out its checksum`);
      edits.push(...edit);
    }
  }
  const without = gone.length === 0 ? text : pruned(text, gone);
  if (without === null || (gone.length > 0 && edits.length > 0))
    return no('the lock file has more than package.json asks for, and only pnpm can take it out');
  edits.push(...rewrite(path, text, without));
  if (edits.length === 0) return no('the ranges agree; something else differs');
  return [
    {
      outcome: 'patch',
      edits,
      reason:
        gone.length === 0
          ? 'Write package.json’s ranges into pnpm-lock.yaml; the locked versions are within them'
          : `Take ${gone.map(({ name }) => name).join(', ')} out of pnpm-lock.yaml: package.json no longer asks for it`,
      quotes: [said.quote],
      covers: input.issues.filter(({ rule, message }) => PNPM.test(`${rule ?? ''} ${message}`)),
      coversAll: true,
      confidence: 0.9,
      safety: 'safe',
      command: UPDATE_PNPM,
    },
  ];
}

/** Lock files that lag behind their manifest, as far as manifest, lock file and log tell all that has to change. */
export const lockDrift: Fixer = {
  name: 'lock-drift',
  phase: 'edit',
  fix: (input) => [...npmDrift(input), ...pnpmDrift(input)],
};
