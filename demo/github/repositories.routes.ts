import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { completeRepository, ROLES, repositorySchema } from './payloads';
import type { Json, Repository, Role } from './payloads';
import { invalid, Problem } from './problem';
import { changeRepository } from './repository-changes';
import { splitName } from './repositories';
import { bodyOf, callerOf, paginate, param, queryOf, targetFor, targetOf } from './requests';
import { readRepository, readUser, withPush } from './world';
import type { World } from './world';

const listSchema = z.array(repositorySchema);
const permissionSchema = z.looseObject({ permission: z.string().default('push') });
const changeSchema = z.looseObject({ name: z.string().optional() });
const transferSchema = z.looseObject({ new_owner: z.string(), new_name: z.string().optional() });

/** REST speaks of pull and push where roles are read and write. */
const ROLE_OF: Readonly<Record<string, Role>> = { pull: 'read', push: 'write' };

function roleNamed(name: string): Role | undefined {
  return ROLE_OF[name] ?? ROLES.find((role) => role === name);
}

/** Repositories: what the emulator shows without the caller's permissions, and what moves them. */
export function repositoryRoutes(app: FastifyInstance, world: World): void {
  app.get('/user/repos', async (request, reply) => {
    const { login, token } = callerOf(request);
    if (login === null) throw new Problem(401, 'Requires authentication');
    const wanted = readListQuery(queryOf(request));
    const mine = await listMine(world, login);
    const visible = mine.filter(({ repository, role }) => {
      const entry = world.repositories.get(repository.id);
      return (
        entry !== undefined &&
        world.repositories.roleFor(token, entry) !== 'none' &&
        wanted.keeps(repository, role, login)
      );
    });
    const sorted = visible
      .map(({ repository, role }) => completeRepository(repository, world.url, role))
      .sort(wanted.compare);
    return paginate(request, reply, world.url, sorted);
  });

  app.get('/repos/:owner/:repo', (request) => {
    const { entry, role } = targetOf(request);
    return readRepository(world, entry, role);
  });

  app.patch('/repos/:owner/:repo', async (request) => {
    const { entry, role, login } = targetFor(request, 'admin');
    await changeRepository(world, entry, login, bodyOf(request, changeSchema));
    return readRepository(world, entry, role);
  });

  app.post('/repos/:owner/:repo/transfer', async (request, reply) => {
    const { entry, login } = targetFor(request, 'admin');
    const { new_owner: newOwner } = bodyOf(request, transferSchema);
    await transferRepository(world, entry.id, newOwner, login);
    return reply.code(202).send(await readRepository(world, entry));
  });

  app.delete('/repos/:owner/:repo', async (request, reply) => {
    const { entry, login } = targetFor(request, 'admin');
    await deleteRepository(world, entry.id, login);
    return reply.code(204).send();
  });

  app.put('/repos/:owner/:repo/collaborators/:login', async (request, reply) => {
    const { entry } = targetFor(request, 'admin');
    const role = roleNamed(bodyOf(request, permissionSchema).permission);
    if (!role) throw invalid({ resource: 'Repository', field: 'permission', code: 'invalid' });
    await setCollaborator(world, entry.id, param(request, 'login'), role);
    return reply.code(204).send();
  });

  app.get('/rate_limit', (request) => {
    const core = { ...world.limits.state(callerOf(request).login), resource: 'core' };
    const search = { limit: 30, remaining: 30, used: 0, reset: core.reset };
    return { resources: { core, search }, rate: core };
  });

  for (const path of ['/user/repos', '/orgs/:org/repos']) {
    app.post(path, async (request, reply) => createOverHttp(world, request, reply));
  }
}

interface Mine {
  readonly repository: Repository;
  readonly role: Role;
}

/** All repositories a person owns, collaborates in or reaches through an organisation. */
async function listMine(world: World, login: string): Promise<readonly Mine[]> {
  const found = new Map<number, Repository>();
  for (let page = 1; ; page += 1) {
    const path = `/user/repos?per_page=100&page=${page}`;
    const items = await world.upstream.call(listSchema, { as: login, method: 'GET', path });
    for (const item of items) found.set(item.id, item);
    if (items.length < 100) break;
  }
  // The emulator leaves out the repositories of a member's organisations.
  for (const entry of world.repositories.all()) {
    const role = world.repositories.roleOf(login, entry);
    if (role === 'admin' && !found.has(entry.id)) found.set(entry.id, await readRepository(world, entry));
  }
  return [...found.values()].map((repository) => {
    const entry = world.repositories.get(repository.id);
    if (!entry) return { repository, role: 'none' };
    return { repository: withPush(repository, entry), role: world.repositories.roleOf(login, entry) };
  });
}

interface ListQuery {
  readonly keeps: (repository: Repository, role: Role, login: string) => boolean;
  readonly compare: (a: Repository, b: Repository) => number;
}

