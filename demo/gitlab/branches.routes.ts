import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEVELOPER, MAINTAINER, REPORTER } from './access';
import type { AccessLevel } from './access';
import { branchBody } from './commits.payload';
import { badRequest, conflict, forbidden, notFound } from './problem';
import type { Project } from './projects';
import { branchMoved } from './pushes';
import { inputOf, paginate, param, queryOf, send, targetOf } from './requests';
import type { World } from './world';

/** Branches and what protects them. */
export function branchRoutes(app: FastifyInstance, world: World): void {
  const branches = '/api/v4/projects/:id/repository/branches';
  app.get(branches, async (request, reply) => {
    const { project, caller } = targetOf(world, request, REPORTER);
    const search = queryOf(request).get('search') ?? '';
    const names = [...project.git.branches.keys()].filter((name) => matches(name, search)).sort();
    const page = paginate(request, reply, world.url, names);
    return send(
      reply,
      200,
      await Promise.all(page.map((name) => branchBody(world, project, name, caller.user.username))),
    );
  });
  app.get(`${branches}/:branch`, async (request, reply) => {
    const { project, caller } = targetOf(world, request, REPORTER);
    const name = param(request, 'branch');
    if (!project.git.branches.has(name)) throw notFound('Branch');
    return send(reply, 200, await branchBody(world, project, name, caller.user.username));
  });
  app.post(branches, async (request, reply) => {
    const { project, caller } = targetOf(world, request, DEVELOPER);
    const { branch, ref } = inputOf(request, z.object({ branch: z.string(), ref: z.string() }));
    refuseArchived(project);
    const sha = await project.git.resolve(ref);
    if (sha === null) throw badRequest(`Invalid reference name: ${ref}`);
    if (project.git.branches.has(branch)) throw badRequest('Branch already exists');
    if (!isBranchName(branch)) throw badRequest('Branch name is invalid');
    project.git.branches.set(branch, sha);
    branchMoved(world, { project, branch, before: null, after: sha, by: caller.user });
    return send(reply, 201, await branchBody(world, project, branch, caller.user.username));
  });
  app.delete(`${branches}/:branch`, (request, reply) => {
    const { project, caller } = targetOf(world, request, DEVELOPER);
    const branch = param(request, 'branch');
    const before = project.git.branches.get(branch);
    if (before === undefined) throw notFound('Branch');
    if (branch === project.defaultBranch) throw badRequest('Cannot remove HEAD branch');
    if (world.projects.protection(project, branch)) throw forbidden();
    project.git.branches.delete(branch);
    branchMoved(world, { project, branch, before, after: null, by: caller.user });
    return reply.code(204).send();
  });
  protectionRoutes(app, world);
}

const protectSchema = z.object({
  name: z.string(),
  push_access_level: z.coerce.number().default(MAINTAINER),
  merge_access_level: z.coerce.number().default(MAINTAINER),
});

function protectionRoutes(app: FastifyInstance, world: World): void {
  const base = '/api/v4/projects/:id/protected_branches';
  const body = (project: Project, name: string) => {
    const protection = project.protections.get(name);
    if (!protection) throw notFound();
    const levels = (level: AccessLevel) => [
      {
        id: level,
        access_level: level,
        access_level_description: level >= 40 ? 'Maintainers' : 'Developers + Maintainers',
        user_id: null,
        group_id: null,
      },
    ];
    return {
      id: project.id,
      name,
      push_access_levels: levels(protection.push),
      merge_access_levels: levels(protection.merge),
      allow_force_push: false,
      unprotect_access_levels: [],
      code_owner_approval_required: false,
    };
  };
  app.get(base, (request, reply) => {
    const { project } = targetOf(world, request, DEVELOPER);
    const names = paginate(request, reply, world.url, [...project.protections.keys()].sort());
    return send(
      reply,
      200,
      names.map((name) => body(project, name)),
    );
  });
  app.get(`${base}/:name`, (request, reply) => {
    const { project } = targetOf(world, request, DEVELOPER);
    return send(reply, 200, body(project, param(request, 'name')));
  });
  app.post(base, (request, reply) => {
    const { project } = targetOf(world, request, MAINTAINER);
    const input = inputOf(request, protectSchema);
    if (project.protections.has(input.name)) throw conflict(`Protected branch '${input.name}' already exists`);
    const level = (given: number): AccessLevel => (given <= DEVELOPER ? DEVELOPER : MAINTAINER);
    project.protections.set(input.name, {
      push: level(input.push_access_level),
      merge: level(input.merge_access_level),
    });
    return send(reply, 201, body(project, input.name));
  });
  app.delete(`${base}/:name`, (request, reply) => {
    const { project } = targetOf(world, request, MAINTAINER);
    if (!project.protections.delete(param(request, 'name'))) throw notFound();
    return reply.code(204).send();
  });
}

/** `^term` begins with it, `term$` ends with it, else contains it. */
function matches(name: string, search: string): boolean {
  if (search.startsWith('^')) return name.startsWith(search.slice(1));
  return search.endsWith('$') ? name.endsWith(search.slice(0, -1)) : name.includes(search);
}

export function refuseArchived(project: Project): void {
  if (project.archived) throw forbidden();
}

/** Git's rules for names of branches, as far as they matter here. */
export function isBranchName(name: string): boolean {
  return /^[^\s~^:?*[\\-][^\s~^:?*[\\]*$/.test(name) && !/\.\.|\/\/|@\{|\.lock$|\/$|\.$|^\//.test(name);
}
