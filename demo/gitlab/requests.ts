import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Json } from './json';
import { REPORTER } from './access';
import { badParameter, forbidden, notFound, Problem } from './problem';
import type { Project } from './projects';
import type { Token } from './tokens';
import type { User } from './users';
import type { World } from './world';

/** Who calls. Set by the gate before any route runs. */
export interface Caller {
  readonly token: Token;
  readonly user: User;
}

const callers = new WeakMap<FastifyRequest, Caller>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller; a 401 for one without a token. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Problem(401, { message: '401 Unauthorized' });
  return caller;
}

/** What a route about one project works with. */
export interface Target {
  readonly project: Project;
  readonly level: number;
  readonly caller: Caller;
}

/**
 * The project named by `:id`, numeric or as an encoded path; 404 for who may not see it, 403 below `needed`. Everybody
 * signed in reads what is not private as a Reporter does, pipelines included: projects here have public ones.
 */
export function targetOf(world: World, request: FastifyRequest, needed = 10): Target {
  const caller = callerOf(request);
  const project = world.projects.find(param(request, 'id'));
  const level = project ? world.projects.levelOf(project, caller.user.username) : 0;
  const reads = Math.max(level, project?.visibility === 'private' ? 0 : REPORTER);
  if (!project || reads === 0) throw notFound('Project');
  if (reads < needed) throw forbidden();
  return { project, level, caller };
}

/** The request's parameters: JSON or form body over the query. */
export function inputOf<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  const isJson = (request.headers['content-type'] ?? '').includes('json');
  let body: unknown = {};
  try {
    body = raw === '' ? {} : isJson ? JSON.parse(raw) : Object.fromEntries(new URLSearchParams(raw));
  } catch {
    throw badParameter("The provided content-type 'application/json' is not supported.");
  }
  const own = z.record(z.string(), z.unknown()).catch({}).parse(body);
  const parsed = schema.safeParse({ ...Object.fromEntries(queryOf(request)), ...own });
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues.map((issue) => {
    const field = issue.path.join('.');
    const isMissing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
    return isMissing
      ? `${field} is missing`
      : `${field} ${issue.code === 'invalid_value' ? 'does not have a valid value' : 'is invalid'}`;
  });
  throw badParameter(messages.join(', '));
}

/** A form or JSON body as text fields: what the OAuth endpoints take. */
export function formOf(request: FastifyRequest): Record<string, string> {
  return inputOf(request, z.record(z.string(), z.string().catch('')));
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
}

/** A path parameter, decoded. */
export function param(request: FastifyRequest, name: string): string {
  const value = z.record(z.string(), z.string()).parse(request.params)[name];
  if (value === undefined) throw notFound();
  return value;
}

/** A numeric path parameter. */
export function idParam(request: FastifyRequest, name: string): number {
  const value = param(request, name);
  if (!/^\d{1,15}$/.test(value)) throw badParameter(`${name} is invalid`);
  return Number(value);
}

/** GitLab reads these words as booleans in queries. */
export function flag(value: string | null): boolean | undefined {
  return value === null ? undefined : ['true', '1', 'yes', 'on'].includes(value);
}

/** One page by `page` and `per_page` (20, at most 100), with GitLab's headers. */
export function paginate<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
  all: readonly T[],
): readonly T[] {
  const perPage = perPageOf(request);
  const page = Math.max(1, Number(queryOf(request).get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (target: number, rel: string): string =>
    `<${urlWith(request, origin, { page: String(target), per_page: String(perPage) })}>; rel="${rel}"`;
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next')] : []),
    link(1, 'first'),
    link(last, 'last'),
  ];
  reply.headers({
    link: links.join(', '),
    'x-next-page': page < last ? String(page + 1) : '',
    'x-page': String(page),
    'x-per-page': String(perPage),
    'x-prev-page': page > 1 ? String(page - 1) : '',
    'x-total': String(all.length),
    'x-total-pages': String(last),
  });
  return all.slice((page - 1) * perPage, page * perPage);
}

/** One page by keyset: `after` is the key of the last item seen; only a next page is named, and no totals. */
export function keyset<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
  list: { readonly rest: readonly T[]; readonly after: (last: T) => Readonly<Record<string, string>> },
): readonly T[] {
  const perPage = perPageOf(request);
  const items = list.rest.slice(0, perPage);
  const last = items.at(-1);
  if (last !== undefined && list.rest.length > perPage) {
    reply.header('link', `<${urlWith(request, origin, list.after(last))}>; rel="next"`);
  }
  return items;
}

export function perPageOf(request: FastifyRequest): number {
  return Math.min(100, Math.max(1, Number(queryOf(request).get('per_page') ?? 20) || 20));
}

function urlWith(request: FastifyRequest, origin: string, changes: Readonly<Record<string, string>>): string {
  const url = new URL(request.url, origin);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.href;
}

export function send(reply: FastifyReply, status: number, body: Json | readonly Json[]): FastifyReply {
  return reply.code(status).type('application/json').send(JSON.stringify(body));
}