const SORT_FIELDS: Readonly<Record<string, string>> = {
  created: 'created_at',
  updated: 'updated_at',
  pushed: 'pushed_at',
  full_name: 'full_name',
};

function readListQuery(query: URLSearchParams): ListQuery {
  const sort = query.get('sort') ?? 'full_name';
  const field = SORT_FIELDS[sort];
  if (field === undefined) throw invalid({ resource: 'Repository', field: 'sort', code: 'invalid' });
  const direction = query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc');
  const sign = direction === 'asc' ? 1 : -1;
  const affiliations = (query.get('affiliation') ?? 'owner,collaborator,organization_member').split(',');
  const visibility = query.get('visibility') ?? 'all';
  const textOf = (repository: Repository): string => {
    const value = repository[field];
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  return {
    keeps: (repository, role, login) => {
      const kind =
        repository.owner.login === login
          ? 'owner'
          : repository.owner.type === 'Organization' && role === 'admin'
            ? 'organization_member'
            : 'collaborator';
      if (!affiliations.includes(kind)) return false;
      return visibility === 'all' || (visibility === 'private') === repository.private;
    },
    compare: (a, b) => {
      const [left, right] = [textOf(a), textOf(b)];
      return left === right ? a.id - b.id : (left < right ? -1 : 1) * sign;
    },
  };
}

async function createOverHttp(world: World, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { login } = callerOf(request);
  if (login === null) throw new Problem(401, 'Requires authentication');
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const answer = await world.upstream.request({ as: login, method: 'POST', path: request.url, body });
  const text = answer.body.toString('utf8');
  if (answer.status !== 201) {
    throw answer.status === 422
      ? invalid({ resource: 'Repository', field: 'name', code: 'custom', message: text })
      : new Problem(answer.status, 'Not Found');
  }
  const entry = world.repositories.learn(repositorySchema.parse(JSON.parse(text)));
  return reply.code(201).send(await readRepository(world, entry, 'admin'));
}

/** Moves a repository to another owner and says so: `repository` `transferred`. */
export async function transferRepository(world: World, id: number, newOwner: string, by: string): Promise<void> {
  const entry = world.repositories.get(id);
  if (!entry) throw new Error(`there is no repository ${id}`);
  const { owner } = splitName(entry.fullName);
  const from = await readUser(world, owner);
  const path = `/repos/${entry.fullName}/transfer`;
  const moved = await world.upstream.request({ as: by, method: 'POST', path, body: { new_owner: newOwner } });
  if (moved.status !== 200) throw new Problem(moved.status === 404 ? 422 : moved.status, 'Transfer refused');
  world.repositories.learn(repositorySchema.parse(JSON.parse(moved.body.toString('utf8'))));
  const key = from.type === 'Organization' ? 'organization' : 'user';
  await tell(world, id, by, { action: 'transferred', changes: { owner: { from: { [key]: from } } } });
}

/** Deletes a repository and says so first, as its hooks go with it. */
export async function deleteRepository(world: World, id: number, by: string): Promise<void> {
  const entry = world.repositories.get(id);
  if (!entry) throw new Error(`there is no repository ${id}`);
  const repository = await readRepository(world, entry);
  const sender = await readUser(world, by);
  const payload = { action: 'deleted', repository, sender };
  for (const run of world.actions.runsOf(id)) world.engine.cancel(run);
  await world.sender.sendLast(id, 'repository', payload);
  await world.upstream.call(z.unknown(), { as: by, method: 'DELETE', path: `/repos/${entry.fullName}` });
  for (const hook of world.hooks.ofRepository(id)) world.hooks.remove(hook.id);
  for (const run of world.actions.runsOf(id)) world.actions.deleteRun(run.id);
  world.repositories.forget(id);
}

/** Gives a person a role in a repository, in the emulator and in the proxy. */
export async function setCollaborator(world: World, id: number, login: string, role: Role): Promise<void> {
  const entry = world.repositories.get(id);
  if (!entry) throw new Error(`there is no repository ${id}`);
  const permission = role === 'read' ? 'pull' : role === 'write' ? 'push' : role;
  const path = `/repos/${entry.fullName}/collaborators/${login}`;
  const as = world.repositories.administrator(entry);
  if (role === 'none') {
    await world.upstream.call(z.unknown(), { as, method: 'DELETE', path });
    entry.collaborators.delete(login);
    return;
  }
  await world.upstream.call(z.unknown(), { as, method: 'PUT', path, body: { permission } });
  entry.collaborators.set(login, role);
}

async function tell(world: World, id: number, by: string, payload: Json): Promise<void> {
  const entry = world.repositories.get(id);
  if (!entry) return;
  const repository = await readRepository(world, entry);
  world.sender.send(id, 'repository', { ...payload, repository, sender: await readUser(world, by) });
}
