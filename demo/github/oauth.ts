import { randomBytes } from 'node:crypto';
import type { SeedOAuthApp } from './options';

// GitHub: a code is good for ten minutes.
const CODE_LIFETIME_MS = 600_000;

/** What a code stands for until it is exchanged. */
export interface CodeGrant {
  readonly clientId: string;
  readonly login: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly issuedAt: number;
}

/** Codes waiting for their exchange; each is good once. */
export class CodeStore {
  private readonly codes = new Map<string, CodeGrant>();

  issue(grant: Omit<CodeGrant, 'issuedAt'>): string {
    const code = randomBytes(10).toString('hex');
    this.codes.set(code, { ...grant, issuedAt: Date.now() });
    return code;
  }

  /** The grant of a living code; using it up, right or wrong. */
  use(code: string): CodeGrant | undefined {
    const grant = this.codes.get(code);
    this.codes.delete(code);
    return grant && Date.now() - grant.issuedAt <= CODE_LIFETIME_MS ? grant : undefined;
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * GitHub's rule: same host and port as a registered URL, same path or one below it; for a loopback address the port
 * may differ.
 */
export function redirectAllowed(app: SeedOAuthApp, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const wanted = new URL(redirectUri);
  return app.redirectUris.some((registered) => {
    const known = new URL(registered);
    if (known.protocol !== wanted.protocol || known.hostname !== wanted.hostname) return false;
    if (!LOOPBACK.has(known.hostname) && known.port !== wanted.port) return false;
    const folder = known.pathname.endsWith('/') ? known.pathname : `${known.pathname}/`;
    return wanted.pathname === known.pathname || wanted.pathname.startsWith(folder);
  });
}

/** Scopes as GitHub grants them: repeated ones once, and none that a broader one already includes. */
export function normaliseScopes(scope: string): string[] {
  const asked = new Set(scope.split(/[\s,]+/).filter((name) => name !== ''));
  const covered: Record<string, string[]> = {
    repo: [
      'repo:status',
      'public_repo',
      'repo_deployment',
      'repo:invite',
      'admin:repo_hook',
      'write:repo_hook',
      'read:repo_hook',
    ],
    user: ['read:user', 'user:email', 'user:follow'],
    'admin:repo_hook': ['write:repo_hook', 'read:repo_hook'],
    'write:repo_hook': ['read:repo_hook'],
    'admin:org': ['write:org', 'read:org'],
  };
  for (const [broad, narrow] of Object.entries(covered))
    if (asked.has(broad)) narrow.forEach((name) => asked.delete(name));
  return [...asked].sort();
}
