import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Git } from './git';
import { allows } from './payloads';
import type { Json, Role } from './payloads';
import { notFound, Problem } from './problem';
import type { Protection } from './protections';
import { bodyOf, paginate, param, targetFor, targetOf } from './requests';
import type { RepositoryEntry } from './repositories';
import { readUser } from './world';
import type { World } from './world';

const refsSchema = z.array(z.looseObject({ ref: z.string(), object: z.looseObject({ sha: z.string() }) }));
const protectionSchema = z.looseObject({
  required_status_checks: z
    .looseObject({ strict: z.boolean().default(false), contexts: z.array(z.string()).default([]) })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z.looseObject({ required_approving_review_count: z.number().default(1) }).nullable(),
});

/** Branches with their protection, and what a person may do. */
export function branchRoutes(app: FastifyInstance, world: World): void {
  const base = '/repos/:owner/:repo';

  app.get(`${base}/branches`, async (request, reply) => {
    const { entry } = targetOf(request);
    const refs = await world.upstream.call(refsSchema, {
      as: world.repositories.administrator(entry),
      method: 'GET',
      path: `/repos/${entry.fullName}/git/matching-refs/heads/`,
    });
    return paginate(request, reply, world.url, refs).map(({ ref, object }) => {
      const name = ref.replace('refs/heads/', '');
      const url = `${world.url}/repos/${entry.fullName}/commits/${object.sha}`;
      return { name, commit: { sha: object.sha, url }, protected: world.protections.get(entry.id, name) !== undefined };
    });
  });

  // Names of branches hold slashes, encoded or not.
  app.get(`${base}/branches/*`, async (request) => {
    const rest = param(request, '*');
    const protectedBranch = /^(.+)\/protection$/.exec(rest)?.[1];
    if (protectedBranch !== undefined) {
      const { entry } = administered(request);
      const rule = world.protections.get(entry.id, protectedBranch);
      if (rule === undefined) throw new Problem(404, 'Branch not protected');
      return protectionPayload(world, entry, protectedBranch, rule);
    }
    return branchPayload(world, targetOf(request).entry, rest);
  });

  app.put(`${base}/branches/*`, (request) => {
    const branch = /^(.+)\/protection$/.exec(param(request, '*'))?.[1];
    const { entry } = targetFor(request, 'admin');
    if (branch === undefined) throw notFound();
    const body = bodyOf(request, protectionSchema);
    const rule: Protection = {
      contexts: body.required_status_checks?.contexts ?? [],
      isStrict: body.required_status_checks?.strict ?? false,
      includesAdministrators: body.enforce_admins ?? false,
      approvals: body.required_pull_request_reviews?.required_approving_review_count ?? null,
    };
    world.protections.set(entry.id, branch, rule);
    return protectionPayload(world, entry, branch, rule);
  });

  app.delete(`${base}/branches/*`, (request, reply) => {
    const branch = /^(.+)\/protection$/.exec(param(request, '*'))?.[1];
    const { entry } = targetFor(request, 'admin');
    if (branch === undefined || !world.protections.remove(entry.id, branch)) throw notFound();
    return reply.code(204).send();
  });

  app.get(`${base}/collaborators/:login/permission`, async (request) => {
    const { entry } = targetFor(request, 'write');
    const login = param(request, 'login');
    if (!world.seed.users.some((user) => user.login === login)) throw notFound();
    const role = world.repositories.roleOf(login, entry);
    const user = { ...(await readUser(world, login)), permissions: undefined, role_name: role };
    return { permission: OLD_NAMES[role] ?? role, role_name: role, user };
  });
}

/** The field `permission` knows four words only. */
const OLD_NAMES: Partial<Record<Role, string>> = { maintain: 'write', triage: 'read' };

/** Protection is hidden, not forbidden, from those who do not administer. */
function administered(request: FastifyRequest): { entry: RepositoryEntry } {
  const { entry, role } = targetOf(request);
  if (!allows(role, 'admin')) throw notFound();
  return { entry };
}

async function branchPayload(world: World, entry: RepositoryEntry, name: string): Promise<Json> {
  const sha = await new Git(world, entry).head(name);
  if (sha === null) throw new Problem(404, 'Branch not found');
  const as = world.repositories.administrator(entry);
  const path = `/repos/${entry.fullName}/commits/${sha}`;
  const commit = await world.upstream.call(z.looseObject({ sha: z.string() }), { as, method: 'GET', path });
  const rule = world.protections.get(entry.id, name);
  const url = `${world.url}/repos/${entry.fullName}/branches/${name}`;
  return {
    name,
    commit,
    _links: { html: `${world.url}/${entry.fullName}/tree/${name}`, self: url },
    protected: rule !== undefined,
    protection: {
      enabled: rule !== undefined,
      required_status_checks: {
        enforcement_level: rule === undefined ? 'off' : rule.includesAdministrators ? 'everyone' : 'non_admins',
        contexts: rule?.contexts ?? [],
        checks: (rule?.contexts ?? []).map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${url}/protection`,
  };
}

function protectionPayload(world: World, entry: RepositoryEntry, branch: string, rule: Protection): Json {
  const url = `${world.url}/repos/${entry.fullName}/branches/${branch}/protection`;
  const off = { enabled: false };
  return {
    url,
    ...(rule.contexts.length === 0
      ? {}
      : {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: rule.isStrict,
            contexts: rule.contexts,
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: rule.contexts.map((context) => ({ context, app_id: null })),
          },
        }),
    ...(rule.approvals === null
      ? {}
      : {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: false,
            require_code_owner_reviews: false,
            require_last_push_approval: false,
            required_approving_review_count: rule.approvals,
          },
        }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: rule.includesAdministrators },
    required_linear_history: off,
    allow_force_pushes: off,
    allow_deletions: off,
    block_creations: off,
    required_conversation_resolution: off,
    lock_branch: off,
    allow_fork_syncing: off,
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
  };
}
