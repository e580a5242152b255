import type { Files, Git, TreeFile } from './git';
import { isDraft } from './merge-requests';
import type { MergeRequest } from './merge-requests';
import { isSettled } from './pipelines';
import type { Pipeline } from './pipelines';
import type { World } from './world';

export type DetailedStatus =
  'mergeable' | 'not_open' | 'draft_status' | 'conflict' | 'ci_must_pass' | 'ci_still_running' | 'commits_status';

/** Why a merge request can or cannot be merged; the first reason in GitLab's order. */
export async function mergeStatus(world: World, mr: MergeRequest): Promise<DetailedStatus> {
  if (mr.state !== 'opened') return 'not_open';
  const { git } = mr.project;
  const target = git.branches.get(mr.targetBranch);
  if (target === undefined || !git.branches.has(mr.sourceBranch)) return 'commits_status';
  if (isDraft(mr)) return 'draft_status';
  if (mr.project.onlyWhenPipelineSucceeds) {
    const status = headPipeline(world, mr)?.status ?? 'failed';
    if (!isSettled(status)) return 'ci_still_running';
    if (status !== 'success') return 'ci_must_pass';
  }
  return (await hasConflicts(mr)) ? 'conflict' : 'mergeable';
}

/** Whether Git could not merge it; told beside the first reason, which a draft's mark may be. */
export async function hasConflicts(mr: MergeRequest): Promise<boolean> {
  const { git } = mr.project;
  const target = git.branches.get(mr.targetBranch);
  if (mr.state !== 'opened' || target === undefined || !git.branches.has(mr.sourceBranch)) return false;
  return (await mergedFiles(git, mr.baseSha, target, mr.headSha)) === null;
}

/** The newest pipeline of the head: one of the request itself before one of its branch. */
export function headPipeline(world: World, mr: MergeRequest): Pipeline | null {
  const [first = null] = pipelinesOf(world, mr).filter(({ sha }) => sha === mr.headSha);
  return first;
}

/** Pipelines of the request and of its branch, newest first. */
export function pipelinesOf(world: World, mr: MergeRequest): readonly Pipeline[] {
  return world.pipelines
    .ofProject(mr.project.id)
    .filter(
      (pipeline) =>
        pipeline.parent === null &&
        (pipeline.mergeRequest === mr || (pipeline.mergeRequest === null && pipeline.ref === mr.sourceBranch)),
    );
}

/** A three-way merge of whole files; null when both sides changed one differently. */
export async function mergedFiles(
  git: Git,
  base: string,
  ours: string,
  theirs: string,
): Promise<ReadonlyMap<string, TreeFile> | null> {
  const [from, left, right]: Files[] = await Promise.all([base, ours, theirs].map((sha) => git.filesOf(sha)));
  if (!from || !left || !right) return null;
  const merged = new Map<string, TreeFile>();
  const same = (a: TreeFile | undefined, b: TreeFile | undefined): boolean => a?.sha === b?.sha && a?.mode === b?.mode;
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const [old, a, b] = [from.get(path), left.get(path), right.get(path)];
    if (!same(a, b) && !same(old, a) && !same(old, b)) return null;
    const kept = same(old, a) ? b : a;
    if (kept) merged.set(path, kept);
  }
  return merged;
}
