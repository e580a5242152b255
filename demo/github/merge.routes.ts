import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Git } from './git';
import { mergeCommit, testMerge } from './merges';
import type { Json } from './payloads';
import { notFound, Problem } from './problem';
import { pullHappened, setState } from './pull-events';
import { missingChecks, readRawPull } from './pulls.payload';
import type { Pull } from './pulls.store';
import { branchMoved } from './push-events';
import type { BranchListener } from './push-events';
import type { RepositoryEntry } from './repositories';
import { splitName } from './repositories';
import { bodyOf, idParam, targetFor, targetOf } from './requests';
import type { World } from './world';

const mergeSchema = z.looseObject({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
});
const updateSchema = z.looseObject({ expected_head_sha: z.string().optional() });

/** Merging a pull request, and bringing its branch up to date. */
export function mergeRoutes(app: FastifyInstance, world: World, listeners: readonly BranchListener[]): void {
  const base = '/repos/:owner/:repo/pulls/:number';
  const pullOf = (request: FastifyRequest): Pull => {
    const pull = world.pulls.get(targetOf(request).entry.id, idParam(request, 'number'));
    if (!pull) throw notFound();
    return pull;
  };

  app.get(`${base}/merge`, (request, reply) => {
    if (pullOf(request).merge === null) throw notFound();
    return reply.code(204).send();
  });

  app.put(`${base}/merge`, async (request) => {
    const { entry, login } = targetFor(request, 'write');
    const pull = pullOf(request);
    const wanted = bodyOf(request, mergeSchema);
    await refuseMerge(world, entry, pull, wanted);
    const before = pull.baseSha;
    const sha = await performMerge(world, entry, pull, { ...wanted, by: login });
    world.background.run(async () => {
      await pullHappened(world, { entry, pull, action: 'closed', by: login });
      await branchMoved(world, listeners, { entry, branch: pull.baseRef, before, after: sha, by: login });
    });
    return { sha, merged: true, message: 'Pull Request successfully merged' } satisfies Json;
  });

  app.put(`${base}/update-branch`, async (request, reply) => {
    const { entry, login } = targetFor(request, 'write');
    const pull = pullOf(request);
    const { expected_head_sha: expected } = bodyOf(request, updateSchema);
    if (expected !== undefined && expected !== pull.headSha) {
      throw new Problem(422, 'expected head sha didn’t match current head ref.');
    }
    const before = pull.headSha;
    const message = `Merge branch '${pull.baseRef}' into ${pull.headRef}`;
    // The head is what is merged into: it stays the first parent.
    const merged = await mergeCommit(world, entry, { base: before, head: pull.baseSha, message, as: login });
    if (merged === null) throw new Problem(422, 'merge conflict between base and head');
    await new Git(world, entry).moveBranch(pull.headRef, merged.sha, login);
    const move = { entry, branch: pull.headRef, before, after: merged.sha, by: login };
    world.background.run(() => branchMoved(world, listeners, move));
    return reply.code(202).send({
      message: 'Updating pull request branch.',
      url: `${world.url}/repos/${entry.fullName}/pulls/${pull.number}`,
    });
  });
}

async function refuseMerge(
  world: World,
  entry: RepositoryEntry,
  pull: Pull,
  wanted: z.infer<typeof mergeSchema>,
): Promise<void> {
  if (pull.state === 'closed') throw new Problem(405, 'Pull Request is not mergeable');
  if (pull.isDraft) throw new Problem(405, 'Pull Request is still a draft');
  if (wanted.sha !== undefined && wanted.sha !== pull.headSha) {
    throw new Problem(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (wanted.merge_method === 'rebase') {
    throw new Problem(405, 'Rebase merges are not allowed on this repository.');
  }
  const [missing] = missingChecks(world, entry, pull);
  if (missing !== undefined) throw new Problem(405, `Required status check "${missing}" is expected.`);
  if ((await testMerge(world, entry, pull.baseSha, pull.headSha)) === null) {
    throw new Problem(405, 'Pull Request is not mergeable');
  }
  // The branches themselves, not what we remember: somebody may have moved them this moment.
  const git = new Git(world, entry);
  const [base, head] = await Promise.all([git.head(pull.baseRef), git.head(pull.headRef)]);
  if (base !== pull.baseSha) throw new Problem(409, 'Base branch was modified. Review and try the merge again.');
  if (head !== pull.headSha) throw new Problem(409, 'Head branch was modified. Review and try the merge again.');
}

async function performMerge(
  world: World,
  entry: RepositoryEntry,
  pull: Pull,
  wanted: z.infer<typeof mergeSchema> & { readonly by: string },
): Promise<string> {
  const { title } = await readRawPull(world, entry, pull.number);
  const { owner } = splitName(entry.fullName);
  const isSquash = wanted.merge_method === 'squash';
  const usual = isSquash
    ? { title: `${title} (#${pull.number})`, message: '' }
    : { title: `Merge pull request #${pull.number} from ${owner}/${pull.headRef}`, message: title };
  const parts = [wanted.commit_title ?? usual.title, wanted.commit_message ?? usual.message];
  const merged = await mergeCommit(world, entry, {
    base: pull.baseSha,
    head: pull.headSha,
    message: parts.filter((part) => part !== '').join('\n\n'),
    parents: isSquash ? [pull.baseSha] : [pull.baseSha, pull.headSha],
    as: wanted.by,
  });
  if (merged === null) throw new Problem(405, 'Pull Request is not mergeable');
  pull.merge = { sha: merged.sha, by: wanted.by, at: new Date() };
  await setState(world, entry, pull, 'closed');
  await new Git(world, entry).moveBranch(pull.baseRef, merged.sha, wanted.by);
  return merged.sha;
}
