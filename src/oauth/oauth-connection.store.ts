import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import type { Tx } from '../database/tx';
import type { ForgeId, ForgeKind } from '../forge/forge.types';
import { OAuthConnectionEntity, type StoredRateLimit } from './oauth-connection.entity';

export type ConnectionRow = Fields<OAuthConnectionEntity>;

/** The forge a connection is with. */
export function forgeOf({ provider, instance }: Pick<ConnectionRow, 'provider' | 'instance'>): ForgeId {
  return { kind: provider, instance };
}

/** Tokens as they are stored: encrypted. */
export interface SealedTokens {
  readonly access_token: string;
  readonly refresh_token: string | null;
  readonly token_expires_at: Date | null;
}

/** What a grant makes of a connection. */
export interface GrantedConnection extends SealedTokens {
  readonly id: string;
  readonly user_id: string;
  readonly provider: ForgeKind;
  readonly instance: string;
  readonly provider_user_id: string;
  readonly provider_username: string;
  readonly scopes: readonly string[];
}

/** `replacedAccessToken` is the ciphertext that stood there before; null when there was none. */
export interface SavedConnection {
  readonly id: string;
  readonly replacedAccessToken: string | null;
}

/** Rows of accounts at forges. */
@Injectable()
export class OAuthConnectionStore {
  async find(tx: Tx, id: string): Promise<ConnectionRow | null> {
    return tx.findOneBy(OAuthConnectionEntity, { id });
  }

  /** Locked until the transaction ends, so that one process at a time changes its tokens. */
  async findLocked(tx: Tx, id: string): Promise<ConnectionRow | null> {
    const rows: OAuthConnectionEntity[] = await tx.query('select * from oauth_connections where id = $1 for update', [
      id,
    ]);
    return rows[0] ?? null;
  }

  async findActive(tx: Tx, userId: string, forge: ForgeId): Promise<ConnectionRow | null> {
    const { kind: provider, instance } = forge;
    return tx.findOneBy(OAuthConnectionEntity, { user_id: userId, provider, instance, is_active: true });
  }

  /** Of all users: how many accounts are connected, and how many of them the forge refused. */
  async standing(tx: Tx): Promise<{ active: number; refused: number }> {
    const rows: { active: number; refused: number }[] = await tx.query(
      `select count(*)::int as active, count(*) filter (where needs_reauthorization)::int as refused
       from oauth_connections where is_active`,
    );
    return rows[0] ?? { active: 0, refused: 0 };
  }

  /** Of all users: accounts the forge has not refused, those used last first. */
  async usedLast(tx: Tx, limit: number): Promise<ConnectionRow[]> {
    return tx.find(OAuthConnectionEntity, {
      where: { is_active: true, needs_reauthorization: false },
      order: { last_used_at: { direction: 'DESC', nulls: 'LAST' } },
      take: limit,
    });
  }

  /** All of a user, newest first; at most one a forge. */
  async list(tx: Tx, userId: string): Promise<ConnectionRow[]> {
    return tx.find(OAuthConnectionEntity, { where: { user_id: userId }, order: { id: 'DESC' } });
  }

  /** Makes the user's connection, or gives the one there the new account and tokens. Tells what it replaced. */
  async save(tx: Tx, granted: GrantedConnection, now: Date): Promise<SavedConnection> {
    const inserted: unknown[] = await tx.query(
      `insert into oauth_connections
         (id, user_id, provider, instance, provider_user_id, provider_username, access_token, refresh_token, token_expires_at,
          scopes, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
       on conflict on constraint uq_oauth_connections_user_provider do nothing returning id`,
      [
        granted.id,
        granted.user_id,
        granted.provider,
        granted.instance,
        granted.provider_user_id,
        granted.provider_username,
        granted.access_token,
        granted.refresh_token,
        granted.token_expires_at,
        granted.scopes,
        now,
      ],
    );
    if (inserted.length > 0) return { id: granted.id, replacedAccessToken: null };
    const rows: { id: string; access_token: string | null }[] = await tx.query(
      'select id, access_token from oauth_connections where user_id = $1 and provider = $2 and instance = $3 for update',
      [granted.user_id, granted.provider, granted.instance],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the connection vanished while it was being saved');
    const { provider_user_id, provider_username, access_token, refresh_token, token_expires_at, scopes } = granted;
    await tx.update(
      OAuthConnectionEntity,
      { id: row.id },
      {
        provider_user_id,
        provider_username,
        access_token,
        refresh_token,
        token_expires_at,
        scopes: [...scopes],
        is_active: true,
        needs_reauthorization: false,
        rate_limit: null,
        updated_at: now,
      },
    );
    return { id: row.id, replacedAccessToken: row.access_token };
  }

  /** After a refresh. `scopes` null keeps those known. */
  async saveTokens(
    tx: Tx,
    id: string,
    tokens: SealedTokens,
    scopes: readonly string[] | null,
    now: Date,
  ): Promise<void> {
    await tx.update(
      OAuthConnectionEntity,
      { id },
      {
        ...tokens,
        ...(scopes === null ? {} : { scopes: [...scopes] }),
        needs_reauthorization: false,
        updated_at: now,
      },
    );
  }

  /** Under keys only: neither `updated_at` nor anything else changes. */
  async replaceCiphertexts(
    tx: Tx,
    id: string,
    tokens: { access_token: string | null; refresh_token: string | null },
  ): Promise<void> {
    await tx.update(OAuthConnectionEntity, { id }, tokens);
  }

  /** Unless other tokens were stored meanwhile; true when it was marked now. */
  async markNeedsReauthorization(tx: Tx, id: string, accessToken: string, now: Date): Promise<boolean> {
    const result = await tx.update(
      OAuthConnectionEntity,
      { id, access_token: accessToken, needs_reauthorization: false },
      { needs_reauthorization: true, updated_at: now },
    );
    return result.affected === 1;
  }

  async noteUse(tx: Tx, id: string, now: Date, rateLimit: StoredRateLimit | null): Promise<void> {
    await tx.update(
      OAuthConnectionEntity,
      { id },
      { last_used_at: now, ...(rateLimit === null ? {} : { rate_limit: rateLimit }) },
    );
  }

  /** Forgets the tokens; the row stays because repositories' history names it. */
  async deactivate(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(
      OAuthConnectionEntity,
      { id },
      {
        access_token: null,
        refresh_token: null,
        token_expires_at: null,
        is_active: false,
        needs_reauthorization: false,
        rate_limit: null,
        updated_at: now,
      },
    );
  }

  /** Every row with tokens, locked until the transaction ends. */
  async lockAllWithTokens(tx: Tx): Promise<{ id: string; access_token: string; refresh_token: string | null }[]> {
    return tx.query(
      `select id, access_token, refresh_token from oauth_connections where access_token is not null
       order by id for update`,
    );
  }
}
