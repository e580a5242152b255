import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DEVELOPER, REPORTER } from './access';
import { commitBody } from './commits.payload';
import { diffBody } from './diffs';
import type { Json } from './json';
import { close, refresh } from './merge-request-events';
import { isDraft } from './merge-requests';
import type { MergeRequest } from './merge-requests';
import { changesOf, mergeRequestBody, tellMergeRequest } from './merge-requests.payload';
import { pipelinesOf } from './merge-status';
import { pipelineItem } from './pipelines.payload';
import { badRequest, conflict, notFound, Problem } from './problem';
import type { Project } from './projects';
import { idParam, inputOf, paginate, queryOf, send, targetOf } from './requests';
import type { User } from './users';
import type { World } from './world';

export const REQUESTS = '/api/v4/projects/:id/merge_requests';

const labels = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))]);
const people = z.union([z.array(z.coerce.number()), z.coerce.number().transform((id) => [id])]);
const sharedSchema = {
  description: z.string().nullable().optional(),
  labels: labels.optional(),
  assignee_id: z.coerce.number().optional(),
  assignee_ids: people.optional(),
  reviewer_ids: people.optional(),
  remove_source_branch: z.boolean().optional(),
  squash: z.boolean().optional(),
};
const createSchema = z.object({
  ...sharedSchema,
  source_branch: z.string(),
  target_branch: z.string(),
  title: z.string(),
});
const updateSchema = z.object({
  ...sharedSchema,
  title: z.string().min(1).optional(),
  target_branch: z.string().optional(),
  state_event: z.enum(['close', 'reopen']).optional(),
  add_labels: labels.optional(),
  remove_labels: labels.optional(),
});

/** Merge requests: made, listed, read, changed; their commits, changes and pipelines. */
export function mergeRequestRoutes(app: FastifyInstance, world: World): void {
  app.post(REQUESTS, (request, reply) => create(world, request, reply));
  app.get(REQUESTS, (request, reply) => list(world, request, reply));
  app.get(`${REQUESTS}/:iid`, (request, reply) => show(world, request, reply));
  app.put(`${REQUESTS}/:iid`, (request, reply) => update(world, request, reply));
  app.get(`${REQUESTS}/:iid/commits`, async (request, reply) => {
    const { mr, project } = requestOf(world, request);
    const page = paginate(request, reply, world.url, mr.commits);
    const commits = await Promise.all(page.map((sha) => project.git.commit(sha)));
    return send(
      reply,
      200,
      commits.map((commit) => commitBody(world, project, commit)),
    );
  });
  app.get(`${REQUESTS}/:iid/diffs`, async (request, reply) => {
    const { mr } = requestOf(world, request);
    return send(reply, 200, paginate(request, reply, world.url, await changesOf(mr)).map(diffBody));
  });
  app.get(`${REQUESTS}/:iid/changes`, async (request, reply) => {
    const { mr, project, user } = requestOf(world, request);
    const changes = (await changesOf(mr)).map(diffBody);
    const body = await mergeRequestBody(world, project, mr, user.username, true);
    return send(reply, 200, { ...body, changes, overflow: false });
  });
  app.get(`${REQUESTS}/:iid/pipelines`, (request, reply) => {
    const page = paginate(request, reply, world.url, pipelinesOf(world, requestOf(world, request).mr));
    return send(
      reply,
      200,
      page.map((pipeline) => pipelineItem(world, pipeline)),
    );
  });
}

export function requestOf(world: World, request: FastifyRequest, needed = REPORTER) {
  const { project, level, caller } = targetOf(world, request, needed);
  const mr = world.mergeRequests.find(project.id, idParam(request, 'iid'));
  if (!mr) throw notFound();
  return { project, level, mr, user: caller.user };
}

async function show(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, mr, user } = requestOf(world, request);
  return send(reply, 200, await mergeRequestBody(world, project, mr, user.username, true));
}

async function create(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, caller } = targetOf(world, request, DEVELOPER);
  const input = inputOf(request, createSchema);
  const { source_branch: sourceBranch, target_branch: targetBranch } = input;
  const headSha = project.git.branches.get(sourceBranch);
  refuse(world, project, sourceBranch, targetBranch);
  if (headSha === undefined) throw badRequest(`["Source branch \\"${sourceBranch}\\" does not exist"]`);
  const now = world.now();
  const mr = world.mergeRequests.add({
    project,
    sourceBranch,
    targetBranch,
    title: input.title,
    description: input.description ?? null,
    state: 'opened',
    headSha,
    baseSha: headSha,
    commits: [],
    labels: [],
    assignees: [],
    reviewers: [],
    author: caller.user,
    createdAt: now,
    updatedAt: now,
    squash: false,
    removeSourceBranch: false,
    mergedAt: null,
    closedAt: null,
    mergedBy: null,
    closedBy: null,
    mergeCommitSha: null,
    squashCommitSha: null,
  });
  applyShared(world, mr, input);
  await refresh(mr);
  world.afterwards(project, async () => {
    await tellMergeRequest(world, mr, { action: 'open', by: caller.user });
    await world.ci?.mergeRequest(mr, caller.user);
  });
  return send(reply, 201, await mergeRequestBody(world, project, mr, caller.user.username, true));
}

