import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ClosingHooks } from '../auth/closing-hooks';
import { Clock } from '../common/clock';
import { FernetError } from '../common/crypto/fernet';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId } from '../forge/forge.types';
import { DisconnectHooks } from './disconnect-hooks';
import { driverOf } from './driver-of';
import { forgeOf, OAuthConnectionStore, type ConnectionRow } from './oauth-connection.store';
import { OAuthErrors } from './oauth.errors';
import { TokenKeeper } from './token-keeper';

/** A connection with what is asked of the forge's driver about it. */
export interface ConnectionView {
  readonly row: ConnectionRow;
  readonly missingScopes: readonly string[];
}

/** A forge people can connect to, and where they find it. */
export interface ForgeAt extends ForgeId {
  readonly webUrl: string;
}

export interface Disconnected {
  readonly connectionId: string;
  readonly revokedAtProvider: boolean;
  readonly hooksRemoved: number;
}

/** Looks at a user's connections, refreshes and ends them. */
@Injectable()
export class ConnectionService implements OnModuleInit {
  private readonly logger = new Logger('OAuth');

  constructor(
    private readonly db: Database,
    private readonly store: OAuthConnectionStore,
    private readonly registry: ForgeRegistry,
    private readonly tokens: TokenKeeper,
    private readonly hooks: DisconnectHooks,
    private readonly closing: ClosingHooks,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.closing.register((userId) => this.disconnectAll(userId));
  }

  /** Ended connections too: their `is_active` is false. */
  async list(userId: string): Promise<ConnectionView[]> {
    return (await this.store.list(this.db.read, userId)).map((row) => this.view(row));
  }

  /** The forges somebody could connect to now: those whose settings are there. */
  available(): ForgeAt[] {
    return this.registry
      .all()
      .filter(({ oauth }) => oauth.missingSettings.length === 0)
      .map(({ kind, instance, webUrl }) => ({ kind, instance, webUrl }));
  }

  /** The active one. Throws `oauth.no_connection`. */
  async get(userId: string, forge: ForgeId): Promise<ConnectionView> {
    return this.view(await this.active(userId, forge));
  }

  async byId(id: string): Promise<ConnectionView> {
    const row = await this.store.find(this.db.read, id);
    if (row === null) throw new AppError(OAuthErrors.noConnection);
    return this.view(row);
  }

  /** Throws `oauth.token_does_not_expire`, `oauth.needs_reauthorization`, `oauth.no_connection`. */
  async refresh(userId: string, forge: ForgeId): Promise<ConnectionView> {
    const row = await this.active(userId, forge);
    return this.view(await this.tokens.refresh(row));
  }

  /** Cleans up at the forge as far as it answers, and forgets the tokens here in any case. */
  async disconnect(userId: string, forge: ForgeId): Promise<Disconnected> {
    const row = await this.active(userId, forge);
    const driver = this.registry.find(forge);
    const accessToken = await this.tokenForGoodbye(row);
    const client =
      accessToken === null || row.needs_reauthorization ? null : (driver?.connect({ accessToken }) ?? null);
    const { hooksRemoved } = await this.hooks.run({ id: row.id, userId, ...forge }, client);
    const revokedAtProvider = accessToken !== null && (await this.revoke(forge, row.id, accessToken));
    await this.store.deactivate(this.db.read, row.id, this.clock.now());
    return { connectionId: row.id, revokedAtProvider, hooksRemoved };
  }

  /** Says goodbye at every forge, as far as they answer: the account is closed. */
  private async disconnectAll(userId: string): Promise<void> {
    const active = (await this.store.list(this.db.read, userId)).filter(({ is_active }) => is_active);
    for (const row of active) await this.disconnect(userId, forgeOf(row));
  }

  /** Ends a token at the forge; false, with a line in the log, when that did not work. */
  async revoke(forge: ForgeId, connectionId: string | null, accessToken: string): Promise<boolean> {
    try {
      return await driverOf(this.registry, forge).oauth.revoke(accessToken);
    } catch (error) {
      if (!(error instanceof ForgeError || error instanceof AppError)) throw error;
      this.logger.warn({ error, connection_id: connectionId }, 'a token could not be revoked at the forge');
      return false;
    }
  }

  /** Ends the token a new grant took the place of, when it can be read and is another one. */
  async revokeReplaced(forge: ForgeId, connectionId: string, sealed: string, newToken: string): Promise<void> {
    try {
      const replaced = this.cipher.decrypt(sealed);
      if (replaced !== newToken) await this.revoke(forge, connectionId, replaced);
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

  private async active(userId: string, forge: ForgeId): Promise<ConnectionRow> {
    const row = await this.store.findActive(this.db.read, userId, forge);
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
    // The settings may have lost the instance since: the connection can still be looked at, and ended.
    const driver = this.registry.find(forgeOf(row));
    return { row, missingScopes: driver?.oauth.missingScopes(row.scopes) ?? [] };
  }
}
