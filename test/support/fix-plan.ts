import { diagnose } from '../../src/diagnosis/diagnose';
import { parseLog } from '../../src/diagnosis/log/reader';
import type { Fixer } from '../../src/fix/domain/fix.types';
import type { FixPlan } from '../../src/fix/domain/plan';
import { planFix } from '../../src/fix/domain/plan';
import { treeFileOf } from '../../src/fix/domain/tree';
import type { TreeSource } from '../../src/fix/domain/tree.types';

export interface Broken {
  /** Path to content; a Buffer for what is not text. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** What the tool printed. */
  readonly log: string;
  /** Paths that are executable. */
  readonly executable?: readonly string[];
}

/** A tree in memory. */
export function treeOf({ files, executable = [] }: Pick<Broken, 'files' | 'executable'>): TreeSource {
  return {
    paths: new Set(Object.keys(files)),
    load: (paths) =>
      Promise.resolve(
        paths.map((path) =>
          treeFileOf(path, Buffer.from(files[path] ?? ''), executable.includes(path) ? '100755' : '100644'),
        ),
      ),
  };
}

/** Diagnoses a log and plans its fix against a tree, with all fixers or those given. */
export function planned(broken: Broken, fixers?: readonly Fixer[]): Promise<FixPlan> {
  const parsed = parseLog(broken.log);
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
  const tree = treeOf(broken);
  const diagnosis = diagnose({ repositoryPath: '', workflowName: '', jobs: [job], files: tree.paths });
  return planFix({ diagnosis, logs: [{ job: 'log', lines: parsed.lines }], tree }, fixers ? { fixers } : {});
}

/** The changed files after a fix, by path (null: deleted); the reason when nothing was planned. */
export async function fixed(
  broken: Broken,
  fixers?: readonly Fixer[],
): Promise<Record<string, string | null> | string> {
  const plan = await planned(broken, fixers);
  if (plan.outcome === 'declined') return plan.why;
  return Object.fromEntries(plan.changes.map(({ path, after }) => [path, after?.text ?? null]));
}
