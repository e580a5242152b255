import { createHash, randomBytes } from 'node:crypto';

/** A living access token. `clientId` is null for a personal token. */
export interface Token {
  readonly id: number;
  readonly value: string;
  readonly login: string;
  readonly scopes: readonly string[];
  readonly clientId: string | null;
  readonly createdAt: Date;
}

// GitHub: beyond ten tokens of one user, app and scope set the oldest is revoked.
const MAX_TOKENS_PER_GRANT = 10;

/** Scopes each scope brings along, as far as this stand-in checks them. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  repo: ['repo:status', 'public_repo', 'admin:repo_hook', 'write:repo_hook', 'read:repo_hook'],
  'admin:repo_hook': ['write:repo_hook', 'read:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
  public_repo: [],
  user: ['read:user', 'user:email'],
};

/** True when a scope of the token is, or brings along, one of `wanted`. */
export function hasScope(token: Token, ...wanted: string[]): boolean {
  return token.scopes.some((scope) => wanted.includes(scope) || (IMPLIED[scope] ?? []).some((s) => wanted.includes(s)));
}

/** Every token the stand-in has given out and not taken back. */
export class TokenRegistry {
  private readonly tokens = new Map<string, Token>();
  private nextId = 9_000_001;

  issue(grant: { login: string; scopes: readonly string[]; clientId: string | null; value?: string }): Token {
    const prefix = grant.clientId === null ? 'ghp_' : 'gho_';
    const value = grant.value ?? prefix + randomBytes(27).toString('base64url').replace(/[-_]/g, '0');
    const token: Token = {
      id: this.nextId++,
      value,
      login: grant.login,
      scopes: [...grant.scopes],
      clientId: grant.clientId,
      createdAt: new Date(),
    };
    this.tokens.set(value, token);
    this.capGrant(token);
    return token;
  }

  find(value: string): Token | undefined {
    return this.tokens.get(value);
  }

  /** True when the token was alive. */
  revoke(value: string): boolean {
    return this.tokens.delete(value);
  }

  /** Ends every token of one person for one app. */
  revokeGrant(login: string, clientId: string): void {
    for (const token of this.tokens.values()) {
      if (token.login === login && token.clientId === clientId) this.tokens.delete(token.value);
    }
  }

  private capGrant(newest: Token): void {
    if (newest.clientId === null) return;
    const scopes = newest.scopes.join();
    const siblings = [...this.tokens.values()].filter(
      (t) => t.login === newest.login && t.clientId === newest.clientId && t.scopes.join() === scopes,
    );
    for (const token of siblings.slice(0, -MAX_TOKENS_PER_GRANT)) this.tokens.delete(token.value);
  }
}

/** What `/applications/{client_id}/token` shows of a token. */
export function hashedToken(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
