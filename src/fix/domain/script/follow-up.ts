import type * as ts from 'typescript';
import type { FixFiles } from '../fix.types';
import type { Project } from './project';
import { compilerName, configsFor, openProject } from './project';
import { better, countsOf, formatOf, quotesOf, textsAfter, words } from './repairs';

/** A name that is a slip of another, in the compiler's own eyes: a member, a variable, a property written, an export. */
export const SLIPS: ReadonlySet<number> = new Set([2551, 2552, 2561, 2724]);
/** Other errors that come to light, and the compiler's one repair of each. */
const REVEALED: ReadonlyMap<number, string> = new Map([
  [4114, 'fixOverrideModifier'],
  [1484, 'convertToTypeOnlyImport'],
  [1485, 'convertToTypeOnlyImport'],
]);
/** Errors of a program whose packages or their types are not here: what else is said of such a file may be their doing. */
const INCOMPLETE = new Set([
  2307, 2318, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2688, 2792, 2867, 2868, 2875, 2882, 6053, 7016,
  7026,
]);
/** Slips behind slips: more are no longer one mistake. */
const MOST_STEPS = 8;

/** What a project's compiler says of files once they are edited, and what it repairs of that. */
export interface FollowUp {
  readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  readonly done: readonly string[];
  /** An error that stays; null where none does. */
  readonly left: string | null;
}

const plain = (text: string): string => text.replace(/\.$/, '');

/** The first error of files that the log did not tell; where packages are missing, only slips are sure to be real. */
function unseen(project: Project, paths: readonly string[], said: ReadonlySet<string>): [string, ts.Diagnostic] | null {
  for (const path of paths) {
    const all = project.diagnostics(path);
    const complete = all.every(({ code }) => !INCOMPLETE.has(code));
    for (const diagnostic of all)
      if ((complete || SLIPS.has(diagnostic.code)) && !said.has(plain(words(diagnostic)))) return [path, diagnostic];
  }
  return null;
}

function mended(project: Project, path: string, { code, start, length }: ts.Diagnostic): string | null {
  if (start === undefined || length === undefined) return null;
  const offered = project.service
    .getCodeFixesAtPosition(compilerName(path), start, start + length, [code], formatOf(project.text(path)), {
      quotePreference: quotesOf(project, path),
    })
    .filter(({ fixName }) => fixName === (REVEALED.get(code) ?? 'spelling'));
  const [only] = offered;
  const texts = only && offered.length === 1 ? textsAfter(project, only) : null;
  if (only === undefined || texts === null) return null;
  const before = countsOf(project, project.files);
  const old = new Map([...texts.keys()].map((each) => [each, project.text(each)]));
  for (const [each, text] of texts) project.set(each, text);
  // Yet another slip may come to light behind this one; it is the next step's.
  const after = new Map([...countsOf(project, project.files)].filter(([key]) => before.has(key) || !isSlip(key)));
  if (better(before, after)) return only.description;
  for (const [each, text] of old) project.set(each, text);
  return null;
}

const isSlip = (key: string): boolean => SLIPS.has(Number((JSON.parse(key) as unknown[])[1]));

/**
 * Errors that the compiler could not see before the edits: behind a wrong name or module everything is `any`. `files` are as edited,
 * `said` is what the log told of. Null when the project cannot be opened here.
 */
export function followUp(
  files: FixFiles,
  commands: readonly string[],
  paths: readonly string[],
  said: ReadonlySet<string>,
): FollowUp | null {
  const [config = null] = configsFor(files, commands, paths[0] ?? '');
  const project = openProject(files, config);
  if (project === null) return null;
  const told = new Set([...said].map(plain));
  try {
    const own = paths.filter((path) => project.files.includes(path));
    const done: string[] = [];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const found = unseen(project, own, told);
      if (found === null) break;
      const repair = mended(project, ...found);
      if (repair === null) break;
      done.push(repair);
    }
    const left = unseen(project, own, told);
    const texts = new Map(
      own.map((path) => [path, { before: files.text(path) ?? '', after: project.text(path) }] as const),
    );
    return { texts, done, left: left === null ? null : `${left[0]}: ${words(left[1])}` };
  } finally {
    project.service.dispose();
  }
}
