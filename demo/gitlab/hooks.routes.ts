import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MAINTAINER } from './access';
import { TRIGGERS } from './hooks';
import type { Hook, HookEvent, Trigger } from './hooks';
import type { Json } from './json';
import { badParameter, notFound, Problem } from './problem';
import type { Project } from './projects';
import { pushPayload } from './pushes';
import { idParam, inputOf, paginate, param, queryOf, send, targetOf } from './requests';
import type { World } from './world';

const bool = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional();
const events = Object.fromEntries(Object.keys(TRIGGERS).map((name) => [name, bool]));
const editSchema = z
  .object({
    url: z.string().optional(),
    name: z.string().nullable().optional(),
    description: z.string().nullable().optional(),
    token: z.string().nullable().optional(),
    signing_token: z.string().nullable().optional(),
    enable_ssl_verification: bool,
    push_events_branch_filter: z.string().optional(),
  })
  .catchall(z.unknown());
const eventsSchema = z.object(events);

type Edit = z.infer<typeof editSchema>;

const HOOKS = '/api/v4/projects/:id/hooks';
// GitLab: five tests or resends a minute for one person and hook.
const CALLS_PER_MINUTE = 5;

/** Hooks: kept, tested, what they sent, sent again. */
export function hookRoutes(app: FastifyInstance, world: World): void {
  const calls = new Map<string, number[]>();
  const throttle = (key: string): void => {
    const now = world.now().getTime();
    const recent = (calls.get(key) ?? []).filter((at) => at > now - 60_000);
    if (recent.length >= CALLS_PER_MINUTE) {
      throw new Problem(429, {
        message: { error: 'This endpoint has been requested too many times. Try again later.' },
      });
    }
    calls.set(key, [...recent, now]);
  };

  app.get(HOOKS, (request, reply) => {
    const { project } = targetOf(world, request, MAINTAINER);
    const hooks = paginate(request, reply, world.url, world.hooks.ofProject(project.id));
    return send(
      reply,
      200,
      hooks.map((hook) => hookBody(world, hook)),
    );
  });
  app.post(HOOKS, (request, reply) => {
    const { project } = targetOf(world, request, MAINTAINER);
    const input = inputOf(request, editSchema);
    if (input.url === undefined) throw badParameter('url is missing');
    check(world, input);
    const hook = world.hooks.add(project.id, input.url);
    apply(world, hook, input, inputOf(request, eventsSchema));
    return send(reply, 201, hookBody(world, hook));
  });
  app.get(`${HOOKS}/:hook_id`, (request, reply) => send(reply, 200, hookBody(world, hookOf(world, request).hook)));
  app.put(`${HOOKS}/:hook_id`, (request, reply) => {
    const { hook } = hookOf(world, request);
    const input = inputOf(request, editSchema);
    check(world, input);
    apply(world, hook, input, inputOf(request, eventsSchema));
    return send(reply, 200, hookBody(world, hook));
  });
  app.delete(`${HOOKS}/:hook_id`, (request, reply) => {
    world.hooks.remove(hookOf(world, request).hook.id);
    return reply.code(204).send();
  });
  app.get(`${HOOKS}/:hook_id/events`, (request, reply) => {
    const { hook } = hookOf(world, request);
    const status = queryOf(request).get('status');
    const found = hook.events.filter((event) => status === null || hasStatus(event, status));
    return send(reply, 200, paginate(request, reply, world.url, found).map(eventBody));
  });
  app.post(`${HOOKS}/:hook_id/events/:event_id/resend`, async (request, reply) => {
    const { hook, by } = hookOf(world, request);
    const event = hook.events.find(({ id }) => id === idParam(request, 'event_id'));
    if (!event) throw notFound('Web Hook Event');
    throttle(`resend ${hook.id} ${by}`);
    const sent = await world.sender.resend(hook, event);
    const status = Number(sent?.responseStatus);
    if (Number.isNaN(status)) throw new Problem(422, { message: sent?.responseBody ?? 'Hook disabled' });
    return send(reply, 201, { response_status: status });
  });
  app.post(`${HOOKS}/:hook_id/test/:trigger`, async (request, reply) => {
    const { hook, project, by } = hookOf(world, request);
    const trigger = triggerOf(param(request, 'trigger'));
    throttle(`test ${hook.id} ${by}`);
    const payload = await pushPayloadForTest(world, project, by);
    const sent = await world.sender.test(hook, trigger, payload);
    if (sent === null || !/^2\d\d$/.test(sent.responseStatus)) {
      throw new Problem(422, { message: sent?.responseBody ?? 'Hook execution failed' });
    }
    return send(reply, 201, { message: '201 Created' });
  });
}

