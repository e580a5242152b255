import { z } from 'zod';
import type { ForgeOAuth, OAuthGrant } from '../forge';
import { ForgeError } from '../forge.errors';
import { redact } from '../wire/errors';
import { errorOfAnswer, errorOfShape, messageOf, toForgeError } from './errors';
import { send } from '../wire/http';
import type { HttpAnswer } from '../wire/http';
import type { Network } from '../wire/network';

export interface OAuthSettings {
  readonly webUrl: string;
  readonly apiUrl: string;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
}

const HOOK_SCOPES = ['admin:repo_hook', 'write:repo_hook', 'read:repo_hook'];

/** What a scope includes besides itself (GitHub's "Scopes for OAuth apps"); `workflow` stands alone. */
const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  // Hooks are not in the documented list, but `repo` covers a repository's hooks too.
  ['repo', ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events', ...HOOK_SCOPES]],
  ['admin:repo_hook', ['write:repo_hook', 'read:repo_hook']],
  ['write:repo_hook', ['read:repo_hook']],
  ['admin:org', ['write:org', 'read:org']],
  ['write:org', ['read:org']],
  ['user', ['read:user', 'user:email', 'user:follow']],
]);

/** Of `required`, what `granted` neither names nor implies. */
export function missingScopes(required: readonly string[], granted: readonly string[]): string[] {
  const held = new Set(granted.flatMap((scope) => [scope, ...(IMPLIED.get(scope) ?? [])]));
  return required.filter((scope) => !held.has(scope));
}

/** Refused with 200: GitHub puts OAuth errors into the body. */
const refusalSchema = z.object({ error: z.string().min(1) });
const grantSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().nullish(),
  expires_in: z.number().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
});

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** A refused refresh token means connecting anew; every other refusal means our request is wrong. */
function refusal(code: string): ForgeError {
  const kind = code === 'bad_refresh_token' ? 'unauthorized' : 'rejected';
  return new ForgeError('github', kind, { status: 200, reason: redact(code) });
}

/** GitHub's OAuth web flow with PKCE; for OAuth apps and, with expiring tokens, GitHub Apps. */
export function githubOAuth(settings: OAuthSettings, network: Network, now: () => Date): ForgeOAuth {
  const { webUrl, apiUrl, clientId, clientSecret } = settings;
  const missingSettings = [
    ...(clientId === null ? ['GITHUB_OAUTH_CLIENT_ID'] : []),
    ...(clientSecret === null ? ['GITHUB_OAUTH_CLIENT_SECRET'] : []),
  ];

  function client(): { id: string; secret: string } {
    if (clientId !== null && clientSecret !== null) return { id: clientId, secret: clientSecret };
    throw new ForgeError('github', 'rejected', { reason: 'oauth is not configured' });
  }

  async function call(method: string, url: string, headers: Record<string, string>, body: string): Promise<HttpAnswer> {
    const common = { accept: 'application/json', 'user-agent': settings.userAgent };
    try {
      return await send(
        network,
        { forge: 'github', method, url, headers: { ...common, ...headers }, body },
        settings.requestTimeoutMs,
      );
    } catch (error) {
      throw toForgeError(error);
    }
  }

  async function token(parameters: Record<string, string>): Promise<OAuthGrant> {
    const { id, secret } = client();
    const form = new URLSearchParams({ client_id: id, client_secret: secret, ...parameters });
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await call('POST', `${webUrl}/login/oauth/access_token`, type, form.toString());
    const body = parseJson(answer.body);
    const refused = refusalSchema.safeParse(body);
    if (refused.success && answer.status < 500) throw refusal(refused.data.error);
    if (answer.status >= 400) throw errorOfAnswer(answer.status, answer.headers, messageOf(answer.body), now());
    const grant = grantSchema.safeParse(body);
    if (!grant.success) throw errorOfShape(grant.error);
    const { access_token, scope, expires_in, refresh_token } = grant.data;
    return {
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      expiresAt: expires_in === null || expires_in === undefined ? null : new Date(now().getTime() + expires_in * 1000),
      scopes: (scope ?? '').split(/[\s,]+/).filter((item) => item !== ''),
    };
  }

  return {
    missingSettings,
    scopes: settings.scopes,
    missingScopes: (granted) => missingScopes(settings.scopes, granted),
    authorizationUrl({ state, codeChallenge }) {
      const url = new URL(`${webUrl}/login/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: client().id,
        redirect_uri: settings.redirectUri,
        // A GitHub App has permissions instead of scopes.
        ...(settings.scopes.length === 0 ? {} : { scope: settings.scopes.join(' ') }),
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    exchangeCode: async ({ code, codeVerifier }) =>
      token({ code, code_verifier: codeVerifier, redirect_uri: settings.redirectUri }),
    async refresh(refreshToken) {
      // Only GitHub Apps hand refresh tokens out; an OAuth app's token does not expire.
      if (refreshToken === '') throw new ForgeError('github', 'rejected', { reason: 'tokens do not expire' });
      return token({ grant_type: 'refresh_token', refresh_token: refreshToken });
    },
    async revoke(accessToken) {
      const { id, secret } = client();
      const headers = {
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      };
      const url = `${apiUrl}/applications/${encodeURIComponent(id)}/token`;
      const answer = await call('DELETE', url, headers, JSON.stringify({ access_token: accessToken }));
      // 404: the forge knows the token no more.
      if (answer.status < 300 || answer.status === 404) return true;
      const message = messageOf(answer.body).replaceAll(accessToken, '[redacted]');
      throw errorOfAnswer(answer.status, answer.headers, message, now());
    },
  };
}
