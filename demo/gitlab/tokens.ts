import { randomBytes } from 'node:crypto';

/** A living access token. `clientId` is null for a personal token, which does not expire here. */
export interface Token {
  readonly id: number;
  readonly value: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly clientId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** The refresh token that came with it; null for a personal token. */
  readonly refresh: string | null;
  readonly redirectUri: string | null;
}

/** Access tokens of OAuth apps live for two hours. */
export const ACCESS_TOKEN_SECONDS = 7200;

export type TokenState = 'living' | 'expired' | 'revoked' | 'unknown';

/** Every token the stand-in has given out. */
export class TokenRegistry {
  private readonly tokens = new Map<string, Token>();
  private readonly byRefresh = new Map<string, Token>();
  private readonly revoked = new Set<string>();
  private nextId = 8_000_001;
  private asked = 0;

  constructor(private readonly now: () => Date) {}

  /** A pair of an OAuth app: an access token for two hours, and what renews it. */
  issue(grant: { username: string; scopes: readonly string[]; clientId: string; redirectUri: string }): Token & {
    readonly refresh: string;
  } {
    const createdAt = this.now();
    const token = {
      ...grant,
      id: this.nextId++,
      value: randomBytes(32).toString('hex'),
      refresh: randomBytes(32).toString('hex'),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + ACCESS_TOKEN_SECONDS * 1000),
    };
    this.tokens.set(token.value, token);
    this.byRefresh.set(token.refresh, token);
    return token;
  }

  personal(username: string, scopes: readonly string[], value?: string): Token {
    const token: Token = {
      id: this.nextId++,
      value: value ?? `glpat-${randomBytes(15).toString('base64url').replace(/[-_]/g, '0')}`,
      username,
      scopes,
      clientId: null,
      createdAt: this.now(),
      expiresAt: null,
      refresh: null,
      redirectUri: null,
    };
    this.tokens.set(token.value, token);
    return token;
  }

  find(value: string): { readonly state: TokenState; readonly token?: Token } {
    if (this.revoked.has(value)) return { state: 'revoked' };
    const token = this.tokens.get(value);
    if (!token) return { state: 'unknown' };
    return { state: token.expiresAt !== null && token.expiresAt <= this.now() ? 'expired' : 'living', token };
  }

  /** Uses a refresh token up: it and its access token are dead from here on. An expired access token does not matter. */
  takeRefresh(refresh: string, clientId: string): Token | undefined {
    this.asked += 1;
    const token = this.byRefresh.get(refresh);
    if (token?.clientId !== clientId) return undefined;
    this.kill(token);
    return token;
  }

  /** How often a refresh was asked for, granted or not. */
  get refreshes(): number {
    return this.asked;
  }

  /** Ends a token, named by its access or refresh value, with its other half. */
  revoke(value: string, clientId?: string): void {
    const token = this.tokens.get(value) ?? this.byRefresh.get(value);
    if (token && (clientId === undefined || token.clientId === clientId)) this.kill(token);
  }

  /** Ends whatever one person has given to one app. */
  revokeGrant(username: string, clientId: string): void {
    for (const token of [...this.tokens.values()]) {
      if (token.username === username && token.clientId === clientId) this.kill(token);
    }
  }

  private kill(token: Token): void {
    this.tokens.delete(token.value);
    this.revoked.add(token.value);
    if (token.refresh !== null) this.byRefresh.delete(token.refresh);
  }
}

/** `api` may do everything; each narrower scope only its part. */
export function allowsApi(token: Token, write: boolean): boolean {
  return token.scopes.includes('api') || (!write && token.scopes.includes('read_api'));
}
