import type { MergeRequest } from './merge-requests';
import { tellMergeRequest } from './merge-requests.payload';
import type { BranchMove } from './projects';
import type { User } from './users';
import type { World } from './world';

/** Reads anew which commits the request brings, from the branches as they are now. */
export async function refresh(mr: MergeRequest): Promise<void> {
  const { git } = mr.project;
  const target = git.branches.get(mr.targetBranch);
  if (target === undefined) return;
  mr.baseSha = (await git.mergeBase(target, mr.headSha)) ?? target;
  mr.commits = (await git.between(target, mr.headSha)).map(({ sha }) => sha);
}

/** Merge requests follow their branches: updated, closed when the source is gone, merged when the target has all. */
export async function branchChanged(world: World, move: BranchMove): Promise<void> {
  for (const mr of world.mergeRequests.ofProject(move.project.id)) {
    if (mr.state !== 'opened') continue;
    if (mr.sourceBranch === move.branch) await sourceMoved(world, mr, move);
    else if (mr.targetBranch === move.branch && move.after !== null) await targetMoved(world, mr, move);
  }
}

async function sourceMoved(world: World, mr: MergeRequest, { before, after, by }: BranchMove): Promise<void> {
  if (after === null) return close(world, mr, by);
  // The request was made after this push: nothing is new to it.
  if (mr.headSha === after) return undefined;
  mr.headSha = after;
  mr.updatedAt = world.now();
  await refresh(mr);
  await tellMergeRequest(world, mr, { action: 'update', by, ...(before === null ? {} : { oldrev: before }) });
  await world.ci?.mergeRequest(mr, by);
  return undefined;
}

/** A push that brings the target all the request has merges it. */
async function targetMoved(world: World, mr: MergeRequest, { project, after, by }: BranchMove): Promise<void> {
  const target = after ?? '';
  const had = mr.commits.length;
  await refresh(mr);
  const isMerged = had > 0 && (await project.git.ancestors(target)).has(mr.headSha);
  if (isMerged) await merged(world, mr, by, { mergeCommit: target, squashCommit: null });
}

export async function close(world: World, mr: MergeRequest, by: User): Promise<void> {
  mr.state = 'closed';
  mr.closedAt = mr.updatedAt = world.now();
  mr.closedBy = by;
  await tellMergeRequest(world, mr, { action: 'close', by });
}

/** Marks a request as merged and tells of it. */
export async function merged(
  world: World,
  mr: MergeRequest,
  by: User,
  commits: { readonly mergeCommit: string; readonly squashCommit: string | null },
): Promise<void> {
  mr.state = 'merged';
  mr.mergedAt = mr.updatedAt = world.now();
  mr.mergedBy = by;
  mr.mergeCommitSha = commits.mergeCommit;
  mr.squashCommitSha = commits.squashCommit;
  await tellMergeRequest(world, mr, { action: 'merge', by });
}
