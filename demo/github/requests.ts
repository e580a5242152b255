import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Role } from './payloads';
import { allows } from './payloads';
import { Problem, notFound } from './problem';
import type { RepositoryEntry } from './repositories';
import type { Token } from './tokens';

/** Who calls, and what about. Set by the gate before any route runs. */
export interface Caller {
  readonly token: Token | null;
  readonly login: string | null;
}

export interface Target {
  readonly entry: RepositoryEntry;
  readonly role: Role;
}

const callers = new WeakMap<FastifyRequest, Caller>();
const targets = new WeakMap<FastifyRequest, Target>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: FastifyRequest): Caller {
  return callers.get(request) ?? { token: null, login: null };
}

export function setTarget(request: FastifyRequest, target: Target): void {
  targets.set(request, target);
}

/** The repository of the path; a 404 when the gate found none. */
export function targetOf(request: FastifyRequest): Target {
  const target = targets.get(request);
  if (!target) throw notFound();
  return target;
}

/** The target, when the caller's role reaches `needed`; else GitHub's 403, or 404 for one who is not logged in. */
export function targetFor(request: FastifyRequest, needed: Role): Target & { login: string } {
  const target = targetOf(request);
  const { login } = callerOf(request);
  if (login === null) throw new Problem(401, 'Requires authentication');
  if (!allows(target.role, needed)) {
    throw new Problem(403, needed === 'admin' ? 'Must have admin rights to Repository.' : 'Must have write access.');
  }
  return { ...target, login };
}

/** The request body as JSON, read through `schema`; GitHub's 400 and 422 for what does not fit. */
export function bodyOf<T>(request: FastifyRequest, schema: z.ZodType<T>): T {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  let json: unknown = {};
  if (raw !== '') {
    try {
      json = JSON.parse(raw);
    } catch {
      throw new Problem(400, 'Problems parsing JSON');
    }
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Problem(422, `Invalid request.\n\nNo subschema in "anyOf" matched (${field}).`);
}

/** A form body, or a JSON one: the OAuth endpoints take both. */
export function formOf(request: FastifyRequest): Record<string, string> {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  if (raw.startsWith('{')) {
    return bodyOf(request, z.record(z.string(), z.string()).catch({}));
  }
  return Object.fromEntries(new URLSearchParams(raw));
}

/** Query parameters; a repeated one counts once. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
}

/** A path parameter. */
export function param(request: FastifyRequest, name: string): string {
  const value = z.record(z.string(), z.string()).parse(request.params)[name];
  if (value === undefined) throw notFound();
  return value;
}

/** A numeric path parameter; 404 when it is none. */
export function idParam(request: FastifyRequest, name: string): number {
  const value = param(request, name);
  if (!/^\d{1,15}$/.test(value)) throw notFound();
  return Number(value);
}

/** One page of a list as `page` and `per_page` (30, at most 100) ask for it, with GitHub's `Link` header. */
export function paginate<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  origin: string,
  all: readonly T[],
): readonly T[] {
  const query = queryOf(request);
  const perPage = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30));
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (target: number, rel: string): string => {
    const url = new URL(request.url, origin);
    url.searchParams.set('page', String(target));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  if (links.length > 0) reply.header('link', links.join(', '));
  return all.slice((page - 1) * perPage, page * perPage);
}
