import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DEVELOPER, REPORTER } from './access';
import { isBranchName, refuseArchived } from './branches.routes';
import { commitBody } from './commits.payload';
import { diffOf } from './commits.diff';
import { countLines, diffBody } from './diffs';
import { applyActions, actionSchema } from './file-actions';
import type { Commit, TreeFile } from './git';
import type { Json } from './json';
import { mergeRequestBody } from './merge-requests.payload';
import { badRequest, forbidden, notFound } from './problem';
import type { Project } from './projects';
import { branchMoved } from './pushes';
import { flag, inputOf, paginate, param, queryOf, send, targetOf } from './requests';
import { commitStatuses } from './pipelines.payload';
import type { World } from './world';

const createSchema = z.object({
  branch: z.string(),
  commit_message: z.string(),
  start_branch: z.string().optional(),
  start_sha: z.string().optional(),
  author_name: z.string().optional(),
  author_email: z.string().optional(),
  force: z.boolean().default(false),
  stats: z.boolean().default(true),
  actions: z.array(actionSchema).default([]),
});

const COMMITS = '/api/v4/projects/:id/repository/commits';

/** Commits: made from actions, listed, read, compared with their parents. */
export function commitRoutes(app: FastifyInstance, world: World): void {
  app.post(COMMITS, (request, reply) => create(world, request, reply));
  app.get(COMMITS, async (request, reply) => {
    const { project } = targetOf(world, request, REPORTER);
    const query = queryOf(request);
    const sha = await project.git.resolve(query.get('ref_name') ?? project.defaultBranch ?? '');
    if (sha === null) throw notFound('Repository');
    const path = query.get('path');
    const all = await project.git.between(null, sha);
    const found = path === null ? all : await touching(project, all, path);
    const since = Date.parse(query.get('since') ?? '');
    const until = Date.parse(query.get('until') ?? '');
    const inTime = found.filter(({ committer: { at } }) => !(at.getTime() < since) && !(at.getTime() > until));
    return send(
      reply,
      200,
      paginate(request, reply, world.url, inTime).map((commit) => commitBody(world, project, commit)),
    );
  });
  app.get(`${COMMITS}/:sha`, async (request, reply) => {
    const { project, commit } = await commitOf(world, request);
    const diffs = flag(queryOf(request).get('stats')) === false ? null : await diffOf(project, commit);
    return send(reply, 200, {
      ...commitBody(world, project, commit),
      ...(diffs === null ? {} : { stats: countLines(diffs) }),
      status: world.pipelines.ofCommit(project.id, commit.sha)[0]?.status ?? null,
      project_id: project.id,
      last_pipeline: lastPipeline(world, project, commit.sha),
    });
  });
  app.get(`${COMMITS}/:sha/diff`, async (request, reply) => {
    const { project, commit } = await commitOf(world, request);
    return send(reply, 200, paginate(request, reply, world.url, await diffOf(project, commit)).map(diffBody));
  });
  app.get(`${COMMITS}/:sha/merge_requests`, async (request, reply) => {
    const { project, commit, username } = await commitOf(world, request);
    const found = world.mergeRequests
      .ofProject(project.id)
      .filter((mr) => mr.mergeCommitSha === commit.sha || mr.headSha === commit.sha || mr.commits.includes(commit.sha));
    const page = paginate(request, reply, world.url, found);
    return send(reply, 200, await Promise.all(page.map((mr) => mergeRequestBody(world, project, mr, username, false))));
  });
  app.get(`${COMMITS}/:sha/statuses`, async (request, reply) => {
    const { project, commit } = await commitOf(world, request);
    const statuses = commitStatuses(world, project, commit.sha);
    return send(reply, 200, paginate(request, reply, world.url, statuses));
  });
}

function lastPipeline(world: World, project: Project, sha: string): Json | null {
  const [pipeline] = world.pipelines.ofCommit(project.id, sha);
  if (!pipeline) return null;
  return { id: pipeline.id, ref: pipeline.ref, sha: pipeline.sha, status: pipeline.status };
}

async function commitOf(
  world: World,
  request: FastifyRequest,
): Promise<{ project: Project; commit: Commit; username: string }> {
  const { project, caller } = targetOf(world, request, REPORTER);
  const sha = await project.git.resolve(param(request, 'sha'));
  if (sha === null) throw notFound('Commit');
  return { project, commit: await project.git.commit(sha), username: caller.user.username };
}

async function touching(project: Project, commits: readonly Commit[], path: string): Promise<readonly Commit[]> {
  const found: Commit[] = [];
  for (const commit of commits) {
    const diffs = await diffOf(project, commit);
    if (
      diffs.some(({ oldPath, newPath }) => [oldPath, newPath].some((at) => at === path || at.startsWith(`${path}/`)))
    ) {
      found.push(commit);
    }
  }
  return found;
}

async function create(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, caller } = targetOf(world, request, DEVELOPER);
  const input = inputOf(request, createSchema);
  refuseArchived(project);
  const commit = await project.git.exclusive(() => write(world, project, input, caller.user.username));
  const stats = input.stats ? { stats: countLines(await diffOf(project, commit)) } : {};
  return send(reply, 201, { ...commitBody(world, project, commit), ...stats, status: null, project_id: project.id });
}

type CreateInput = z.infer<typeof createSchema>;

async function write(world: World, project: Project, input: CreateInput, username: string): Promise<Commit> {
  const { git } = project;
  const { branch } = input;
  const user = world.users.require(username);
  if (!world.projects.canPush(project, username, branch)) {
    throw forbidden();
  }
  const before = git.branches.get(branch) ?? null;
  const parent = await startOf(project, input, before);
  const files = new Map<string, TreeFile>(parent === null ? [] : await git.filesOf(parent));
  await applyActions(git, files, parent, input.actions);
  const author = { name: input.author_name ?? user.name, email: input.author_email ?? user.email };
  const parents = parent === null ? [] : [parent];
  const sha = await git.write(files.values(), { message: input.commit_message, parents, author, at: world.now() });
  git.branches.set(branch, sha);
  project.defaultBranch ??= branch;
  branchMoved(world, { project, branch, before, after: sha, by: user });
  return git.commit(sha);
}

/** The commit the new one follows, by GitLab's rules for a new branch and for one that is there. */
async function startOf(project: Project, input: CreateInput, before: string | null): Promise<string | null> {
  const { branch, start_branch: startBranch, start_sha: startSha, force } = input;
  if (startBranch !== undefined && startSha !== undefined) {
    throw badRequest('start_branch, start_sha are mutually exclusive');
  }
  const start = startBranch ?? startSha;
  if (before !== null && (start === undefined || start === branch)) return before;
  if (before !== null && !force) {
    throw badRequest(`A branch called '${branch}' already exists. Switch to that branch in order to make changes`);
  }
  if (before === null && project.git.branches.size === 0) return null;
  if (!isBranchName(branch)) throw badRequest('Invalid branch name');
  if (start === undefined) throw badRequest('You can only create or edit files when you are on a branch');
  const sha = startBranch === undefined ? await project.git.resolve(start) : (project.git.branches.get(start) ?? null);
  if (sha === null)
    throw badRequest(startBranch === undefined ? `Cannot find start_sha '${start}'` : `Cannot find branch '${start}'`);
  return sha;
}
