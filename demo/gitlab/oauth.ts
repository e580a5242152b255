import { randomBytes } from 'node:crypto';
import type { SeedOAuthApp } from './options';

// GitLab: an authorization code is good for ten minutes.
const CODE_LIFETIME_MS = 600_000;

/** What a code stands for until it is exchanged. */
export interface CodeGrant {
  readonly clientId: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly issuedAt: number;
}

/** Codes waiting for their exchange; each is good once. */
export class CodeStore {
  private readonly codes = new Map<string, CodeGrant>();

  constructor(private readonly now: () => Date) {}

  issue(grant: Omit<CodeGrant, 'issuedAt'>): string {
    const code = randomBytes(32).toString('hex');
    this.codes.set(code, { ...grant, issuedAt: this.now().getTime() });
    return code;
  }

  /** The grant of a living code; using it up, right or wrong. */
  use(code: string): CodeGrant | undefined {
    const grant = this.codes.get(code);
    this.codes.delete(code);
    return grant && this.now().getTime() - grant.issuedAt <= CODE_LIFETIME_MS ? grant : undefined;
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The address must be a registered one, letter by letter; a loopback one may differ in its port. */
export function redirectAllowed(app: SeedOAuthApp, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const wanted = new URL(redirectUri);
  return app.redirectUris.some((registered) => {
    const known = new URL(registered);
    if (LOOPBACK.has(known.hostname)) known.port = wanted.port;
    return known.href === wanted.href;
  });
}

const SCOPES = new Set([
  'api',
  'read_api',
  'read_user',
  'read_repository',
  'write_repository',
  'openid',
  'profile',
  'email',
]);

/** The scopes asked for; null when one is not known. Asking for none means `read_user`'s bigger brother `api`. */
export function scopesOf(text: string): readonly string[] | null {
  const scopes = [...new Set(text.split(/\s+/).filter((scope) => scope !== ''))];
  return scopes.every((scope) => SCOPES.has(scope)) ? (scopes.length > 0 ? scopes : ['api']) : null;
}
