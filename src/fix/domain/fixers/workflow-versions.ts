import { Range, minVersion, satisfies, valid } from 'semver';
import type { LogMatch } from '../config/log-match';
import { matchesOf } from '../config/log-match';
import type { Step } from '../config/workflow-file';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import { textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { replaceAt } from '../kit';

/** A version in use and the range that something asked for. */
interface Asked {
  readonly has: string;
  readonly wants: string;
  readonly said: LogMatch;
}
interface Language {
  readonly name: string;
  readonly action: string;
  readonly input: string;
  readonly file: RegExp;
  /** Releases that are kept, the oldest first. */
  readonly releases: readonly string[];
  fits(release: string, range: string): boolean;
  asked(input: FixerInput): readonly Asked[];
}

const REQUIRED = /^npm (?:error|ERR!) notsup Required:\s{1,8}(\{.{1,300}\})$/;
const ACTUAL = /^npm (?:error|ERR!) notsup Actual:\s{1,8}(\{.{1,300}\})$/;
const YARN =
  /The engine "node" is incompatible with this module\. Expected version "([^"]{1,100})"\. Got "v?([\d.]{1,20})"/;
const PNPM = /^\s{0,8}Expected version: (.{1,100})$/;
const PNPM_GOT = /^\s{0,8}Got: v?(\d[\d.]{1,20})$/;
const PIP = /requires a different Python: (\d[\d.]{1,20}) not in '([^']{1,100})'/;
const POETRY =
  /The currently activated Python version (\d[\d.]{1,20}) is not supported by the project \(([^)]{1,100})\)/;

function nodeOf(json: string): string | null {
  try {
    const { node } = JSON.parse(json) as { node?: unknown };
    return typeof node === 'string' ? node.replace(/^v/, '') : null;
  } catch {
    return null;
  }
}

function askedOfNode(input: FixerInput): Asked[] {
  const asked = matchesOf(input, REQUIRED).flatMap((said): Asked[] => {
    const wants = nodeOf(said.groups[0] ?? '');
    const line = said.below.find((each) => ACTUAL.test(each));
    const has = line === undefined ? null : nodeOf(ACTUAL.exec(line)?.[1] ?? '');
    return wants === null || has === null ? [] : [{ wants, has, said }];
  });
  const yarn = matchesOf(input, YARN).map((said) => ({ wants: said.groups[0] ?? '', has: said.groups[1] ?? '', said }));
  const pnpm = matchesOf(input, PNPM).flatMap((said): Asked[] => {
    const got = said.below.slice(0, 2).flatMap((each) => PNPM_GOT.exec(each)?.[1] ?? []);
    return got[0] === undefined ? [] : [{ wants: said.groups[0] ?? '', has: got[0], said }];
  });
  return [...asked, ...yarn, ...pnpm].filter(
    ({ wants, has }) => valid(has) !== null && isRange(wants) && !satisfies(has, wants),
  );
}

function isRange(text: string): boolean {
  try {
    return minVersion(new Range(text)) !== null;
  } catch {
    return false;
  }
}

const numbers = (version: string): [number, number] => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
};

/** One part of `>=3.10,<4`, or Poetry's `^3.10`, on releases like `3.12`; null for one that is not understood. */
function fitsPart(release: string, part: string): boolean | null {
  const [, sign = '', version = ''] =
    /^(>=|<=|==|!=|~=|>|<|\^)\s{0,4}(\d{1,3}(?:\.\d{1,3}){0,2})(?:\.\*)?$/.exec(part) ?? [];
  if (version === '') return null;
  const [[a, b], [c, d]] = [numbers(release), numbers(version)];
  const off = a === c ? b - d : a - c;
  if (sign === '>=' || sign === '~=' || sign === '^') return off >= 0 && (sign === '>=' || a === c);
  if (sign === '<') return off < 0;
  if (sign === '<=') return off <= 0;
  if (sign === '==') return off === 0;
  return sign === '>' ? off > 0 : off !== 0;
}

