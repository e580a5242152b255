import { branchChanged } from './merge-request-events';
import { hookCommit } from './commits.payload';
import { diffOf } from './commits.diff';
import type { Commit } from './git';
import type { Json } from './json';
import { hookProjectLinks, hookRepositoryLinks } from './projects.payload';
import type { BranchMove, Project } from './projects';
import { avatar } from './users';
import type { World } from './world';

const NO_COMMIT = '0'.repeat(40);
// A push hook names its twenty newest commits.
const COMMITS_SHOWN = 20;

/** What follows from a push, in the background: its hook, the merge requests of the branch, a pipeline. */
export function branchMoved(world: World, move: BranchMove): void {
  move.project.lastActivityAt = world.now();
  const hooks = world.sender.recipients(move.project.id, 'push_events', move.branch);
  world.afterwards(move.project, async () => {
    world.sender.sendTo(hooks, 'push_events', await pushPayload(world, move));
    if (move.after !== null) await world.ci?.pushed(move.project, move.branch, move.before, move.after, move.by);
    await branchChanged(world, move);
  });
}

/** The body of a push hook. */
export async function pushPayload(world: World, move: BranchMove): Promise<Json> {
  const { project, branch, before, after, by } = move;
  const commits = after === null ? [] : await newCommits(project, before, after);
  const shown = await Promise.all(
    commits.slice(0, COMMITS_SHOWN).map((commit) => pushedCommit(world, project, commit)),
  );
  return {
    object_kind: 'push',
    event_name: 'push',
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    ref: `refs/heads/${branch}`,
    ref_protected: world.projects.protection(project, branch) !== null,
    checkout_sha: after,
    message: null,
    user_id: by.id,
    user_name: by.name,
    user_username: by.username,
    user_email: null,
    user_avatar: avatar(by),
    project_id: project.id,
    project: hookProjectLinks(world, project),
    commits: shown.reverse(),
    total_commits_count: commits.length,
    push_options: {},
    repository: hookRepositoryLinks(world, project),
  };
}

/** Newest first: what the branch has now and had not; for a new branch, what the default branch has not. */
async function newCommits(project: Project, before: string | null, after: string): Promise<readonly Commit[]> {
  const main = project.defaultBranch === null ? undefined : project.git.branches.get(project.defaultBranch);
  const base = before ?? (main === after ? null : (main ?? null));
  return project.git.between(base, after);
}

async function pushedCommit(world: World, project: Project, commit: Commit): Promise<Json> {
  const diffs = await diffOf(project, commit);
  const paths = (kinds: readonly string[]): string[] =>
    diffs.filter(({ kind }) => kinds.includes(kind)).map(({ newPath }) => newPath);
  return {
    ...hookCommit(world, project, commit),
    added: paths(['added', 'renamed']),
    modified: paths(['modified']),
    removed: paths(['removed']).concat(diffs.flatMap(({ kind, oldPath }) => (kind === 'renamed' ? [oldPath] : []))),
  };
}
