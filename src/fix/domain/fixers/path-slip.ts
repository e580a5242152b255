import path from 'node:path';
import { matchesOf } from '../config/log-match';
import { nearPath } from '../config/near-path';
import type { Edit, Fixer, FixerInput, FixerOutcome, Quote } from '../fix.types';
import { replaceAt } from '../kit';

/** Where a runner keeps the repository. */
const WORKSPACE =
  /^(?:\/home\/runner\/work\/[^/]{1,100}\/[^/]{1,100}|\/builds\/[^/]{1,100}\/[^/]{1,100}|\/github\/workspace)\//;
/** Programs that were given a file which is not there. */
const MISSING: readonly RegExp[] = [
  /^(?:\S{0,200}: line \d{1,5}: |bash: (?:line \d{1,5}: )?|sh: (?:\d{1,5}: )?|\/bin\/(?:ba)?sh: )(?:can't open |cannot open )?(\S{1,200}): (?:No such file(?: or directory)?|not found)$/i,
  /^chmod: cannot access '(\S{1,200})': No such file or directory$/,
  /python[\d.]{0,5}: can't open file '(\S{1,200})': \[Errno 2\] No such file or directory$/,
  /Could not open requirements file: \[Errno 2\] No such file or directory: '(\S{1,200})'$/,
  /(?:Local|Included) file `\/?([^`\s]{1,200})` (?:is empty or )?does not exist/,
  /Error: Cannot find module '(\/\S{1,200}\.[cm]?js)'$/,
];
/** Files that say what is run. */
const HOLDERS =
  /^\.github\/(?:workflows|actions)\/.+\.ya?ml$|^\.gitlab-ci\.yml$|(?:^|\/)(?:package\.json|GNUmakefile|[Mm]akefile|Dockerfile|tox\.ini|[\w.-]{0,40}requirements?[\w.-]{0,40}\.(?:txt|in))$|^requirements\/[\w.-]{1,60}\.(?:txt|in)$/;
const BUILT = /(?:^|\/)(?:dist|build|out|target|node_modules|coverage|vendor)\//;
/** Trees with more such files are not searched. */
const MOST = 60;

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Places at which a path stands alone. */
function placesOf(file: string, text: string, words: string): Place[] {
  return text.split('\n').flatMap((content, index) => {
    const found: Place[] = [];
    for (let at = content.indexOf(words); at >= 0; at = content.indexOf(words, at + 1)) {
      const [before = '', after = ''] = [content[at - 1], content[at + words.length]];
      const alone = !/[\w./-]/.test(before) || content.slice(0, at).endsWith('./');
      if (alone && !/[\w/-]/.test(after)) found.push({ file, line: index + 1, column: at + 1 });
    }
    return found;
  });
}

function outcomeOf(input: FixerInput, quote: Quote, wrong: string, named: string): FixerOutcome | null {
  if (BUILT.test(wrong) || input.files.paths.has(wrong)) return null;
  const holders = [...input.files.paths].filter((each) => HOLDERS.test(each));
  if (holders.length > MOST) return null;
  const covers = input.issues.filter(
    ({ message, evidence }) =>
      message.includes(named) || (evidence.firstLine <= quote.line && quote.line <= evidence.lastLine),
  );
  const no = (why: string): FixerOutcome => ({ outcome: 'declined', covers, why });
  const places = holders.flatMap((file) => placesOf(file, input.files.text(file) ?? '', wrong));
  const [place, second] = places;
  if (!place || second) return place ? no(`${wrong} is named in several places`) : null;
  // A requirement is looked for beside the file that names it, anything else from the root.
  const folder = /requirements?[^/]*\.(?:txt|in)$/.test(place.file) ? path.posix.dirname(place.file) : '.';
  const full = path.posix.join(folder, wrong);
  if (input.files.paths.has(full)) return null;
  const right = nearPath(full, input.files.paths);
  if (right === null) return no(`no one file of the tree can be meant by ${wrong}`);
  const fresh = folder === '.' ? right : path.posix.relative(folder, right);
  const edits: Edit[] = [replaceAt(place.file, { line: place.line, column: place.column }, wrong, fresh)];
  const others = input.issues.filter((issue) => !covers.includes(issue));
  return {
    outcome: 'patch',
    edits,
    reason: `Name ${fresh}, the file that is there, for ${wrong}`,
    quotes: [quote],
    covers,
    coversAll: others.length === 0 && input.failingTests.length === 0,
    confidence: 0.9,
    safety: 'safe',
  };
}

const NO_CRATE = /^\s*failed to read `(\/\S{1,300})\/Cargo\.toml`$/;

/** A crate at a path: the one folder whose manifest has the dependency's name, or a name a slip off. */
function cratePath(input: FixerInput): FixerOutcome[] {
  const [said] = matchesOf(input, NO_CRATE);
  if (!said) return [];
  const manifests = [...input.files.paths].filter((file) => /(?:^|\/)Cargo\.toml$/.test(file)).slice(0, MOST);
  const covers = input.issues.filter(({ message }) =>
    /as a dependency of package|failed to load source|No such file/.test(message),
  );
  const found = manifests.flatMap((file) => {
    const folder = path.posix.dirname(file);
    return (input.files.text(file) ?? '').split('\n').flatMap((content, index) => {
      const [, name = '', rest = ''] = /^([\w-]{1,80})\s*=\s*\{(.{1,400})\}\s*$/.exec(content) ?? [];
      const wrong = /\bpath\s*=\s*"([^"]{1,200})"/.exec(rest)?.[1];
      const full = wrong === undefined ? null : path.posix.join(folder, wrong).replace(/\/$/, '');
      if (wrong === undefined || full === null || said.groups[0]?.endsWith(`/${full}`) !== true) return [];
      const crate = /\bpackage\s*=\s*"([^"]{1,80})"/.exec(rest)?.[1] ?? name;
      return [{ file, folder, line: index + 1, column: content.indexOf(wrong) + 1, wrong, crate }];
    });
  });
  const [place, second] = found;
  if (!place || second) return [];
  const named = manifests.filter((file) =>
    new RegExp(`^\\[package\\][^[]*^name\\s*=\\s*"${place.crate}"`, 'm').test(input.files.text(file) ?? ''),
  );
  const [home, other] = named;
  if (home === undefined || other !== undefined)
    return [{ outcome: 'declined', covers, why: `no one crate of the tree is ${place.crate}` }];
  const fresh = path.posix.relative(place.folder, path.posix.dirname(home));
  return [
    {
      outcome: 'patch',
      edits: [replaceAt(place.file, { line: place.line, column: place.column }, place.wrong, fresh)],
      reason: `Take ${place.crate} from ${fresh}, where its manifest is`,
      quotes: [said.quote],
      covers,
      confidence: 0.9,
      safety: 'safe',
    },
  ];
}

/** A script or a list of requirements that workflows, Makefiles and such name a slip or a capital off; a crate's path. */
export const pathSlip: Fixer = {
  name: 'path-slip',
  phase: 'edit',
  fix: (input) => {
    const seen = new Set<string>();
    const named = MISSING.flatMap((pattern) => matchesOf(input, pattern));
    const scripts = named.flatMap(({ quote, groups: [words = ''] }) => {
      const wrong = words.replace(WORKSPACE, '').replace(/^\.\//, '');
      if (seen.has(wrong) || wrong.startsWith('/') || !/[./]/.test(wrong)) return [];
      seen.add(wrong);
      return outcomeOf(input, quote, wrong, words) ?? [];
    });
    return [...scripts, ...cratePath(input)];
  },
};