/** GitLab's refusals of a new request, or of one that is opened again. */
function refuse(world: World, project: Project, source: string, target: string): void {
  const open = world.mergeRequests
    .ofProject(project.id)
    .find((mr) => mr.state === 'opened' && mr.sourceBranch === source && mr.targetBranch === target);
  if (open) throw conflict([`Another open merge request already exists for this source branch: !${open.iid}`]);
  if (source === target) {
    throw new Problem(422, { message: ["You can't use same project/branch for source and target"] });
  }
  if (!project.git.branches.has(target)) {
    throw new Problem(422, { message: [`Target branch "${target}" does not exist`] });
  }
}

type Shared = Pick<
  z.infer<typeof createSchema>,
  'description' | 'labels' | 'assignee_id' | 'assignee_ids' | 'reviewer_ids' | 'remove_source_branch' | 'squash'
>;

function applyShared(world: World, mr: MergeRequest, input: Shared): void {
  const users = (ids: readonly number[]): readonly User[] => ids.flatMap((id) => world.users.byId(id) ?? []);
  if (input.description !== undefined) mr.description = input.description;
  if (input.labels !== undefined) setLabels(mr, input.labels);
  const assignees = input.assignee_ids ?? (input.assignee_id === undefined ? undefined : [input.assignee_id]);
  if (assignees !== undefined) mr.assignees = users(assignees);
  if (input.reviewer_ids !== undefined) mr.reviewers = users(input.reviewer_ids);
  mr.removeSourceBranch = input.remove_source_branch ?? mr.removeSourceBranch;
  mr.squash = input.squash ?? mr.squash;
}

/** A label nobody has used is made on the way, as GitLab does. */
function setLabels(mr: MergeRequest, names: readonly string[]): void {
  const known = mr.project.labels;
  for (const name of names) if (!known.has(name)) known.set(name, mr.project.id * 1000 + known.size + 1);
  mr.labels = [...new Set(names)].sort();
}

async function update(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, mr, user } = requestOf(world, request, DEVELOPER);
  const input = inputOf(request, updateSchema);
  const before = snapshot(mr);
  if (input.title !== undefined) mr.title = input.title;
  applyShared(world, mr, input);
  if (input.add_labels !== undefined) setLabels(mr, [...mr.labels, ...input.add_labels]);
  if (input.remove_labels !== undefined) {
    const removed = new Set(input.remove_labels);
    setLabels(
      mr,
      mr.labels.filter((name) => !removed.has(name)),
    );
  }
  if (input.target_branch !== undefined && mr.state === 'opened') {
    if (!project.git.branches.has(input.target_branch)) refuse(world, project, mr.sourceBranch, input.target_branch);
    mr.targetBranch = input.target_branch;
    await refresh(mr);
  }
  mr.updatedAt = world.now();
  await changeState(world, mr, input.state_event, user);
  const changes = differences(before, snapshot(mr));
  if (input.state_event === undefined) {
    world.afterwards(project, () => tellMergeRequest(world, mr, { action: 'update', by: user, changes }));
  }
  return send(reply, 200, await mergeRequestBody(world, project, mr, user.username, true));
}

async function changeState(
  world: World,
  mr: MergeRequest,
  event: 'close' | 'reopen' | undefined,
  by: User,
): Promise<void> {
  if (event === 'close' && mr.state === 'opened') await close(world, mr, by);
  if (event !== 'reopen' || mr.state !== 'closed') return;
  const head = mr.project.git.branches.get(mr.sourceBranch);
  if (head === undefined) throw badRequest(`Source branch "${mr.sourceBranch}" does not exist`);
  refuse(world, mr.project, mr.sourceBranch, mr.targetBranch);
  mr.state = 'opened';
  mr.closedAt = mr.closedBy = null;
  mr.headSha = head;
  await refresh(mr);
  world.afterwards(mr.project, () => tellMergeRequest(world, mr, { action: 'reopen', by }));
}

function snapshot(mr: MergeRequest): Readonly<Record<string, unknown>> {
  return {
    title: mr.title,
    description: mr.description,
    draft: isDraft(mr),
    target_branch: mr.targetBranch,
    labels: mr.labels.join(),
  };
}

function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): Json {
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, { previous: before[name], current: after[name] }]));
}

async function list(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { project, caller } = targetOf(world, request, REPORTER);
  const query = queryOf(request);
  const is = (name: string, value: string): boolean => [null, 'all', value].includes(query.get(name));
  const iids = query.getAll('iids[]');
  const wanted = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const found = world.mergeRequests
    .ofProject(project.id)
    .filter(
      (mr) =>
        is('state', mr.state) &&
        is('source_branch', mr.sourceBranch) &&
        is('target_branch', mr.targetBranch) &&
        is('author_username', mr.author.username) &&
        (iids.length === 0 || iids.includes(String(mr.iid))) &&
        wanted.every((name) => mr.labels.includes(name)) &&
        (query.get('updated_after') === null ||
          mr.updatedAt.getTime() >= Date.parse(query.get('updated_after') ?? '')) &&
        `${mr.title} ${mr.description ?? ''}`.toLowerCase().includes((query.get('search') ?? '').toLowerCase()),
    );
  const key = query.get('order_by') === 'updated_at' ? 'updatedAt' : 'createdAt';
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  const sorted = found.sort((a, b) => sign * (a[key].getTime() - b[key].getTime() || a.id - b.id));
  const page = paginate(request, reply, world.url, sorted);
  return send(
    reply,
    200,
    await Promise.all(page.map((mr) => mergeRequestBody(world, project, mr, caller.user.username, false))),
  );
}
