import type { Diagnosis } from '../../../diagnosis/diagnosis.types';
import type { JobLog, WorkflowFacts } from '../fix.types';
import { paths, size } from '../gates/bounds';
import type { PatchPolicy } from '../gates/gate.types';
import { isLock, isManifest, isSnapshot, isWorkflow } from '../gates/kinds';
import { secrets } from '../gates/reach';
import type { TextFile, TreeSource } from '../tree.types';
import { pathFinder } from '../view';
import { importsOf, testsOf } from './neighbours';
import type { PromptKind } from './prompts';

/** A file for the model, and how it came to be chosen. */
export interface MaterialFile {
  readonly file: TextFile;
  readonly role: 'named' | 'neighbour' | 'convention';
  /** Lines the log blames, 1-based; empty when it names only the file. */
  readonly blamed: readonly number[];
  readonly isEditable: boolean;
}

export interface MaterialInput {
  readonly kind: PromptKind;
  readonly diagnosis: Diagnosis;
  readonly logs: readonly JobLog[];
  readonly tree: TreeSource;
  readonly workflow: WorkflowFacts;
  readonly policy: PatchPolicy;
}

const MAX_NAMED = 8;
const MAX_NEIGHBOURS = 10;
/** Characters of a line in which mentions are looked for; the pattern is quadratic. */
const MAX_SEARCHED = 300;
/** Conventions of a repository, read for style and ranges; those that exist are few. */
const CONVENTIONS =
  /^(?:package\.json|tsconfig(?:\.base)?\.json|\.editorconfig|eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.(?:json|ya?ml|[cm]?js))?|biome\.jsonc?|\.prettierrc(?:\.(?:json|ya?ml))?|pyproject\.toml|setup\.cfg|ruff\.toml|requirements[\w.-]*\.txt|go\.mod|Cargo\.toml|Gemfile|\.rubocop\.yml|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|Makefile|\.stylelintrc(?:\.json)?|jest\.config\.[cm]?[jt]s|vitest\.config\.[cm]?ts|\.nvmrc|\.node-version|\.python-version)$/;
/** A path with an ending in a line of a log, as stack traces print them. */
const MENTION = /(?:[\w@.+-]+[\\/])*[\w@.+-]+\.[A-Za-z]\w{0,9}(?=[:(),'"\s\]]|$)(?::(\d{1,6}))?/g;
/** Names that could be words to a model rather than a path. */
const PLAIN_PATH = /^[\w@.+()[\]~=/-]+(?: [\w@.+()[\]~=/-]+){0,3}$/;

/** True for a file a model may be shown: no secrets, nothing a fix never touches, nothing tools wrote. */
function isShowable(path: string, policy: PatchPolicy): boolean {
  if (!PLAIN_PATH.test(path) || path.length > 200 || isLock(path) || isSnapshot(path)) return false;
  const empty = { path, status: 'modified', removed: [], added: [], context: [], mode: null } as const;
  const input = {
    files: [empty],
    issues: [],
    cause: '',
    policy: { ...policy, allowed: [], allow_workflow_changes: true },
  };
  return [paths, secrets, size].every((gate) => gate.check(input).passed);
}

function editable(path: string, policy: PatchPolicy): boolean {
  const empty = { path, status: 'modified', removed: [], added: [], context: [], mode: null } as const;
  return paths.check({ files: [empty], issues: [], cause: '', policy }).passed;
}

/** The tree's files the log names with the lines it blames: first those of issues, then of failing tests, then any mention. */
function namedIn({ diagnosis, logs, tree }: MaterialInput): Map<string, number[]> {
  const pathOf = pathFinder(tree.paths);
  const named = new Map<string, number[]>();
  const add = (name: string | null, line: number | null): void => {
    const path = name === null ? null : pathOf(name);
    if (path === null) return;
    const lines = named.get(path) ?? [];
    if (line !== null && !lines.includes(line)) lines.push(line);
    named.set(path, lines);
  };
  for (const { file, line, severity } of diagnosis.issues) if (severity === 'error') add(file, line);
  for (const { file } of diagnosis.failingTests) add(file, null);
  for (const { file, line } of diagnosis.issues) add(file, line);
  for (const { job, firstLine, lastLine } of diagnosis.evidence) {
    const lines = logs.find((log) => log.job === job)?.lines ?? [];
    for (const { number, text } of lines) {
      if (number < firstLine || number > lastLine + 12) continue;
      for (const [whole, line] of text.slice(0, MAX_SEARCHED).matchAll(MENTION))
        add(whole.replace(/:\d+$/, ''), line === undefined ? null : Number(line));
    }
  }
  return named;
}

/** Chooses what a model sees of a repository and reads it. Rejects only when the tree cannot be read. */
export async function gatherMaterial(input: MaterialInput): Promise<readonly MaterialFile[]> {
  const { kind, tree, policy, workflow } = input;
  const chosen = new Map<string, MaterialFile>();
  const load = async (
    wanted: readonly string[],
    make: (file: TextFile) => Omit<MaterialFile, 'file'>,
  ): Promise<void> => {
    const fresh = [...new Set(wanted)].filter(
      (path) => tree.paths.has(path) && !chosen.has(path) && isShowable(path, policy),
    );
    for (const file of fresh.length === 0 ? [] : await tree.load(fresh))
      if (file.kind === 'text') chosen.set(file.path, { file, ...make(file) });
  };
  const named = namedIn(input);
  const workflowPath = workflow.path ?? '';
  if (kind === 'configuration' && named.size === 0 && tree.paths.has(workflowPath)) named.set(workflowPath, []);
  await load([...named.keys()].filter((path) => isShowable(path, policy)).slice(0, MAX_NAMED), ({ path }) => ({
    role: 'named',
    blamed: named.get(path) ?? [],
    isEditable: editable(path, policy) && (!isWorkflow(path) || kind === 'configuration'),
  }));
  const texts = [...chosen.values()].map(({ file }) => file);
  const near = [
    ...texts.flatMap((file) => importsOf(file, tree.paths)),
    ...texts.flatMap(({ path }) => testsOf(path, tree.paths)),
  ];
  await load(near.slice(0, MAX_NEIGHBOURS), ({ path }) => ({
    role: 'neighbour',
    blamed: [],
    isEditable: editable(path, policy) && !isWorkflow(path),
  }));
  const conventions = [...tree.paths].filter((path) => CONVENTIONS.test(path));
  await load(kind === 'configuration' ? [workflowPath, ...conventions] : conventions, ({ path }) => ({
    role: 'convention',
    blamed: [],
    isEditable:
      editable(path, policy) &&
      (kind === 'configuration' || (kind === 'dependency' && isManifest(path) && !isWorkflow(path))),
  }));
  return [...chosen.values()];
}
