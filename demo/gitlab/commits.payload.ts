import type { Commit } from './git';
import type { Json } from './json';
import { fullPath } from './projects';
import type { Project } from './projects';
import type { World } from './world';

export function titleOf(commit: Commit): string {
  return commit.message.split('\n')[0] ?? '';
}

/** A commit as the REST API shows it. */
export function commitBody(world: World, project: Project, commit: Commit): Json {
  return {
    id: commit.sha,
    short_id: commit.sha.slice(0, 8),
    created_at: commit.committer.at.toISOString(),
    parent_ids: commit.parents,
    title: titleOf(commit),
    message: commit.message,
    author_name: commit.author.name,
    author_email: commit.author.email,
    authored_date: commit.author.at.toISOString(),
    committer_name: commit.committer.name,
    committer_email: commit.committer.email,
    committed_date: commit.committer.at.toISOString(),
    trailers: {},
    extended_trailers: {},
    web_url: `${world.url}/${fullPath(project)}/-/commit/${commit.sha}`,
  };
}

/** A branch with its head. */
export async function branchBody(world: World, project: Project, name: string, username: string): Promise<Json> {
  const sha = project.git.branches.get(name) ?? '';
  const commit = await project.git.commit(sha);
  const protection = world.projects.protection(project, name);
  const main = project.defaultBranch === null ? undefined : project.git.branches.get(project.defaultBranch);
  const isMerged = name !== project.defaultBranch && main !== undefined && (await project.git.ancestors(main)).has(sha);
  return {
    name,
    commit: commitBody(world, project, commit),
    merged: isMerged,
    protected: protection !== null,
    developers_can_push: protection !== null && protection.push <= 30,
    developers_can_merge: protection !== null && protection.merge <= 30,
    can_push: world.projects.canPush(project, username, name),
    default: name === project.defaultBranch,
    web_url: `${world.url}/${fullPath(project)}/-/tree/${name}`,
  };
}

/** A commit as push and merge request webhooks show it. */
export function hookCommit(world: World, project: Project, commit: Commit): Json {
  return {
    id: commit.sha,
    message: commit.message,
    title: titleOf(commit),
    timestamp: commit.committer.at.toISOString().replace('.000Z', '+00:00'),
    url: `${world.url}/${fullPath(project)}/-/commit/${commit.sha}`,
    author: { name: commit.author.name, email: commit.author.email },
  };
}
