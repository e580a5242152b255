import { minVersion, Range, satisfies, valid } from 'semver';
import { matchesOf } from '../config/log-match';
import type { Declared, Manifest } from '../config/package-json';
import { folderOf, manifestsOf, restring } from '../config/package-json';
import type { Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';

const NAME = '(@?[\\w./-]{1,100})';
const SAID = '^npm (?:ERR!|error)\\s+';
const FOUND = new RegExp(`${SAID}Found: ${NAME}@(\\S{1,60})$`);
const CANNOT = new RegExp(`${SAID}Could not resolve dependency:$`);
const PEER = new RegExp(`${SAID}(?:\\S+ )?peer ${NAME}@"([^"]{1,200})" from ${NAME}@(\\S{1,60})$`);
const CONFLICTING = new RegExp(`${SAID}Conflicting peer dependency: ${NAME}@(\\S{1,60})$`);
const NO_VERSION = new RegExp(`${SAID}notarget No matching version found for ${NAME}@([^ ]{1,80}?)\\.?$`);

const issuesOf = (input: FixerInput, rule: string) => input.issues.filter((issue) => issue.rule === rule);
const hasLock = (input: FixerInput, { path }: Manifest): boolean =>
  ['package-lock.json', 'npm-shrinkwrap.json'].some((lock) => input.files.paths.has(folderOf(path) + lock));

/** The one manifest that declares a dependency with these words. */
function declared(
  manifests: readonly Manifest[],
  name: string,
  fits: (spec: string) => boolean,
): { readonly manifest: Manifest; readonly entry: Declared } | null {
  const found = manifests.flatMap((manifest) =>
    manifest.dependencies
      .filter((entry) => entry.name === name && fits(entry.spec))
      .map((entry) => ({ manifest, entry })),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Of `^16.8.0 || ^17.0.0 || ^18.0.0`, the part nearest to a version that none of them allows. */
function nearestPart(range: string, found: string): string | null {
  const parts = range.split('||').map((part) => part.trim());
  const lows = parts.flatMap((part) => {
    const low = minVersion(part);
    return low ? [{ part, low }] : [];
  });
  if (lows.length !== parts.length) return null;
  lows.sort((a, b) => a.low.compare(b.low));
  const below = lows.filter(({ low }) => low.compare(found) <= 0).at(-1);
  return (below ?? lows[0])?.part ?? null;
}

/** A spec within a range, written as the old one was: exact for exact, else the range's own words. */
function specWithin(old: string, part: string, resolved: string | null): string | null {
  if (valid(old) === null) return part;
  if (resolved !== null && satisfies(resolved, part)) return resolved;
  return minVersion(part)?.version ?? null;
}

function peerConflict(input: FixerInput): FixerOutcome[] {
  const covers = issuesOf(input, 'ERESOLVE');
  if (covers.length === 0) return [];
  const command = 'npm install';
  const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why, command }];
  const [cannot, secondCannot] = matchesOf(input, CANNOT);
  const [found, secondFound] = matchesOf(input, FOUND);
  if (!cannot || !found || secondCannot || secondFound) return no('npm names no single conflict of peers');
  const [peer] = matchesOf(input, PEER).filter(({ quote }) => quote.line > cannot.quote.line);
  const [name = '', version = ''] = found.groups;
  const [peerName, range = '', from = ''] = peer?.groups ?? [];
  if (!peer || peerName !== name) return no('npm does not say which range of the peer would do');
  const root = found.below.some((line) =>
    new RegExp(`^npm (?:ERR!|error)\\s+(?:\\w+ )?\\S+@".*" from the root project$`).test(line),
  );
  const place = declared(manifestsOf(input), name, (spec) => valid(version) !== null && satisfies(version, spec));
  if (!root || !place) return no(`${name} is no dependency of the project’s own that one manifest declares`);
  if (hasLock(input, place.manifest)) return no('package-lock.json has to follow, which only npm can do');
  const part = nearestPart(range, version);
  const [conflicting] = matchesOf(input, CONFLICTING).filter(({ groups }) => groups[0] === name);
  const spec = part === null ? null : specWithin(place.entry.spec, part, conflicting?.groups[1] ?? null);
  if (spec === null) return no(`${range} is no range of versions`);
  const low = minVersion(spec);
  // What only the old version itself offers to work with is no wish of the project's.
  const itsOwn = (other: string): boolean =>
    found.below.some((line) =>
      new RegExp(`^npm (?:ERR!|error)\\s+peerOptional ${other}@".*" from ${name}@`).test(line),
    ) && !place.manifest.dependencies.some((each) => each.name === other);
  const others = [...matchesOf(input, PEER)].filter(
    ({ groups: [peerOf = '', , by = ''] }) => peerOf === name && by !== from && !itsOwn(by),
  );
  if (found.below.slice(0, 30).some((line) => /^npm (?:ERR!|error)\s+\d+ more \(/.test(line)))
    return no(`npm does not list all who ask for ${name}`);
  if (!low || others.some(({ groups }) => !satisfies(low, groups[1] ?? '')))
    return no(`others ask for another ${name} than ${from} does`);
  return [
    {
      outcome: 'patch',
      edits: [restring(place.manifest, place.entry.specNode, spec)],
      reason: `Set ${name} to ${spec}, the peer that ${from} asks for`,
      quotes: [found.quote, peer.quote],
      covers,
      confidence: 0.75,
      safety: 'suggestion',
    },
  ];
}

/** What the lock file of a manifest remembers of a dependency: the range it had, or the version in use. */
function remembered(input: FixerInput, { path }: Manifest, { section, name, spec }: Declared): string | null {
  const text = input.files.text(`${folderOf(path)}package-lock.json`);
  if (text === null) return null;
  try {
    const lock = JSON.parse(text) as { packages?: Record<string, Record<string, unknown>> };
    const ranges = lock.packages?.['']?.[section] as Record<string, unknown> | undefined;
    const range = ranges?.[name];
    const version = lock.packages?.[`node_modules/${name}`]?.version;
    if (typeof range !== 'string' || typeof version !== 'string' || range === spec) return null;
    return satisfies(version, range) ? range : null;
  } catch {
    return null;
  }
}

function noVersion(input: FixerInput): FixerOutcome[] {
  const covers = issuesOf(input, 'ETARGET');
  const [said] = matchesOf(input, NO_VERSION);
  if (covers.length === 0 || !said) return [];
  const [name = '', wanted = ''] = said.groups;
  const command = `npm view ${name} versions`;
  const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why, command }];
  const manifests = manifestsOf(input);
  const place = declared(manifests, name, (spec) => spec === wanted);
  if (!place) return no(`no manifest of the tree alone asks for ${name}@${wanted}`);
  const siblings = new Set(
    manifests.flatMap(({ dependencies }) =>
      dependencies.filter((each) => each.name === name && each.spec !== wanted).map(({ spec }) => spec),
    ),
  );
  const locked = remembered(input, place.manifest, place.entry);
  const [sibling] = siblings;
  const range = locked ?? (siblings.size === 1 && !hasLock(input, place.manifest) ? (sibling ?? null) : null);
  if (range === null || !isRange(range)) return no(`nothing in the tree or the log says which ${name} there is`);
  const source = locked === null ? 'another manifest of the tree has' : 'the lock file has';
  return [
    patch(place.manifest, place.entry, range, `Set ${name} back to ${range}, which ${source}`, said.quote, covers),
  ];
}

function isRange(spec: string): boolean {
  try {
    return new Range(spec).range !== '' || spec === '*';
  } catch {
    return false;
  }
}

function patch(
  manifest: Manifest,
  entry: Declared,
  spec: string,
  reason: string,
  quote: Quote,
  covers: ReturnType<typeof issuesOf>,
): FixerOutcome {
  const edits = [restring(manifest, entry.specNode, spec)];
  return { outcome: 'patch', edits, reason, quotes: [quote], covers, confidence: 0.8, safety: 'suggestion' };
}

/** Ranges of `package.json` that npm cannot resolve: conflicts of peers, versions that do not exist. */
export const npmInstall: Fixer = {
  name: 'npm-install',
  phase: 'edit',
  fix: (input) => [...peerConflict(input), ...noVersion(input)],
};
