import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { consentPage, page, verifierFits } from '../common/consent';
import { redirectAllowed, scopesOf } from './oauth';
import type { SeedOAuthApp } from './options';
import { Problem } from './problem';
import { formOf, queryOf, send } from './requests';
import { ACCESS_TOKEN_SECONDS } from './tokens';
import type { Token } from './tokens';
import type { World } from './world';

const INVALID_GRANT =
  'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.';
const INVALID_CLIENT =
  'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.';

/** The OAuth dance: authorize, token (code and refresh), token information, revocation. */
export function oauthRoutes(app: FastifyInstance, world: World): void {
  app.get('/oauth/authorize', (request, reply) => showConsent(world, request, reply));
  app.post('/oauth/authorize/allow', (request, reply) => allow(world, request, reply));
  app.post('/oauth/authorize/deny', (request, reply) => {
    const { redirect_uri: uri = '', state = '' } = formOf(request);
    const url = new URL(uri);
    url.searchParams.set('error', 'access_denied');
    url.searchParams.set('error_description', 'The resource owner or authorization server denied the request.');
    if (state !== '') url.searchParams.set('state', state);
    return reply.redirect(url.href, 302);
  });
  app.post('/oauth/token', (request, reply) => {
    const form = formOf(request);
    const client = clientOf(world, request, form);
    if (form.grant_type === 'authorization_code') return exchange(world, client, form, reply);
    if (form.grant_type === 'refresh_token') return refresh(world, client, form, reply);
    throw oauthProblem(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  });
  app.get('/oauth/token/info', (request, reply) => {
    const value =
      request.headers.authorization?.replace(/^bearer\s+/i, '') ?? queryOf(request).get('access_token') ?? '';
    const { state, token } = world.tokens.find(value);
    if (state !== 'living' || token?.clientId === undefined) {
      throw oauthProblem(
        401,
        'invalid_token',
        state === 'expired' ? 'The access token expired' : 'The access token is invalid',
      );
    }
    return send(reply, 200, {
      resource_owner_id: world.users.require(token.username).id,
      scope: token.scopes,
      expires_in:
        token.expiresAt === null ? null : Math.floor((token.expiresAt.getTime() - world.now().getTime()) / 1000),
      application: { uid: token.clientId },
      created_at: unix(token.createdAt),
      scopes: token.scopes,
      expires_in_seconds:
        token.expiresAt === null ? null : Math.floor((token.expiresAt.getTime() - world.now().getTime()) / 1000),
    });
  });
  app.post('/oauth/revoke', (request, reply) => {
    const form = formOf(request);
    const client = clientOf(world, request, form);
    // RFC 7009: a token that is not known is as good as revoked.
    world.tokens.revoke(form.token ?? '', client.clientId);
    return send(reply, 200, {});
  });
}

function showConsent(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const query = queryOf(request);
  const app = world.seed.oauthApps.find(({ clientId }) => clientId === query.get('client_id'));
  const redirectUri = query.get('redirect_uri') ?? '';
  const refuse = (text: string): FastifyReply =>
    reply
      .code(400)
      .type('text/html')
      .send(page('GitLab', 'An error has occurred', text));
  if (!app) return refuse('Client authentication failed due to unknown client.');
  if (!redirectAllowed(app, redirectUri)) return refuse('The redirect URI included is not valid.');
  const back = (error: string): FastifyReply => {
    const url = new URL(redirectUri);
    url.searchParams.set('error', error);
    const state = query.get('state');
    if (state !== null) url.searchParams.set('state', state);
    return reply.redirect(url.href, 302);
  };
  if (query.get('response_type') !== 'code') return back('unsupported_response_type');
  if (scopesOf(query.get('scope') ?? '') === null) return back('invalid_scope');
  const challenge = query.get('code_challenge');
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return back('invalid_code_challenge_method');
  const fields = Object.fromEntries(
    ['client_id', 'redirect_uri', 'scope', 'state', 'code_challenge'].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
  const html = consentPage({
    forge: 'GitLab',
    appName: app.name,
    people: world.users.all().map(({ username }) => username),
    fields,
    agree: '/oauth/authorize/allow',
    refuse: '/oauth/authorize/deny',
  });
  return reply.type('text/html').send(html);
}

function allow(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = formOf(request);
  const user = world.users.find(form.login ?? '');
  const app = world.seed.oauthApps.find(({ clientId }) => clientId === form.client_id);
  const redirectUri = form.redirect_uri ?? '';
  if (!user || !app || !redirectAllowed(app, redirectUri)) {
    return reply
      .code(400)
      .type('text/html')
      .send(page('GitLab', 'An error has occurred', 'Who are you?'));
  }
  const code = world.codes.issue({
    clientId: app.clientId,
    username: user.username,
    scopes: scopesOf(form.scope ?? '') ?? [],
    redirectUri,
    codeChallenge: form.code_challenge ?? null,
  });
  const url = new URL(redirectUri);
  url.searchParams.set('code', code);
  if (form.state !== undefined) url.searchParams.set('state', form.state);
  return reply.redirect(url.href, 302);
}

/** The application that calls, by form fields or HTTP Basic; its secret is always asked for. */
function clientOf(world: World, request: FastifyRequest, form: Record<string, string>): SeedOAuthApp {
  const basic = /^basic\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [id, secret] =
    basic === undefined
      ? [form.client_id, form.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':');
  const app = world.seed.oauthApps.find(({ clientId }) => clientId === id);
  if (app?.clientSecret !== secret || !app) throw oauthProblem(401, 'invalid_client', INVALID_CLIENT);
  return app;
}

function exchange(world: World, app: SeedOAuthApp, form: Record<string, string>, reply: FastifyReply): FastifyReply {
  const grant = world.codes.use(form.code ?? '');
  const fits =
    grant?.clientId === app.clientId &&
    grant.redirectUri === form.redirect_uri &&
    verifierFits(grant, form.code_verifier);
  if (!grant || !fits) throw oauthProblem(400, 'invalid_grant', INVALID_GRANT);
  const { clientId, username, scopes, redirectUri } = grant;
  return pair(world.tokens.issue({ clientId, username, scopes, redirectUri }), reply);
}

/** The old pair dies with the exchange; a redirect URI, when given, must be the one of the first exchange. */
function refresh(world: World, app: SeedOAuthApp, form: Record<string, string>, reply: FastifyReply): FastifyReply {
  const old = world.tokens.takeRefresh(form.refresh_token ?? '', app.clientId);
  if (!old || (form.redirect_uri !== undefined && form.redirect_uri !== old.redirectUri)) {
    throw oauthProblem(400, 'invalid_grant', INVALID_GRANT);
  }
  const { username, scopes } = old;
  return pair(
    world.tokens.issue({ clientId: app.clientId, username, scopes, redirectUri: old.redirectUri ?? '' }),
    reply,
  );
}

function pair(token: Token, reply: FastifyReply): FastifyReply {
  return send(reply, 200, {
    access_token: token.value,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: token.refresh,
    scope: token.scopes.join(' '),
    created_at: unix(token.createdAt),
  });
}

function unix(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function oauthProblem(status: number, error: string, description: string): Problem {
  return new Problem(status, { error, error_description: description });
}
