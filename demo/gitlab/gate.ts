import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { suffer } from '../common/suffer';
import { Problem } from './problem';
import { queryOf, setCaller } from './requests';
import { allowsApi } from './tokens';
import type { Token } from './tokens';
import type { World } from './world';

/** What stands before every route: faults, tokens and their scopes, rate limits. */
export function gate(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': randomUUID(), 'x-gitlab-meta': '{"version":"1"}', 'cache-control': 'no-cache' });
    const fault = world.faults.take(request.method, request.originalUrl);
    if (fault !== undefined && (await suffer(fault, request, reply))) return reply;
    if (!request.url.startsWith('/api/v4/')) return undefined;
    const token = authenticate(world, request);
    if (token === null) return undefined;
    const user = world.users.require(token.username);
    const isAllowed = world.limits.spend(user.username);
    reply.headers(world.limits.headers(user.username));
    if (!isAllowed) {
      reply.header('retry-after', String(world.limits.retryAfter(user.username)));
      return reply.code(429).type('text/plain').send('Retry later\n');
    }
    checkScope(request, token);
    setCaller(request, { token, user });
    return undefined;
  });
}

function authenticate(world: World, request: FastifyRequest): Token | null {
  const { authorization } = request.headers;
  const own = request.headers['private-token'];
  const value =
    authorization?.replace(/^bearer\s+/i, '').trim() ??
    (typeof own === 'string' ? own : queryOf(request).get('access_token'));
  if (value === null) return null;
  const { state, token } = world.tokens.find(value);
  if (state === 'living' && token) return token;
  if (state === 'unknown' && typeof own === 'string') throw new Problem(401, { message: '401 Unauthorized' });
  const reason = {
    living: '',
    unknown: '',
    expired: 'Token is expired. You can either do re-authorization or token refresh.',
    revoked: 'Token was revoked. You have to re-authorize from the user.',
  }[state];
  if (reason === '') throw new Problem(401, { message: '401 Unauthorized' });
  throw new Problem(
    401,
    { error: 'invalid_token', error_description: reason },
    {
      'www-authenticate': `Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${reason}"`,
    },
  );
}

function checkScope(request: FastifyRequest, token: Token): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (allowsApi(token, !isRead)) return;
  const path = request.url.split('?')[0] ?? '';
  if (isRead && path === '/api/v4/user' && token.scopes.includes('read_user')) return;
  if (path === '/api/v4/personal_access_tokens/self') return;
  throw new Problem(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: isRead ? 'api read_api' : 'api',
  });
}
