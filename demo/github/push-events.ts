import { z } from 'zod';
import { Git } from './git';
import type { GitCommit } from './git';
import type { Json, Repository } from './payloads';
import type { RepositoryEntry } from './repositories';
import { splitName } from './repositories';
import { emit, readRepository } from './world';
import type { World } from './world';

/** A branch that moved. `before` or `after` is null when it was made or deleted. */
export interface BranchMove {
  readonly entry: RepositoryEntry;
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: string;
}

/** Who wants to know that a branch moved, besides webhooks (CI, pull requests). */
export type BranchListener = (move: BranchMove) => Promise<void>;

const ZERO = '0'.repeat(40);
// A push lists 2,048 commits at most; ours never come near, but a walk must end.
const MAX_COMMITS = 2_048;
const filesSchema = z.looseObject({
  files: z.array(z.looseObject({ filename: z.string(), status: z.string() })).default([]),
});

/** Tells the world that a branch moved: `create`/`delete` and `push` webhooks, then whoever listens. */
export async function branchMoved(world: World, listeners: readonly BranchListener[], move: BranchMove): Promise<void> {
  if (move.before === move.after) return;
  const { entry, branch, by } = move;
  entry.pushedAt = new Date();
  const repository = await readRepository(world, entry);
  const about = { ref: branch, ref_type: 'branch', pusher_type: 'user' };
  if (move.before === null) {
    const payload = { ...about, master_branch: repository.default_branch, description: repository.description };
    await emit(world, entry, { name: 'create', sender: by, payload, repository });
  }
  if (move.after === null) await emit(world, entry, { name: 'delete', sender: by, payload: about, repository });
  if (world.hooks.anyWants(entry.id, 'push')) {
    await emit(world, entry, {
      name: 'push',
      sender: by,
      payload: await pushPayload(world, move),
      repository: inSeconds(repository),
    });
  }
  for (const listener of listeners) await listener(move);
}

/** Only in push events GitHub writes these two as Unix seconds. */
function inSeconds(repository: Repository): Repository {
  const seconds = (value: unknown): unknown =>
    typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) : value;
  return { ...repository, created_at: seconds(repository.created_at), pushed_at: seconds(repository.pushed_at) };
}

async function pushPayload(world: World, move: BranchMove): Promise<Json> {
  const { entry, branch, before, after, by } = move;
  const git = new Git(world, entry);
  const html = `${world.url}/${entry.fullName}`;
  const { commits, forced } = after === null ? { commits: [], forced: false } : await newCommits(git, before, after);
  const described = await Promise.all(commits.map((commit) => commitPayload(world, entry, commit, by)));
  const user = await world.upstream.user(by);
  return {
    ref: `refs/heads/${branch}`,
    before: before ?? ZERO,
    after: after ?? ZERO,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare: `${html}/compare/${(before ?? after ?? ZERO).slice(0, 12)}...${(after ?? ZERO).slice(0, 12)}`,
    commits: described,
    head_commit: described.at(-1) ?? null,
    pusher: { name: by, email: typeof user.email === 'string' ? user.email : `${by}@users.noreply.github.com` },
  };
}

/** The commits a push brought, oldest first: back to the old head, or only the newest of a new branch. */
async function newCommits(
  git: Git,
  before: string | null,
  after: string,
): Promise<{ commits: GitCommit[]; forced: boolean }> {
  const head = await git.commit(after);
  if (before === null) return { commits: [head], forced: false };
  const commits: GitCommit[] = [];
  let at: GitCommit | null = head;
  while (at !== null && at.sha !== before && commits.length < MAX_COMMITS) {
    commits.unshift(at);
    const parent: string | undefined = at.parents[0];
    at = parent === undefined ? null : await git.commit(parent);
  }
  return at?.sha === before ? { commits, forced: false } : { commits: [head], forced: true };
}

async function commitPayload(world: World, entry: RepositoryEntry, commit: GitCommit, login: string): Promise<Json> {
  const { files } = await world.upstream.call(filesSchema, {
    as: world.repositories.administrator(entry),
    method: 'GET',
    path: `/repos/${entry.fullName}/commits/${commit.sha}`,
  });
  const named = (status: string): string[] =>
    files.filter((file) => file.status === status).map((file) => file.filename);
  const person = { name: commit.authorName, email: commit.authorEmail, username: login };
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    distinct: true,
    message: commit.message,
    timestamp: commit.timestamp,
    url: `${world.url}/${splitName(entry.fullName).owner}/${splitName(entry.fullName).name}/commit/${commit.sha}`,
    author: person,
    committer: person,
    added: named('added'),
    removed: named('removed'),
    modified: named('modified'),
  };
}
