import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MAINTAINER, OWNER } from './access';
import { badParameter, badRequest, notFound } from './problem';
import { fullPath } from './projects';
import type { Project } from './projects';
import { projectBody } from './projects.payload';
import { callerOf, flag, idParam, inputOf, keyset, paginate, queryOf, send, targetOf } from './requests';
import { basicUser, ownUser } from './users';
import type { World } from './world';

const editSchema = z.object({
  name: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
  description: z.string().nullable().optional(),
  visibility: z.enum(['private', 'internal', 'public']).optional(),
  default_branch: z.string().optional(),
  only_allow_merge_if_pipeline_succeeds: z.boolean().optional(),
});

/** Who I am, and projects: listed, read, renamed, moved, archived. */
export function projectRoutes(app: FastifyInstance, world: World): void {
  app.get('/api/v4/user', (request, reply) => send(reply, 200, ownUser(callerOf(request).user, world.url)));
  app.get('/api/v4/users', (request, reply) => {
    callerOf(request);
    const name = queryOf(request).get('username');
    const found = world.users.all().filter((user) => name === null || user.username === name.toLowerCase());
    return send(
      reply,
      200,
      paginate(request, reply, world.url, found).map((user) => basicUser(user, world.url)),
    );
  });
  app.get('/api/v4/users/:id', (request, reply) => {
    callerOf(request);
    const user = world.users.byId(idParam(request, 'id'));
    if (!user) throw notFound('User');
    return send(reply, 200, basicUser(user, world.url));
  });
  app.get('/api/v4/version', (request, reply) => {
    callerOf(request);
    return send(reply, 200, { version: world.signingTokens ? '19.0.0' : '17.5.0', revision: 'demo' });
  });
  app.get('/api/v4/personal_access_tokens/self', (request, reply) => {
    const { token, user } = callerOf(request);
    if (token.clientId !== null) throw notFound('Personal Access Token');
    return send(reply, 200, {
      id: token.id,
      name: 'demo',
      revoked: false,
      created_at: token.createdAt.toISOString(),
      description: null,
      scopes: token.scopes,
      user_id: user.id,
      last_used_at: null,
      active: true,
      expires_at: null,
    });
  });
  app.get('/api/v4/projects', (request, reply) => list(world, request, reply));
  app.get('/api/v4/projects/:id', (request, reply) => {
    const { project, caller } = targetOf(world, request);
    return send(reply, 200, projectBody(world, project, caller.user.username));
  });
  app.put('/api/v4/projects/:id', (request, reply) => {
    const { project, caller } = targetOf(world, request, MAINTAINER);
    edit(world, project, inputOf(request, editSchema));
    return send(reply, 200, projectBody(world, project, caller.user.username));
  });
  app.put('/api/v4/projects/:id/transfer', (request, reply) => {
    const { project, caller } = targetOf(world, request, OWNER);
    const { namespace } = inputOf(request, z.object({ namespace: z.coerce.string() }));
    world.projects.move(project, namespace, project.path);
    return send(reply, 200, projectBody(world, project, caller.user.username));
  });
  for (const action of ['archive', 'unarchive'] as const) {
    app.post(`/api/v4/projects/:id/${action}`, (request, reply) => {
      const { project, caller } = targetOf(world, request, OWNER);
      project.archived = action === 'archive';
      return send(reply, 201, projectBody(world, project, caller.user.username));
    });
  }
  app.delete('/api/v4/projects/:id', (request, reply) => {
    world.projects.remove(targetOf(world, request, OWNER).project);
    return send(reply, 202, { message: '202 Accepted' });
  });
}

function edit(world: World, project: Project, input: z.infer<typeof editSchema>): void {
  const path = input.path;
  if (path !== undefined && path !== project.path) {
    if (world.projects.all().some((other) => fullPath(other) === `${project.namespace}/${path}`)) {
      throw badRequest('Path has already been taken');
    }
    world.projects.move(project, project.namespace, path);
  }
  project.name = input.name ?? project.name;
  project.description = input.description === undefined ? project.description : input.description;
  project.visibility = input.visibility ?? project.visibility;
  project.defaultBranch = input.default_branch ?? project.defaultBranch;
  project.onlyWhenPipelineSucceeds = input.only_allow_merge_if_pipeline_succeeds ?? project.onlyWhenPipelineSucceeds;
}

const ORDERS = {
  id: (project: Project) => project.id,
  created_at: (project: Project) => project.createdAt.getTime(),
  last_activity_at: (project: Project) => project.lastActivityAt.getTime(),
  updated_at: (project: Project) => project.lastActivityAt.getTime(),
  name: (project: Project) => project.name,
  path: (project: Project) => project.path,
} as const;

function list(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { user } = callerOf(request);
  const query = queryOf(request);
  const least = Number(query.get('min_access_level') ?? 0);
  const wanted = (query.get('search') ?? '').toLowerCase();
  const within = flag(query.get('search_namespaces')) === true;
  const archived = flag(query.get('archived'));
  const isMember = flag(query.get('membership')) === true;
  const isOwned = flag(query.get('owned')) === true;
  const found = world.projects.all().filter((project) => {
    const level = world.projects.levelOf(project, user.username);
    if (level === 0 && (isMember || project.visibility === 'private')) return false;
    if (level < least || (isOwned && level < OWNER)) return false;
    if (archived !== undefined && project.archived !== archived) return false;
    const texts = [project.name, project.path, project.description ?? '', ...(within ? [fullPath(project)] : [])];
    return texts.some((text) => text.toLowerCase().includes(wanted));
  });
  const order = z
    .enum(['id', 'created_at', 'last_activity_at', 'updated_at', 'name', 'path'])
    .safeParse(query.get('order_by') ?? 'created_at');
  if (!order.success) throw badParameter('order_by does not have a valid value');
  const sign = query.get('sort') === 'asc' ? 1 : -1;
  const key = ORDERS[order.data];
  const sorted = found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id));
  const show = (project: Project) =>
    flag(query.get('simple')) === true
      ? simple(projectBody(world, project, user.username))
      : projectBody(world, project, user.username);
  if (query.get('pagination') !== 'keyset')
    return send(reply, 200, paginate(request, reply, world.url, sorted).map(show));
  // Keyset paging walks by id alone.
  if (order.data !== 'id') {
    return reply.code(405).send({ error: 'Keyset pagination is not yet available for this type of request' });
  }
  const name = sign > 0 ? 'id_after' : 'id_before';
  const from = Number(query.get(name) ?? (sign > 0 ? 0 : Infinity));
  const rest = sorted.filter(({ id }) => (sign > 0 ? id > from : id < from));
  const page = keyset(request, reply, world.url, { rest, after: (last) => ({ [name]: String(last.id) }) });
  return send(reply, 200, page.map(show));
}

const SIMPLE = [
  'id',
  'description',
  'name',
  'name_with_namespace',
  'path',
  'path_with_namespace',
  'created_at',
  'default_branch',
  'tag_list',
  'topics',
  'ssh_url_to_repo',
  'http_url_to_repo',
  'web_url',
  'readme_url',
  'forks_count',
  'avatar_url',
  'star_count',
  'last_activity_at',
  'visibility',
  'namespace',
];

function simple(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(SIMPLE.map((name) => [name, body[name]]));
}
