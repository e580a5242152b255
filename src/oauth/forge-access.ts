import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId, RateLimit } from '../forge/forge.types';
import { onBehalfOf } from '../forge/wire/calls';
import { driverOf } from './driver-of';
import { OAuthConnectionStore } from './oauth-connection.store';
import type { StoredRateLimit } from './oauth-connection.entity';
import { TokenKeeper, type UsableToken } from './token-keeper';

/** `last_used_at` and the rate limit are written at most this often. */
const TOUCH_MS = 60_000;

/** What other features may know of a connection. */
export interface ActiveConnection {
  readonly id: string;
  /** Scopes we ask for and the user did not grant. */
  readonly missingScopes: readonly string[];
}

/** The way to a forge with a user's rights. */
@Injectable()
export class ForgeAccess {
  constructor(
    private readonly db: Database,
    private readonly store: OAuthConnectionStore,
    private readonly registry: ForgeRegistry,
    private readonly tokens: TokenKeeper,
    private readonly clock: Clock,
  ) {}

  /**
   * Lets `work` act with a connection's rights. Throws `oauth.needs_reauthorization` when the connection is inactive or
   * was refused by the forge, `oauth.unknown_instance` when the settings lost the forge; a refusal met now is remembered and thrown on as the `ForgeError` it is. `work` runs a
   * second time when another process had replaced the token it ran with.
   */
  async use<T>(oauthConnectionId: string, work: (client: ForgeClient) => Promise<T>): Promise<T> {
    const token = await this.tokens.usable(oauthConnectionId);
    try {
      return await this.run(token, work);
    } catch (error) {
      if (!(error instanceof ForgeError && error.kind === 'unauthorized')) throw error;
      const row = await this.store.find(this.db.read, oauthConnectionId);
      if (row?.access_token !== token.sealed) return this.again(oauthConnectionId, work);
      await this.tokens.markRefused(token);
      throw error;
    }
  }

  /** The user's active connection with a forge; null when there is none. It may need reauthorization. */
  async connectionOf(userId: string, forge: ForgeId): Promise<ActiveConnection | null> {
    const row = await this.store.findActive(this.db.read, userId, forge);
    return row === null
      ? null
      : { id: row.id, missingScopes: driverOf(this.registry, forge).oauth.missingScopes(row.scopes) };
  }

  private async again<T>(connectionId: string, work: (client: ForgeClient) => Promise<T>): Promise<T> {
    const token = await this.tokens.usable(connectionId);
    try {
      return await this.run(token, work);
    } catch (error) {
      if (error instanceof ForgeError && error.kind === 'unauthorized') await this.tokens.markRefused(token);
      throw error;
    }
  }

  private async run<T>(token: UsableToken, work: (client: ForgeClient) => Promise<T>): Promise<T> {
    const client = driverOf(this.registry, token.forge).connect({ accessToken: token.accessToken });
    try {
      return await onBehalfOf(token.connectionId, () => work(client));
    } finally {
      await this.noteUse(token, client.rateLimit());
    }
  }

  private async noteUse(token: UsableToken, rateLimit: RateLimit | null): Promise<void> {
    const now = this.clock.now();
    const isRecent = token.lastUsedAt !== null && now.getTime() - token.lastUsedAt.getTime() < TOUCH_MS;
    // An exhausted limit is what people look for, so it is never held back.
    if (isRecent && rateLimit?.remaining !== 0) return;
    await this.store.noteUse(this.db.read, token.connectionId, now, rateLimit === null ? null : stored(rateLimit));
  }
}

function stored(rateLimit: RateLimit): StoredRateLimit {
  return {
    limit: rateLimit.limit,
    remaining: rateLimit.remaining,
    reset_at: rateLimit.resetAt.toISOString(),
    observed_at: rateLimit.observedAt.toISOString(),
  };
}
