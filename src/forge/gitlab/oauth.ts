import { z } from 'zod';
import type { ForgeOAuth, OAuthGrant } from '../forge';
import { ForgeError } from '../forge.errors';
import { redact } from '../wire/errors';
import { send } from '../wire/http';
import type { HttpAnswer } from '../wire/http';
import type { Network } from '../wire/network';
import { errorOfAnswer, errorOfShape, gitlabError, messageOf, toForgeError } from './errors';

export interface OAuthSettings {
  readonly baseUrl: string;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
}

/** What a scope includes besides itself (GitLab's "Scopes"). */
const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  ['api', ['read_api', 'read_user', 'read_repository', 'write_repository', 'read_registry', 'write_registry']],
  ['read_api', ['read_user']],
  ['write_repository', ['read_repository']],
]);

/** Of `required`, what `granted` neither names nor implies. */
export function missingScopes(required: readonly string[], granted: readonly string[]): string[] {
  const held = new Set(granted.flatMap((scope) => [scope, ...(IMPLIED.get(scope) ?? [])]));
  return required.filter((scope) => !held.has(scope));
}

const refusalSchema = z.object({ error: z.string().min(1) });
const grantSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().nullish(),
  expires_in: z.number().positive().nullish(),
  created_at: z.number().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
});

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** GitLab's OAuth web flow with PKCE. Access tokens live two hours; a refresh ends both old tokens at once. */
export function gitlabOAuth(settings: OAuthSettings, network: Network, now: () => Date): ForgeOAuth {
  const { baseUrl, clientId, clientSecret } = settings;
  const missingSettings = [
    ...(clientId === null ? ['GITLAB_OAUTH_CLIENT_ID'] : []),
    ...(clientSecret === null ? ['GITLAB_OAUTH_CLIENT_SECRET'] : []),
  ];

  function client(): { client_id: string; client_secret: string } {
    if (clientId !== null && clientSecret !== null) return { client_id: clientId, client_secret: clientSecret };
    throw gitlabError('rejected', 'oauth is not configured');
  }

  async function post(path: string, parameters: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const body = new URLSearchParams({ ...client(), ...parameters }).toString();
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': settings.userAgent,
    };
    try {
      const url = `${baseUrl}${path}`;
      return await send(network, { forge: 'gitlab', method: 'POST', url, headers, body }, settings.requestTimeoutMs);
    } catch (error) {
      throw toForgeError(error);
    }
  }

  /** `refused` is what a refused grant means: connect anew, or our request was wrong. */
  async function token(
    parameters: Readonly<Record<string, string>>,
    refused: 'unauthorized' | 'rejected',
  ): Promise<OAuthGrant> {
    const answer = await post('/oauth/token', { ...parameters, redirect_uri: settings.redirectUri });
    const body = parseJson(answer.body);
    const refusal = refusalSchema.safeParse(body);
    if (refusal.success && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      const kind = refusal.data.error === 'invalid_grant' ? refused : 'rejected';
      throw new ForgeError('gitlab', kind, { status: answer.status, reason: redact(refusal.data.error) });
    }
    if (answer.status >= 400) throw errorOfAnswer(answer.status, answer.headers, messageOf(answer.body), now());
    const grant = grantSchema.safeParse(body);
    if (!grant.success) throw errorOfShape(grant.error);
    const { access_token, scope, expires_in: lives, refresh_token } = grant.data;
    return {
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      // By our own clock: the instance's may be off, and ours decides when to refresh.
      expiresAt: lives === null || lives === undefined ? null : new Date(now().getTime() + lives * 1000),
      scopes: (scope ?? '').split(/[\s,]+/).filter((item) => item !== ''),
    };
  }

  return {
    missingSettings,
    scopes: settings.scopes,
    missingScopes: (granted) => missingScopes(settings.scopes, granted),
    authorizationUrl({ state, codeChallenge }) {
      const url = new URL(`${baseUrl}/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: client().client_id,
        redirect_uri: settings.redirectUri,
        response_type: 'code',
        scope: settings.scopes.join(' '),
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    exchangeCode: async ({ code, codeVerifier }) =>
      token({ grant_type: 'authorization_code', code, code_verifier: codeVerifier }, 'rejected'),
    refresh: async (refreshToken) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken }, 'unauthorized'),
    async revoke(accessToken) {
      const answer = await post('/oauth/revoke', { token: accessToken });
      // A token it does not know is answered 200, too (RFC 7009).
      if (answer.status < 300) return true;
      const message = messageOf(answer.body).replaceAll(accessToken, '[redacted]');
      throw errorOfAnswer(answer.status, answer.headers, message, now());
    },
  };
}
