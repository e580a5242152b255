import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { FernetError } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeKind } from '../forge/forge.types';
import { DisconnectHooks } from './disconnect-hooks';
import { OAuthConnectionStore, type ConnectionRow } from './oauth-connection.store';
import { OAuthErrors } from './oauth.errors';
import { TokenKeeper } from './token-keeper';

/** A connection with what is asked of the forge's driver about it. */
export interface ConnectionView {
  readonly row: ConnectionRow;
  readonly missingScopes: readonly string[];
}

export interface Disconnected {
  readonly connectionId: string;
  readonly revokedAtProvider: boolean;
  readonly hooksRemoved: number;
}

/** Looks at a user's connections, refreshes and ends them. */
@Injectable()
export class ConnectionService {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly db: Database,
    private readonly store: OAuthConnectionStore,
    private readonly registry: ForgeRegistry,
    private readonly tokens: TokenKeeper,
    private readonly hooks: DisconnectHooks,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
  ) {}

  /** Ended connections too: their `is_active` is false. */
  async list(userId: string): Promise<ConnectionView[]> {
    return (await this.store.list(this.db.read, userId)).map((row) => this.view(row));
  }

  /** The forges somebody could connect to now: those whose settings are there. */
  available(): ForgeKind[] {
    return this.registry.kinds().filter((kind) => this.registry.driver(kind).oauth.missingSettings.length === 0);
  }

  /** The active one. Throws `oauth.no_connection`. */
  async get(userId: string, kind: ForgeKind): Promise<ConnectionView> {
    return this.view(await this.active(userId, kind));
  }

  async byId(id: string): Promise<ConnectionView> {
    const row = await this.store.find(this.db.read, id);
    if (row === null) throw new AppError(OAuthErrors.noConnection);
    return this.view(row);
  }

  /** Throws `oauth.token_does_not_expire`, `oauth.needs_reauthorization`, `oauth.no_connection`. */
  async refresh(userId: string, kind: ForgeKind): Promise<ConnectionView> {
    const row = await this.active(userId, kind);
    return this.view(await this.tokens.refresh(row));
  }

  /** Cleans up at the forge as far as it answers, and forgets the tokens here in any case. */
  async disconnect(userId: string, kind: ForgeKind): Promise<Disconnected> {
    const row = await this.active(userId, kind);
    const driver = this.registry.driver(kind);
    const accessToken = await this.tokenForGoodbye(row);
    const client = accessToken === null || row.needs_reauthorization ? null : driver.connect({ accessToken });
    const { hooksRemoved } = await this.hooks.run({ id: row.id, userId, kind }, client);
    const revokedAtProvider = accessToken !== null && (await this.revoke(kind, row.id, accessToken));
    await this.store.deactivate(this.db.read, row.id, this.clock.now());
    return { connectionId: row.id, revokedAtProvider, hooksRemoved };
  }

  /** Ends a token at the forge; false, with a line in the log, when that did not work. */
  async revoke(kind: ForgeKind, connectionId: string | null, accessToken: string): Promise<boolean> {
    try {
      return await this.registry.driver(kind).oauth.revoke(accessToken);
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      this.logger.warn({ error, connection_id: connectionId }, 'a token could not be revoked at the forge');
      return false;
    }
  }

  /** Ends the token a new grant took the place of, when it can be read and is another one. */
  async revokeReplaced(kind: ForgeKind, connectionId: string, sealed: string, newToken: string): Promise<void> {
    try {
      const replaced = this.cipher.decrypt(sealed);
      if (replaced !== newToken) await this.revoke(kind, connectionId, replaced);
    } catch (error) {
      // Connecting again is what people do after they lost an encryption key.
      if (!(error instanceof FernetError)) throw error;
      this.logger.warn(
        { error, connection_id: connectionId },
        'a replaced token cannot be read, so it was not revoked',
      );
    }
  }

  /** Puts every token under the first encryption key; returns how many connections were under another. */
  async rotateKeys(): Promise<number> {
    return this.db.transaction(async (tx) => {
      let rotated = 0;
      for (const row of await this.store.lockAllWithTokens(tx)) {
        const access = this.cipher.rotate(row.access_token);
        const refresh = row.refresh_token === null ? null : this.cipher.rotate(row.refresh_token);
        if (access === null && refresh === null) continue;
        await this.store.replaceCiphertexts(tx, row.id, {
          access_token: access ?? row.access_token,
          refresh_token: refresh ?? row.refresh_token,
        });
        rotated += 1;
      }
      return rotated;
    });
  }

  private async active(userId: string, kind: ForgeKind): Promise<ConnectionRow> {
    const row = await this.store.findActive(this.db.read, userId, kind);
    if (row === null) throw new AppError(OAuthErrors.noConnection);
    return row;
  }

  /** The token to say goodbye with; null when it is lost. A refused one may still be revoked. */
  private async tokenForGoodbye(row: ConnectionRow): Promise<string | null> {
    try {
      if (!row.needs_reauthorization) return (await this.tokens.usable(row.id)).accessToken;
      return row.access_token === null ? null : this.cipher.decrypt(row.access_token);
    } catch (error) {
      this.logger.warn({ error, connection_id: row.id }, 'the token of a connection that ends cannot be used');
      return null;
    }
  }

  private view(row: ConnectionRow): ConnectionView {
    return { row, missingScopes: this.registry.driver(row.provider).oauth.missingScopes(row.scopes) };
  }
}
