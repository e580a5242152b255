import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { OAuthGrant } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId } from '../forge/forge.types';
import { driverOf } from './driver-of';
import { forgeOf, OAuthConnectionStore, type ConnectionRow, type SealedTokens } from './oauth-connection.store';
import { OAuthErrors } from './oauth.errors';

/** A token is replaced this long before its end, so that a call begun now does not outlive it. */
const NEAR_END_MS = 5 * 60_000;

/** A token that may be used now, and the ciphertext it came from. */
export interface UsableToken {
  readonly connectionId: string;
  readonly userId: string;
  readonly forge: ForgeId;
  readonly accessToken: string;
  readonly sealed: string;
  readonly lastUsedAt: Date | null;
}

/** Keeps the tokens of connections usable: opens, refreshes, marks those the forge refuses. */
@Injectable()
export class TokenKeeper {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly db: Database,
    private readonly store: OAuthConnectionStore,
    private readonly registry: ForgeRegistry,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
  ) {}

  /** Encrypts what a forge granted. */
  seal(grant: OAuthGrant): SealedTokens {
    return {
      access_token: this.cipher.encrypt(grant.accessToken),
      refresh_token: grant.refreshToken === null ? null : this.cipher.encrypt(grant.refreshToken),
      token_expires_at: grant.expiresAt,
    };
  }

  /** The token of a connection, refreshed first when its end is near. Throws `oauth.needs_reauthorization`. */
  async usable(connectionId: string): Promise<UsableToken> {
    const row = await this.store.find(this.db.read, connectionId);
    if (row === null || !this.isNearEnd(row)) return this.open(row);
    return this.open(await this.refresh(row));
  }

  /**
   * New tokens for a connection whose tokens expire; `seen` is the row as the caller knows it. Of any number of callers
   * in any number of processes one asks the forge, the others get what it got. Throws `oauth.token_does_not_expire`,
   * `oauth.needs_reauthorization` (a refused refresh, which is remembered), `ForgeError` for passing trouble.
   */
  async refresh(seen: ConnectionRow): Promise<ConnectionRow> {
    const outcome = await this.db.transaction(async (tx) => {
      const row = await this.store.findLocked(tx, seen.id);
      if (row === null || !isUsable(row)) return 'refused';
      // Somebody else was faster while we waited for the lock.
      if (row.access_token !== seen.access_token) return row;
      if (row.refresh_token === null) return this.withoutRefreshToken(tx, row);
      return this.refreshLocked(tx, row, row.refresh_token);
    });
    if (outcome === 'refused') throw new AppError(OAuthErrors.needsReauthorization);
    return outcome;
  }

  /** Remembers that the forge refused this very token; a token stored meanwhile is left alone. */
  async markRefused(token: Pick<UsableToken, 'connectionId' | 'sealed'>): Promise<void> {
    await this.mark(this.db.read, token.connectionId, token.sealed);
  }

  private async mark(tx: Tx, connectionId: string, sealed: string): Promise<void> {
    if (await this.store.markNeedsReauthorization(tx, connectionId, sealed, this.clock.now())) {
      this.logger.warn({ connection_id: connectionId }, 'the forge refused the token of a connection');
    }
  }

  private open(row: ConnectionRow | null): UsableToken {
    if (row === null || !isUsable(row)) throw new AppError(OAuthErrors.needsReauthorization);
    return {
      connectionId: row.id,
      userId: row.user_id,
      forge: forgeOf(row),
      accessToken: this.cipher.decrypt(row.access_token),
      sealed: row.access_token,
      lastUsedAt: row.last_used_at,
    };
  }

  private isNearEnd(row: ConnectionRow): boolean {
    return row.token_expires_at !== null && row.token_expires_at.getTime() - this.clock.now().getTime() < NEAR_END_MS;
  }

  private hasEnded(row: ConnectionRow): boolean {
    return row.token_expires_at !== null && row.token_expires_at <= this.clock.now();
  }

  private async withoutRefreshToken(tx: Tx, row: ConnectionRow): Promise<ConnectionRow | 'refused'> {
    if (row.token_expires_at === null) throw new AppError(OAuthErrors.tokenDoesNotExpire);
    if (!this.hasEnded(row)) return row;
    if (row.access_token !== null) await this.mark(tx, row.id, row.access_token);
    return 'refused';
  }

  private async refreshLocked(tx: Tx, row: ConnectionRow, sealedRefresh: string): Promise<ConnectionRow | 'refused'> {
    const { oauth } = driverOf(this.registry, forgeOf(row));
    try {
      const grant = await oauth.refresh(this.cipher.decrypt(sealedRefresh));
      const sealed = this.seal(grant);
      // A forge that hands out no new refresh token lets the old one go on.
      const tokens = { ...sealed, refresh_token: sealed.refresh_token ?? sealedRefresh };
      const scopes = grant.scopes.length === 0 ? null : grant.scopes;
      await this.store.saveTokens(tx, row.id, tokens, scopes, this.clock.now());
      return { ...row, ...tokens, scopes: [...(scopes ?? row.scopes)] };
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      if (error.kind === 'unauthorized') {
        if (row.access_token !== null) await this.mark(tx, row.id, row.access_token);
        return 'refused';
      }
      // The forge is away, but the old token still has some minutes.
      if (this.isNearEnd(row) && !this.hasEnded(row)) return row;
      throw error;
    }
  }
}

function isUsable(row: ConnectionRow): row is ConnectionRow & { access_token: string } {
  return row.is_active && !row.needs_reauthorization && row.access_token !== null;
}
