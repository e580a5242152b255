import { matchesOf } from '../config/log-match';
import type { LogMatch } from '../config/log-match';
import { jobsOf, workflowFiles } from '../config/workflow-file';
import { entriesOf, textOf, valueOf, yamlText } from '../config/yaml-place';
import type { Edit, Fixer, FixerInput, FixerOutcome } from '../fix.types';
import { deleteLines, insertLines, lineOf, replaceAt } from '../kit';

const CI_WITHOUT_LOCK =
  /npm (?:error|ERR!) The [`']npm ci[`'] command can only install with an existing package-lock\.json/;
const CACHE_WITHOUT_LOCK =
  /Dependencies lock file is not found in .{1,300}\. Supported file patterns: ([\w.,/*-]{1,200})/;
const LOCKS: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'yarn.lock': 'yarn',
  'pnpm-lock.yaml': 'pnpm',
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const locksOf = (input: FixerInput): string[] =>
  [...input.files.paths].filter((path) => Object.hasOwn(LOCKS, nameOf(path)) && !path.includes('node_modules/'));

interface Workflow {
  readonly path: string;
  readonly text: string;
}

/** `npm ci` of a repository that keeps no lock file at all. */
function installEdits({ path, text }: Workflow): Edit[] {
  const yaml = yamlText(text);
  if (!yaml) return [];
  return jobsOf(yaml.document.contents).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => {
      if (!run?.range) return [];
      const first = yaml.at(run.range[0]).line;
      const last = yaml.at(Math.max(run.range[0], run.range[1] - 1)).line;
      const edits: Edit[] = [];
      for (let line = first; line <= last; line += 1) {
        const content = lineOf(text, line) ?? '';
        for (const { index } of content.matchAll(/(?<=^|[\s;&|"'])npm ci(?=$|[\s;&|"'])/g))
          edits.push(replaceAt(path, { line, column: index + 1 }, 'npm ci', 'npm install'));
      }
      return edits;
    }),
  );
}

/** What `cache: npm` of setup-node becomes: nothing, or with the one lock file there is. */
function cacheEdits({ path, text }: Workflow, locks: readonly string[]): Edit[] | string {
  const yaml = yamlText(text);
  if (!yaml) return [];
  const edits: Edit[] = [];
  for (const { uses, with: given } of jobsOf(yaml.document.contents).flatMap(({ steps }) => steps)) {
    const cache = valueOf(given, 'cache');
    const kind = textOf(cache);
    const entry = entriesOf(given).find(({ key }) => key === 'cache');
    if (uses?.startsWith('actions/setup-node@') !== true || kind === null || !cache?.range || !entry?.keyNode.range)
      continue;
    if (valueOf(given, 'cache-dependency-path') !== null) return 'a lock file is named that is not there';
    const { line, column } = yaml.at(entry.keyNode.range[0]);
    if ((lineOf(text, line) ?? '').slice(0, column - 1).trim() !== '') return 'the cache is not set in block style';
    const [only, second] = locks;
    if (second !== undefined) return 'several lock files could be meant';
    const margin = ' '.repeat(column - 1);
    if (only === undefined) {
      const alone = entriesOf(given).length === 1;
      if (alone) return 'nothing but the cache is set, so the step needs a person';
      const gone = deleteLines(path, text, line);
      if (gone) edits.push(gone);
      continue;
    }
    const manager = LOCKS[nameOf(only)] ?? kind;
    if (manager !== kind)
      edits.push(replaceAt(path, yaml.at(cache.range[0]), text.slice(cache.range[0], cache.range[1]), manager));
    if (only.includes('/')) edits.push(insertLines(path, line + 1, [`${margin}cache-dependency-path: ${only}`]));
  }
  return edits;
}

function outcome(
  input: FixerInput,
  said: LogMatch,
  change: (workflow: Workflow) => Edit[] | string,
  reason: string,
): FixerOutcome {
  const covers = input.issues.filter(
    ({ message, rule }) => /lock ?file|package-lock|npm ci/i.test(message) || rule === 'EUSAGE',
  );
  const no = (why: string): FixerOutcome => ({
    outcome: 'declined',
    covers,
    why,
    command: 'npm install --package-lock-only',
  });
  const changes = workflowFiles(input).map((path) => change({ path, text: input.files.text(path) ?? '' }));
  const why = changes.find((each) => typeof each === 'string');
  if (typeof why === 'string') return no(why);
  const touched = changes.filter((each): each is Edit[] => typeof each !== 'string' && each.length > 0);
  const [edits] = touched;
  if (!edits || touched.length > 1)
    return no(edits ? 'several workflows could be the one that failed' : 'no workflow does so plainly');
  return {
    outcome: 'patch',
    edits,
    reason,
    quotes: [said.quote],
    covers,
    coversAll: input.issues.every((issue) => covers.includes(issue)) && input.failingTests.length === 0,
    confidence: 0.8,
    // A lock file may have been forgotten: whoever wants one says so.
    safety: 'suggestion',
    command: 'npm install --package-lock-only',
  };
}

/** Workflows that count on a lock file which the repository has not, or has elsewhere. */
export const locklessInstall: Fixer = {
  name: 'lockless-install',
  phase: 'edit',
  fix: (input) => {
    const locks = locksOf(input);
    const [cache] = matchesOf(input, CACHE_WITHOUT_LOCK);
    if (cache) {
      const [only] = locks;
      const reason =
        only === undefined
          ? 'Cache nothing by a lock file: the repository has none'
          : `Name ${only}, the lock file there is`;
      return [outcome(input, cache, (workflow) => cacheEdits(workflow, locks), reason)];
    }
    const [install] = matchesOf(input, CI_WITHOUT_LOCK);
    if (!install) return [];
    if (locks.length > 0) {
      const covers = input.issues.filter(({ rule }) => rule === 'EUSAGE');
      return [{ outcome: 'declined', covers, why: `there is a lock file, ${locks[0] ?? ''}, but not where npm ran` }];
    }
    return [
      outcome(
        input,
        install,
        installEdits,
        'Install with npm install: npm ci needs a lock file, and the repository has none',
      ),
    ];
  },
};
