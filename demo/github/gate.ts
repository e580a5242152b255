import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { suffer } from '../common/suffer';
import { allows } from './payloads';
import { notFound, Problem } from './problem';
import { callerOf, setCaller, setTarget } from './requests';
import type { World } from './world';

/** Paths that are web pages or downloads, not REST: no token check, no rate limit. */
const WEB = /^\/(?:login\/|applications\/|_logs\/|avatars\/)/;
const REPOSITORY = /^\/repos\/([^/?]+)\/([^/?]+)/;

/** What stands before every route: faults, tokens, rate limits, who may see the repository, and moved repositories. */
export function gate(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-github-request-id', randomBytes(12).toString('hex').toUpperCase());
    const fault = world.faults.take(request.method, request.originalUrl);
    if (fault !== undefined && (await suffer(fault, request, reply))) return reply;
    if (WEB.test(request.url)) return undefined;

    reply.header('x-github-media-type', 'github.v3; format=json');
    reply.header('x-github-api-version-selected', '2022-11-28');
    authenticate(world, request, reply);
    spend(world, request, reply);
    return resolveRepository(world, request, reply);
  });
}

function authenticate(world: World, request: FastifyRequest, reply: FastifyReply): void {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    setCaller(request, { token: null, login: null });
    return;
  }
  const token = world.tokens.find(authorization.replace(/^(?:bearer|token)\s+/i, '').trim());
  if (!token) throw new Problem(401, 'Bad credentials');
  setCaller(request, { token, login: token.login });
  reply.header('x-oauth-scopes', token.scopes.join(', '));
  reply.header('x-accepted-oauth-scopes', REPOSITORY.test(request.url) ? 'repo' : '');
  if (token.clientId !== null) reply.header('x-oauth-client-id', token.clientId);
}

function spend(world: World, request: FastifyRequest, reply: FastifyReply): void {
  const { login } = callerOf(request);
  // Asking for the limit is free.
  const allowed = request.url.startsWith('/rate_limit') || world.limits.spend(login);
  reply.headers(world.limits.headers(login));
  if (!allowed) {
    throw new Problem(
      403,
      login === null ? 'API rate limit exceeded for 127.0.0.1.' : `API rate limit exceeded for user ${login}.`,
      undefined,
      'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
    );
  }
}

function resolveRepository(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const match = REPOSITORY.exec(request.url);
  if (!match) return undefined;
  const [prefix, owner = '', name = ''] = match;
  const fullName = `${decodeURIComponent(owner)}/${decodeURIComponent(name)}`;
  const { token } = callerOf(request);
  const entry = world.repositories.find(fullName);
  if (entry) {
    const role = world.repositories.roleFor(token, entry);
    if (!allows(role, 'read')) throw notFound();
    setTarget(request, { entry, role });
    return undefined;
  }
  const moved = world.repositories.findMoved(fullName);
  if (!moved || !allows(world.repositories.roleFor(token, moved), 'read')) throw notFound();
  const location = `${world.url}/repositories/${moved.id}${request.url.slice(prefix.length)}`;
  return reply
    .code(request.method === 'GET' ? 301 : 307)
    .header('location', location)
    .send({
      message: request.method === 'GET' ? 'Moved Permanently' : 'Temporary Redirect',
      url: location,
      documentation_url: 'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
    });
}
