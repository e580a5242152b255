import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { configPayload, deliveryPayload, hookPayload } from './hooks';
import type { Delivery, Hook } from './hooks';
import { invalid, notFound, Problem } from './problem';
import { bodyOf, callerOf, idParam, paginate, queryOf, targetFor } from './requests';
import type { Target } from './requests';
import { hasScope } from './tokens';
import { readRepository, readUser } from './world';
import type { World } from './world';

// GitHub: "The "push" event cannot have more than 20 hooks".
const MAX_HOOKS_PER_EVENT = 20;

const configSchema = z.object({
  url: z.string().optional(),
  content_type: z.enum(['json', 'form']).optional(),
  secret: z.string().optional(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});
const createSchema = z.object({
  config: configSchema.default({}),
  events: z.array(z.string()).min(1).default(['push']),
  active: z.boolean().default(true),
});
const updateSchema = z.object({
  config: configSchema.optional(),
  events: z.array(z.string()).optional(),
  add_events: z.array(z.string()).optional(),
  remove_events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});

/** Hooks are for administrators whose token may touch hooks; everybody else gets 404, as if there were none. */
function hooksTarget(request: FastifyRequest, access: 'read' | 'write'): Target {
  const { token } = callerOf(request);
  const wanted = ['admin:repo_hook', 'write:repo_hook', ...(access === 'read' ? ['read:repo_hook'] : [])];
  if (token === null || !hasScope(token, ...wanted)) throw notFound();
  const target = targetFor(request, 'read');
  if (target.role !== 'admin') throw notFound();
  return target;
}

/** An OAuth app sees only the hooks it made. */
function visible(request: FastifyRequest, hook: Hook): boolean {
  const { token } = callerOf(request);
  return (token?.clientId ?? null) === null || hook.clientId === token?.clientId;
}

export function hookRoutes(app: FastifyInstance, world: World): void {
  const base = '/repos/:owner/:repo/hooks';
  const urlOf = (target: Target): string => `${world.url}/repos/${target.entry.fullName}`;

  const hookOf = (request: FastifyRequest, target: Target): Hook => {
    const hook = world.hooks.get(idParam(request, 'hook'));
    if (hook?.repositoryId !== target.entry.id || !visible(request, hook)) throw notFound();
    return hook;
  };

  const refuseTaken = (repositoryId: number, wanted: Pick<Hook, 'url' | 'events'>, self?: Hook): void => {
    const others = world.hooks.ofRepository(repositoryId).filter((hook) => hook !== self);
    if (others.some((hook) => hook.url === wanted.url)) {
      throw invalid({ resource: 'Hook', code: 'custom', message: 'Hook already exists on this repository' });
    }
    for (const event of wanted.events) {
      if (others.filter((hook) => hook.events.includes(event)).length < MAX_HOOKS_PER_EVENT) continue;
      throw invalid({
        resource: 'Hook',
        code: 'custom',
        message: `The "${event}" event cannot have more than ${MAX_HOOKS_PER_EVENT} hooks`,
      });
    }
  };

  const ping = async (hook: Hook, target: Target, login: string): Promise<void> => {
    const repository = await readRepository(world, target.entry);
    world.sender.sendTo(hook, 'ping', {
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
      hook: hookPayload(hook, urlOf(target)),
      repository,
      sender: await readUser(world, login),
    });
  };

  app.post(base, async (request, reply) => {
    const target = hooksTarget(request, 'write');
    const { config, events, active } = bodyOf(request, createSchema);
    if (config.url === undefined || !URL.canParse(config.url)) {
      throw invalid({ resource: 'Hook', field: 'url', code: 'missing_field' });
    }
    refuseTaken(target.entry.id, { url: config.url, events });
    const { token, login } = callerOf(request);
    const hook = world.hooks.add({
      repositoryId: target.entry.id,
      clientId: token?.clientId ?? null,
      active,
      events,
      url: config.url,
      contentType: config.content_type ?? 'form',
      insecureSsl: String(config.insecure_ssl ?? '0'),
      secret: config.secret ?? null,
    });
    const payload = hookPayload(hook, urlOf(target));
    await ping(hook, target, login ?? '');
    return reply.code(201).header('location', payload.url).send(payload);
  });

  app.get(base, (request, reply) => {
    const target = hooksTarget(request, 'read');
    const hooks = world.hooks.ofRepository(target.entry.id).filter((hook) => visible(request, hook));
    return paginate(request, reply, world.url, hooks).map((hook) => hookPayload(hook, urlOf(target)));
  });

  app.get(`${base}/:hook`, (request) => {
    const target = hooksTarget(request, 'read');
    return hookPayload(hookOf(request, target), urlOf(target));
  });

  app.patch(`${base}/:hook`, (request) => {
    const target = hooksTarget(request, 'write');
    const hook = hookOf(request, target);
    const update = bodyOf(request, updateSchema);
    const events = new Set([...(update.events ?? hook.events), ...(update.add_events ?? [])]);
    for (const event of update.remove_events ?? []) events.delete(event);
    const url = update.config?.url ?? hook.url;
    refuseTaken(target.entry.id, { url, events: [...events] }, hook);
    hook.events = [...events];
    hook.active = update.active ?? hook.active;
    if (update.config) applyConfig(hook, update.config);
    hook.updatedAt = new Date();
    return hookPayload(hook, urlOf(target));
  });

  app.delete(`${base}/:hook`, (request, reply) => {
    const target = hooksTarget(request, 'write');
    world.hooks.remove(hookOf(request, target).id);
    return reply.code(204).send();
  });

  app.get(`${base}/:hook/config`, (request) => configPayload(hookOf(request, hooksTarget(request, 'read'))));

  app.post(`${base}/:hook/pings`, async (request, reply) => {
    const target = hooksTarget(request, 'read');
    await ping(hookOf(request, target), target, callerOf(request).login ?? '');
    return reply.code(204).send();
  });

  app.get(`${base}/:hook/deliveries`, (request, reply) => {
    const hook = hookOf(request, hooksTarget(request, 'read'));
    return cursorPage(request, (link) => reply.header('link', link), hook.deliveries, world.url).map(deliveryPayload);
  });

  const deliveryOf = (request: FastifyRequest, hook: Hook): Delivery => {
    const id = idParam(request, 'delivery');
    const delivery = hook.deliveries.find((candidate) => candidate.id === id);
    if (!delivery) throw notFound();
    return delivery;
  };

  app.get(`${base}/:hook/deliveries/:delivery`, (request) => {
    const target = hooksTarget(request, 'read');
    const hook = hookOf(request, target);
    const delivery = deliveryOf(request, hook);
    return {
      ...deliveryPayload(delivery),
      url: hook.url,
      request: { headers: delivery.request.headers, payload: delivery.request.payload },
      response: { headers: delivery.response.headers, payload: delivery.response.payload },
    };
  });

  app.post(`${base}/:hook/deliveries/:delivery/attempts`, (request, reply) => {
    const hook = hookOf(request, hooksTarget(request, 'write'));
    world.sender.redeliver(hook, deliveryOf(request, hook));
    return reply.code(202).send({});
  });
}

function applyConfig(hook: Hook, config: z.infer<typeof configSchema>): void {
  hook.url = config.url ?? hook.url;
  hook.contentType = config.content_type ?? hook.contentType;
  hook.insecureSsl = String(config.insecure_ssl ?? hook.insecureSsl);
  // GitHub: a config update without a secret removes it.
  hook.secret = config.secret ?? null;
}

/** Deliveries are paged by cursor: the id to go on from, newest first. */
function cursorPage(
  request: FastifyRequest,
  setLink: (link: string) => unknown,
  deliveries: readonly Delivery[],
  origin: string,
): readonly Delivery[] {
  const query = queryOf(request);
  const perPage = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30));
  const cursor = query.get('cursor');
  const start = cursor === null ? 0 : deliveries.findIndex((delivery) => String(delivery.id) === cursor);
  if (start < 0) throw new Problem(422, 'Invalid cursor');
  const next = deliveries[start + perPage];
  if (next) {
    const url = new URL(request.url, origin);
    url.searchParams.set('cursor', String(next.id));
    setLink(`<${url.href}>; rel="next"`);
  }
  return deliveries.slice(start, start + perPage);
}