/** A test sends the newest push, whatever its trigger is called; other samples are not made here. */
async function pushPayloadForTest(world: World, project: Project, by: string): Promise<Json> {
  const branch = project.defaultBranch;
  const sha = branch === null ? undefined : project.git.branches.get(branch);
  if (branch === null || sha === undefined) {
    throw new Problem(422, { message: 'Ensure the project has at least one commit.' });
  }
  const [parent] = (await project.git.commit(sha)).parents;
  return pushPayload(world, { project, branch, before: parent ?? null, after: sha, by: world.users.require(by) });
}

function triggerOf(name: string): Trigger {
  if (name !== 'push_events') throw badParameter('trigger does not have a valid value');
  return name;
}

function hookOf(world: World, request: FastifyRequest): { hook: Hook; project: Project; by: string } {
  const { project, caller } = targetOf(world, request, MAINTAINER);
  const hook = world.hooks.get(idParam(request, 'hook_id'));
  if (hook?.projectId !== project.id) throw notFound();
  return { hook, project, by: caller.user.username };
}

function check(world: World, input: Edit): void {
  const isUrl = input.url === undefined || (URL.canParse(input.url) && /^https?:$/.test(new URL(input.url).protocol));
  if (!isUrl) throw new Problem(422, { error: 'Invalid url given' });
  const token = input.signing_token;
  if (!world.signingTokens || token === undefined || token === null || token === '') return;
  const key = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(token)?.[1];
  if (key === undefined || Buffer.from(key, 'base64').length !== 32) {
    throw new Problem(422, {
      message: { signing_token: ['must be in the format whsec_<base64> and encode 32 bytes'] },
    });
  }
}

function apply(world: World, hook: Hook, input: Edit, wanted: Readonly<Record<string, unknown>>): void {
  hook.url = input.url ?? hook.url;
  hook.name = input.name ?? hook.name;
  hook.description = input.description ?? hook.description;
  hook.branchFilter = input.push_events_branch_filter ?? hook.branchFilter;
  hook.sslVerification = input.enable_ssl_verification ?? hook.sslVerification;
  if (input.token !== undefined) hook.token = input.token === '' ? null : input.token;
  // An older instance ignores what it does not know.
  if (world.signingTokens && input.signing_token !== undefined) {
    hook.signingToken = input.signing_token === '' ? null : input.signing_token;
  }
  for (const name of Object.keys(TRIGGERS) as Trigger[]) {
    if (wanted[name] === true) hook.wants.add(name);
    if (wanted[name] === false) hook.wants.delete(name);
  }
}

function hookBody(world: World, hook: Hook): Json {
  const names = Object.keys(TRIGGERS) as Trigger[];
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name,
    description: hook.description,
    project_id: hook.projectId,
    ...Object.fromEntries(names.map((name) => [name, hook.wants.has(name)])),
    push_events_branch_filter: hook.branchFilter,
    branch_filter_strategy: 'wildcard',
    enable_ssl_verification: hook.sslVerification,
    alert_status: world.hooks.status(hook),
    disabled_until: hook.disabledUntil?.toISOString() ?? null,
    url_variables: [],
    created_at: hook.createdAt.toISOString(),
    custom_webhook_template: null,
    custom_headers: [],
    ...(world.signingTokens
      ? { token_present: hook.token !== null, signing_token_present: hook.signingToken !== null }
      : {}),
  };
}

function eventBody(event: HookEvent): Json {
  return {
    id: event.id,
    url: event.url,
    trigger: TRIGGERS[event.trigger],
    request_headers: event.requestHeaders,
    request_data: event.payload,
    response_headers: event.responseHeaders,
    response_body: event.responseBody,
    execution_duration: event.durationSeconds,
    response_status: event.responseStatus,
  };
}

function hasStatus({ responseStatus }: HookEvent, wanted: string): boolean {
  const classes: Readonly<Record<string, string>> = { successful: '2', client_failure: '4', server_failure: '5' };
  const digit = classes[wanted];
  return digit === undefined ? responseStatus === wanted : responseStatus.startsWith(digit);
}
