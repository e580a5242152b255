import { isIP } from 'node:net';
import { ConfigError, type Env } from './env';

/** The issuer people may sign in at (OpenID Connect). */
export interface OidcSettings {
  /** As its own documents name it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  /** What the button says. */
  readonly name: string;
  /** Where the issuer sends the browser back to. */
  readonly redirectUri: string;
  /** Where it sends the browser after a sign-out. */
  readonly signedOutUri: string;
  /** Certificates to trust besides the usual ones, PEM; null: the usual alone. */
  readonly ca: string | null;
  readonly groupsClaim: string;
  readonly rules: OidcRules;
}

/** Who gets in, and as what. */
export interface OidcRules {
  /** Lower case; empty: any. */
  readonly allowedDomains: readonly string[];
  /** Empty: any. */
  readonly allowedGroups: readonly string[];
  /** Its members are admins, all others are not; null: the issuer does not say who is one. */
  readonly adminGroup: string | null;
  /** Whether people without an account get one. */
  readonly registration: 'open' | 'closed';
  /** How an account that is there already comes to be the issuer's person's. */
  readonly linking: 'signed_in' | 'verified_email';
}

const list = (text: string | undefined): string[] => (text ?? '').split(',').flatMap((item) => item.trim() || []);

/** True where nobody can listen on the way. */
function isThisMachine(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host === 'localhost' || host.endsWith('.localhost') : /^(?:127\.|::1$)/.test(host);
}

/** Null without OIDC_ISSUER. Throws `ConfigError` for settings that do not go together. */
export function oidcOf(env: Env, publicUrl: string): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = env;
  if (issuer === undefined) {
    if (env.PASSWORD_LOGIN === 'closed') {
      throw new ConfigError(['PASSWORD_LOGIN must not be closed without OIDC_ISSUER: nobody could sign in']);
    }
    return null;
  }
  const scopes = (env.OIDC_SCOPES ?? 'openid email profile').split(/[\s,]+/).filter((scope) => scope !== '');
  const { protocol, hostname, search, hash } = new URL(issuer);
  const problems = [
    ...(clientId === undefined ? ['OIDC_CLIENT_ID must be set where OIDC_ISSUER is'] : []),
    ...(protocol === 'https:' || isThisMachine(hostname)
      ? []
      : ['OIDC_ISSUER must be https: over plain http anybody on the way could be anybody']),
    ...(search === '' && hash === '' ? [] : ['OIDC_ISSUER must have neither query nor fragment']),
    ...(scopes.includes('openid') ? [] : ['OIDC_SCOPES must hold openid']),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    issuer,
    clientId: clientId ?? '',
    clientSecret: env.OIDC_CLIENT_SECRET ?? null,
    scopes,
    name: env.OIDC_NAME ?? 'single sign-on',
    redirectUri: `${publicUrl}/api/v2/auth/oidc/callback`,
    signedOutUri: `${publicUrl}/sign-in`,
    ca: env.OIDC_CA ?? null,
    groupsClaim: env.OIDC_GROUPS_CLAIM ?? 'groups',
    rules: {
      allowedDomains: list(env.OIDC_ALLOWED_DOMAINS).map((domain) => domain.toLowerCase().replace(/^@/, '')),
      allowedGroups: list(env.OIDC_ALLOWED_GROUPS),
      adminGroup: env.OIDC_ADMIN_GROUP ?? null,
      // Who closed the door to strangers did not mean to open another.
      registration: env.OIDC_REGISTRATION ?? env.REGISTRATION ?? 'open',
      linking: env.OIDC_LINKING ?? 'signed_in',
    },
  };
}
