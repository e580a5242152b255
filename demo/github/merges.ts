import { compare } from './comparisons';
import { Git } from './git';
import type { TreeFile } from './git';
import type { MergeCommit } from './pulls.types';
import type { RepositoryEntry } from './repositories';
import type { World } from './world';

/** Entries of the merged tree beside the base's own; `sha` null takes a file away. */
interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/**
 * GitHub's test merge of a head into a base: the commit `refs/pull/N/merge` names there. Null when both sides changed
 * one file, each in its own way (whole files are compared, not lines). Made once for each pair.
 */
export function testMerge(
  world: World,
  entry: RepositoryEntry,
  base: string,
  head: string,
): Promise<MergeCommit | null> {
  const key = `${entry.id} ${base} ${head}`;
  const made =
    world.merges.get(key) ?? mergeCommit(world, entry, { base, head, message: `Merge ${head} into ${base}` });
  world.merges.set(key, made);
  return made;
}

/** Makes a commit of the merged tree with the parents given (default: base and head). Null for a conflict. */
export async function mergeCommit(
  world: World,
  entry: RepositoryEntry,
  merge: {
    readonly base: string;
    readonly head: string;
    readonly message: string;
    readonly parents?: readonly string[];
    readonly as?: string;
  },
): Promise<MergeCommit | null> {
  const git = new Git(world, entry);
  const as = merge.as ?? world.repositories.administrator(entry);
  const between = await compare(world, entry, merge.base, merge.head);
  if (between === null) return null;
  const treeSha = await mergedTree(git, { ...merge, mergeBase: between.mergeBase, as });
  if (treeSha === null) return null;
  const parents = merge.parents ?? [merge.base, merge.head];
  return { sha: await git.createCommit({ message: merge.message, tree: treeSha, parents }, as), treeSha };
}

async function mergedTree(
  git: Git,
  merge: { readonly base: string; readonly head: string; readonly mergeBase: string; readonly as: string },
): Promise<string | null> {
  const [base, head] = await Promise.all([git.commit(merge.base), git.commit(merge.head)]);
  if (merge.mergeBase === merge.base) return head.treeSha;
  if (merge.mergeBase === merge.head) return base.treeSha;
  const ancestor = await git.commit(merge.mergeBase);
  const [was, ours, theirs] = await Promise.all(
    [ancestor, base, head].map(async (commit) => byPath(await git.files(commit.treeSha))),
  );
  if (!was || !ours || !theirs) return null;
  const changes: TreeChange[] = [];
  for (const path of new Set([...was.keys(), ...theirs.keys()])) {
    const [before, here, there] = [was.get(path), ours.get(path), theirs.get(path)];
    if (isSame(before, there) || isSame(here, there)) continue;
    if (!isSame(before, here)) return null;
    changes.push(there ?? { path, mode: before?.mode ?? '100644', sha: null });
  }
  return changes.length === 0 ? base.treeSha : git.createTree(base.treeSha, changes, merge.as);
}

function byPath(files: readonly TreeFile[]): ReadonlyMap<string, TreeFile> {
  return new Map(files.map((file) => [file.path, file]));
}

function isSame(a: TreeFile | undefined, b: TreeFile | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}
