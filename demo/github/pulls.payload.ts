import { z } from 'zod';
import { compare } from './comparisons';
import { testMerge } from './merges';
import { completeRepository, completeUser, timestamp, without } from './payloads';
import type { Json, Repository } from './payloads';
import type { Pull } from './pulls.store';
import type { RepositoryEntry } from './repositories';
import { splitName } from './repositories';
import { readRepository, readUser } from './world';
import type { World } from './world';

/** A pull request as the emulator keeps it, as far as the proxy reads it. */
export const rawPullSchema = z.looseObject({
  number: z.number(),
  node_id: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  labels: z.array(z.looseObject({ name: z.string(), description: z.string().nullish() })),
  head: z.looseObject({ sha: z.string(), ref: z.string() }),
  base: z.looseObject({ sha: z.string(), ref: z.string() }),
  _links: z.looseObject({}),
});
export type RawPull = z.infer<typeof rawPullSchema>;

/** The emulator's part of a pull request. */
export function readRawPull(world: World, entry: RepositoryEntry, number: number): Promise<RawPull> {
  const as = world.repositories.administrator(entry);
  return world.upstream.call(rawPullSchema, {
    as,
    method: 'GET',
    path: `/repos/${entry.fullName}/pulls/${number}`,
  });
}

/** Fields a list leaves out. */
const DETAILS = [
  'merged,mergeable,rebaseable,mergeable_state,merged_by,comments,review_comments,maintainer_can_modify,commits',
  'additions,deletions,changed_files',
].flatMap((line) => line.split(','));

/** A pull request as REST and webhooks show it. */
export async function readPull(world: World, entry: RepositoryEntry, pull: Pull): Promise<Json> {
  const raw = await readRawPull(world, entry, pull.number);
  const repository = await readRepository(world, entry);
  const between = await compare(world, entry, pull.baseSha, pull.headSha);
  const files = between?.files ?? [];
  const statuses = `${repository.url}/statuses/${pull.headSha}`;
  return {
    ...raw,
    state: pull.state,
    draft: pull.isDraft,
    active_lock_reason: null,
    labels: raw.labels.map((label) => ({ ...label, description: label.description ?? '' })),
    head: side(world, repository, pull.headRef, pull.headSha),
    base: side(world, repository, pull.baseRef, pull.baseSha),
    _links: { ...raw._links, statuses: { href: statuses } },
    statuses_url: statuses,
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : timestamp(pull.closedAt),
    merged: pull.merge !== null,
    merged_at: pull.merge === null ? null : timestamp(pull.merge.at),
    merged_by: pull.merge === null ? null : await readUser(world, pull.merge.by),
    maintainer_can_modify: false,
    comments: await countComments(world, entry, pull.number),
    commits: between?.commits.length ?? 0,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
    ...(await mergeState(world, entry, pull)),
  };
}

/** The emulator does not count a pull request's comments. */
async function countComments(world: World, entry: RepositoryEntry, number: number): Promise<number> {
  const as = world.repositories.administrator(entry);
  const path = `/repos/${entry.fullName}/issues/${number}/comments?per_page=100`;
  return (await world.upstream.call(z.array(z.unknown()), { as, method: 'GET', path })).length;
}

/** The shorter form lists carry. */
export async function readListedPull(world: World, entry: RepositoryEntry, pull: Pull): Promise<Json> {
  return without(await readPull(world, entry, pull), ...DETAILS);
}

async function mergeState(world: World, entry: RepositoryEntry, pull: Pull): Promise<Json> {
  if (pull.state === 'closed') {
    const sha = pull.merge?.sha ?? null;
    return { mergeable: null, rebaseable: null, mergeable_state: 'unknown', merge_commit_sha: sha };
  }
  const merged = await testMerge(world, entry, pull.baseSha, pull.headSha);
  const mergeable = merged !== null;
  const state = !mergeable ? 'dirty' : pull.isDraft ? 'draft' : checkState(world, entry, pull);
  return { mergeable, rebaseable: mergeable, mergeable_state: state, merge_commit_sha: merged?.sha ?? null };
}

/** What is missing of the base's required checks; empty when the pull request may be merged. */
export function missingChecks(world: World, entry: RepositoryEntry, pull: Pull): readonly string[] {
  const required = world.protections.get(entry.id, pull.baseRef)?.contexts ?? [];
  const green = new Set(
    world.actions
      .jobsAt(entry.id, pull.headSha)
      .flatMap(({ job }) => (job.conclusion === 'success' || job.conclusion === 'skipped' ? [job.name] : [])),
  );
  return required.filter((context) => !green.has(context));
}

function checkState(world: World, entry: RepositoryEntry, pull: Pull): string {
  if (missingChecks(world, entry, pull).length > 0) return 'blocked';
  const jobs = world.actions.jobsAt(entry.id, pull.headSha);
  const isGreen = jobs.every(({ job }) => ['success', 'skipped', 'neutral'].includes(job.conclusion ?? ''));
  return isGreen ? 'clean' : 'unstable';
}

function side(world: World, repository: Repository, ref: string, sha: string): Json {
  const { owner } = splitName(repository.full_name);
  const user = completeUser(repository.owner, world.url);
  return { label: `${owner}:${ref}`, ref, sha, user, repo: completeRepository(repository, world.url) };
}
