import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { consentPage, page, verifierFits } from '../common/consent';
import { CodeStore, normaliseScopes, redirectAllowed } from './oauth';
import type { SeedOAuthApp } from './options';
import { timestamp } from './payloads';
import type { Json } from './payloads';
import { notFound, Problem } from './problem';
import { formOf, param, queryOf } from './requests';
import { hashedToken } from './tokens';
import type { Token } from './tokens';
import { readUser } from './world';
import type { World } from './world';

const DOCS = 'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors';

/** GitHub's words for each refusal of the token endpoint; all are answered with 200. */
const TOKEN_ERRORS = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  bad_verification_code: 'The code passed is incorrect or expired.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
} as const;

export function oauthRoutes(app: FastifyInstance, world: World): void {
  const codes = new CodeStore();
  const appOf = (clientId: string | null | undefined): SeedOAuthApp | undefined =>
    world.seed.oauthApps.find((candidate) => candidate.clientId === clientId);

  app.get('/login/oauth/authorize', (request, reply) => {
    const query = queryOf(request);
    const oauthApp = appOf(query.get('client_id'));
    if (!oauthApp) return html(reply, 404, page('GitHub', 'Not Found', '<p>There is no such application.</p>'));
    const registered = oauthApp.redirectUris[0] ?? '';
    const redirectUri = query.get('redirect_uri') ?? registered;
    const state = query.get('state') ?? '';
    if (!redirectAllowed(oauthApp, redirectUri)) {
      return refuse(reply, registered, state, 'redirect_uri_mismatch', TOKEN_ERRORS.redirect_uri_mismatch);
    }
    const challenge = query.get('code_challenge') ?? '';
    if (challenge !== '' && query.get('code_challenge_method') !== 'S256') {
      return refuse(reply, redirectUri, state, 'invalid_request', 'The code_challenge_method must be S256.');
    }
    const fields = {
      client_id: oauthApp.clientId,
      redirect_uri: redirectUri,
      scope: normaliseScopes(query.get('scope') ?? '').join(' '),
      state,
      code_challenge: challenge,
    };
    const people = world.seed.users.map(({ login }) => login);
    const body = consentPage({
      forge: 'GitHub',
      appName: oauthApp.name,
      people,
      fields,
      agree: '/login/oauth/callback',
      refuse: '/login/oauth/deny',
    });
    return html(reply, 200, body);
  });

  app.post('/login/oauth/callback', (request, reply) => {
    const form = formOf(request);
    const oauthApp = appOf(form.client_id);
    const redirectUri = form.redirect_uri ?? '';
    const login = form.login ?? '';
    const known = world.seed.users.some((user) => user.login === login);
    if (!oauthApp || !known || !redirectAllowed(oauthApp, redirectUri)) throw notFound();
    const code = codes.issue({
      clientId: oauthApp.clientId,
      login,
      redirectUri,
      scopes: normaliseScopes(form.scope ?? ''),
      codeChallenge: form.code_challenge === '' ? null : (form.code_challenge ?? null),
    });
    return redirect(reply, redirectUri, { code, state: form.state ?? '' });
  });

  app.post('/login/oauth/deny', (request, reply) => {
    const form = formOf(request);
    const oauthApp = appOf(form.client_id);
    const redirectUri = form.redirect_uri ?? '';
    if (!oauthApp || !redirectAllowed(oauthApp, redirectUri)) throw notFound();
    const words = 'The user has denied your application access.';
    return refuse(reply, redirectUri, form.state ?? '', 'access_denied', words);
  });

  const exchange = (form: Readonly<Record<string, string>>): Token | keyof typeof TOKEN_ERRORS => {
    const oauthApp = appOf(form.client_id);
    if (oauthApp?.clientSecret !== form.client_secret || !oauthApp) return 'incorrect_client_credentials';
    const grant = codes.use(form.code ?? '');
    if (grant?.clientId !== oauthApp.clientId) return 'bad_verification_code';
    if (form.redirect_uri !== undefined && form.redirect_uri !== grant.redirectUri) return 'redirect_uri_mismatch';
    if (!verifierFits(grant, form.code_verifier)) return 'bad_verification_code';
    return world.tokens.issue({ login: grant.login, scopes: grant.scopes, clientId: grant.clientId });
  };

  app.post('/login/oauth/access_token', (request, reply) => {
    const result = exchange(formOf(request));
    const body: Record<string, string> =
      typeof result === 'string'
        ? { error: result, error_description: TOKEN_ERRORS[result], error_uri: `${DOCS}/#${result}` }
        : { access_token: result.value, scope: result.scopes.join(','), token_type: 'bearer' };
    if ((request.headers.accept ?? '').includes('json')) return body;
    return reply.type('application/x-www-form-urlencoded; charset=utf-8').send(new URLSearchParams(body).toString());
  });

  /** The app named in the path, when the Basic credentials are its own. */
  const authenticatedApp = (request: FastifyRequest): SeedOAuthApp => {
    const encoded = /^basic\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const credentials = Buffer.from(encoded, 'base64').toString('utf8');
    const oauthApp = appOf(param(request, 'client'));
    if (!oauthApp || credentials !== `${oauthApp.clientId}:${oauthApp.clientSecret}`) throw notFound();
    return oauthApp;
  };

  const tokenOf = (request: FastifyRequest, oauthApp: SeedOAuthApp): Token => {
    const value = formOf(request).access_token;
    if (value === undefined) throw new Problem(422, 'Invalid request.\n\n"access_token" wasn\'t supplied.');
    const token = world.tokens.find(value);
    if (token?.clientId !== oauthApp.clientId) throw notFound();
    return token;
  };

  app.post('/applications/:client/token', async (request) => {
    const oauthApp = authenticatedApp(request);
    return authorization(world, oauthApp, tokenOf(request, oauthApp));
  });

  app.patch('/applications/:client/token', async (request) => {
    const oauthApp = authenticatedApp(request);
    const old = tokenOf(request, oauthApp);
    world.tokens.revoke(old.value);
    const { login, scopes, clientId } = old;
    return authorization(world, oauthApp, world.tokens.issue({ login, scopes, clientId }));
  });

  app.delete('/applications/:client/token', (request, reply) => {
    world.tokens.revoke(tokenOf(request, authenticatedApp(request)).value);
    return reply.code(204).send();
  });

  app.delete('/applications/:client/grant', (request, reply) => {
    const token = tokenOf(request, authenticatedApp(request));
    world.tokens.revokeGrant(token.login, token.clientId ?? '');
    return reply.code(204).send();
  });
}

function html(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(body);
}

function redirect(reply: FastifyReply, target: string, query: Readonly<Record<string, string>>): FastifyReply {
  const url = new URL(target);
  for (const [name, value] of Object.entries(query)) if (value !== '') url.searchParams.set(name, value);
  return reply.redirect(url.href, 302);
}

function refuse(reply: FastifyReply, target: string, state: string, error: string, description: string): FastifyReply {
  return redirect(reply, target, { error, error_description: description, error_uri: `${DOCS}/#${error}`, state });
}

async function authorization(world: World, oauthApp: SeedOAuthApp, token: Token): Promise<Json> {
  return {
    id: token.id,
    url: `${world.url}/authorizations/${token.id}`,
    scopes: token.scopes,
    token: token.value,
    token_last_eight: token.value.slice(-8),
    hashed_token: hashedToken(token.value),
    app: { client_id: oauthApp.clientId, name: oauthApp.name, url: oauthApp.redirectUris[0] ?? '' },
    note: null,
    note_url: null,
    fingerprint: null,
    expires_at: null,
    updated_at: timestamp(token.createdAt),
    created_at: timestamp(token.createdAt),
    user: await readUser(world, token.login),
  };
}
