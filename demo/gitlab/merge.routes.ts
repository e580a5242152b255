import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DEVELOPER } from './access';
import { merged } from './merge-request-events';
import type { MergeRequest } from './merge-requests';
import { mergeLevel, mergeRequestBody } from './merge-requests.payload';
import { REQUESTS, requestOf } from './merge-requests.routes';
import { mergedFiles, mergeStatus } from './merge-status';
import { conflict, Problem } from './problem';
import { branchMoved } from './pushes';
import { inputOf, send } from './requests';
import type { User } from './users';
import type { World } from './world';

const mergeSchema = z.object({
  sha: z.string().optional(),
  squash: z.boolean().optional(),
  squash_commit_message: z.string().optional(),
  merge_commit_message: z.string().optional(),
  should_remove_source_branch: z.boolean().optional(),
});

type Input = z.infer<typeof mergeSchema>;

/** Merging: a real merge commit (or a squashed one) on the target branch. */
export function mergeRoutes(app: FastifyInstance, world: World): void {
  app.put(`${REQUESTS}/:iid/merge`, (request, reply) => merge(world, request, reply));
}

async function merge(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, level, mr, user } = requestOf(world, request, DEVELOPER);
  const input = inputOf(request, mergeSchema);
  if (level < mergeLevel(world, mr)) throw new Problem(401, { message: '401 Unauthorized' });
  await project.git.exclusive(async () => {
    const status = await mergeStatus(world, mr);
    if (input.sha !== undefined && input.sha !== mr.headSha) {
      throw conflict('SHA does not match HEAD of source branch: ' + mr.headSha);
    }
    if (status === 'conflict') throw new Problem(422, { message: 'Branch cannot be merged' });
    if (status !== 'mergeable') throw new Problem(405, { message: '405 Method Not Allowed' });
    await write(world, mr, input, user);
  });
  return send(reply, 200, await mergeRequestBody(world, project, mr, user.username, true));
}

async function write(world: World, mr: MergeRequest, input: Input, by: User): Promise<void> {
  const { project } = mr;
  const { git } = project;
  const target = git.branches.get(mr.targetBranch) ?? '';
  const files = await mergedFiles(git, mr.baseSha, target, mr.headSha);
  if (files === null) throw new Problem(422, { message: 'Branch cannot be merged' });
  const author = { name: by.name, email: by.email };
  const isSquash = input.squash ?? mr.squash;
  let side = mr.headSha;
  if (isSquash) {
    const message = input.squash_commit_message ?? mr.title;
    side = await git.write((await git.filesOf(mr.headSha)).values(), {
      message,
      parents: [mr.baseSha],
      author,
      at: world.now(),
    });
  }
  const message =
    input.merge_commit_message ??
    `Merge branch '${mr.sourceBranch}' into '${mr.targetBranch}'\n\n${mr.title}\n\nSee merge request ${project.namespace}/${project.path}!${mr.iid}`;
  const sha = await git.write(files.values(), { message, parents: [target, side], author, at: world.now() });
  git.branches.set(mr.targetBranch, sha);
  await merged(world, mr, by, { mergeCommit: sha, squashCommit: isSquash ? side : null });
  branchMoved(world, { project, branch: mr.targetBranch, before: target, after: sha, by });
  if (input.should_remove_source_branch ?? mr.removeSourceBranch) {
    git.branches.delete(mr.sourceBranch);
    branchMoved(world, { project, branch: mr.sourceBranch, before: mr.headSha, after: null, by });
  }
}