const NODE: Language = {
  name: 'Node.js',
  action: 'actions/setup-node@',
  input: 'node-version',
  file: /(?:^|\/)\.(?:nvmrc|node-version)$/,
  releases: ['18', '20', '22', '24'],
  // A release stands for its newest version.
  fits: (release, range) => satisfies(`${release}.999.999`, range),
  asked: askedOfNode,
};
const PYTHON: Language = {
  name: 'Python',
  action: 'actions/setup-python@',
  input: 'python-version',
  file: /(?:^|\/)\.python-version$/,
  releases: ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14'],
  fits: (release, range) => range.split(',').every((part) => fitsPart(release, part.trim()) === true),
  asked: (input) =>
    [...matchesOf(input, PIP), ...matchesOf(input, POETRY)].map((said) => ({
      has: said.groups[0] ?? '',
      wants: said.groups[1] ?? '',
      said,
    })),
};

/** True when a version as it is written is the one in use: `18`, `18.x`, `v18.19.0`, `3.8`. */
function isInUse(written: string, has: string): boolean {
  const plain = written.replace(/^v/, '').replace(/(?:\.x)+$/, '');
  return plain !== '' && (has === plain || has.startsWith(`${plain}.`));
}

/** A version written as the old one was; in quotes where YAML would read a number that drops a nought. */
function writtenLike(old: string, release: string): string {
  const [quote] = /^['"]/.exec(old) ?? [];
  if (quote !== undefined) return `${quote}${release}${old.includes('.x') ? '.x' : ''}${quote}`;
  if (old.includes('.x')) return `${release}.x`;
  return /^\d+\.\d*0$/.test(release) ? `'${release}'` : release;
}

function editsOf(input: FixerInput, path: string, language: Language, has: string, release: string): Edit[] {
  const text = input.files.text(path) ?? '';
  const yaml = yamlText(text);
  if (!yaml) return [];
  const steps: Step[] = jobsOf(yaml.document.contents).flatMap((job) => job.steps);
  return steps.flatMap(({ uses, with: given }): Edit[] => {
    if (uses?.startsWith(language.action) !== true) return [];
    const place = valueOf(given, language.input);
    const written = textOf(place);
    if (place?.range && written !== null && isInUse(written, has)) {
      const old = text.slice(place.range[0], place.range[1]);
      return [replaceAt(path, yaml.at(place.range[0]), old, writtenLike(old, release))];
    }
    const file = textOf(valueOf(given, `${language.input}-file`));
    const said = file !== null && language.file.test(file) ? input.files.text(file) : null;
    const old = /^v?\d[\w.]*/.exec(said ?? '')?.[0];
    if (file === null || old === undefined || !isInUse(old, has)) return [];
    return [replaceAt(file, { line: 1, column: 1 }, old, (old.startsWith('v') ? 'v' : '') + release)];
  });
}

function fixLanguage(input: FixerInput, language: Language): FixerOutcome[] {
  const asked = language.asked(input);
  const [first] = asked;
  if (!first) return [];
  const { has } = first;
  const covers = input.issues.filter(
    ({ message, rule }) =>
      /EBADENGINE|UNSUPPORTED_ENGINE|requires a different Python|engine "node"|Python version/.test(
        `${rule ?? ''} ${message}`,
      ) || asked.some(({ wants }) => message.includes(wants)),
  );
  const no = (why: string): FixerOutcome[] => [{ outcome: 'declined', covers, why }];
  const newer = language.releases.filter((release) => {
    const [[a, b], [c, d]] = [numbers(release), numbers(has)];
    return a > c || (a === c && b > d);
  });
  const release = newer.find((each) => asked.every(({ wants }) => language.fits(each, wants)));
  if (release === undefined) return no(`no release of ${language.name} is known that ${first.wants} allows`);
  const touched = workflowFiles(input)
    .map((path) => editsOf(input, path, language, has, release))
    .filter((edits) => edits.length > 0);
  const [edits] = touched;
  if (!edits || touched.length > 1) return no(`no single workflow sets up ${language.name} ${has} plainly`);
  return [
    {
      outcome: 'patch',
      edits,
      reason: `Set up ${language.name} ${release}, the oldest that ${first.wants} allows; it ran with ${has}`,
      quotes: [first.said.quote],
      covers,
      coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
      confidence: 0.85,
      safety: 'safe',
    },
  ];
}

/** Workflows that set up a version of Node.js or Python which the project or a dependency does not take. */
export const workflowVersions: Fixer = {
  name: 'workflow-versions',
  phase: 'edit',
  fix: (input) => [...fixLanguage(input, NODE), ...fixLanguage(input, PYTHON)],
};
