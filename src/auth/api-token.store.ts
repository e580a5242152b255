import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import type { OwnLimits } from '../common/http/principal';
import type { Tx } from '../database/tx';
import { ApiTokenEntity, type TokenScope } from './api-token.entity';
import type { TokenLimits } from './domain/token-limits';
import type { Role } from './user.entity';
import { LIMITS_OF_USER } from './user.store';

export type ApiTokenRow = Fields<ApiTokenEntity>;

/** A valid token and what the guard needs of its user. */
export interface LiveToken {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly limits: OwnLimits;
  /** What its owner and an admin set for it. */
  readonly set: TokenLimits;
  readonly scopes: readonly TokenScope[];
  readonly lastUsedAt: Date | null;
}

/** Rows of API tokens. */
@Injectable()
export class ApiTokenStore {
  async insert(tx: Tx, token: Omit<ApiTokenRow, 'last_used_at'>): Promise<ApiTokenRow> {
    const row = { ...token, last_used_at: null };
    await tx.insert(ApiTokenEntity, row);
    return row;
  }

  async findLive(tx: Tx, tokenHash: string, now: Date): Promise<LiveToken | null> {
    const rows: LiveToken[] = await tx.query(
      `select t.id, t.user_id as "userId", u.role, ${LIMITS_OF_USER} as limits,
         json_build_object('own', t.limits, 'admin', t.admin_limits) as set, t.scopes, t.last_used_at as "lastUsedAt"
       from api_tokens t join users u on u.id = t.user_id
       where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2) and u.deactivated_at is null`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  /** Those of `ids` that are valid. */
  async living(tx: Tx, ids: readonly string[], now: Date): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<{ id: string }[]>(
      `select t.id from api_tokens t join users u on u.id = t.user_id
       where t.id = any($1::uuid[]) and (t.expires_at is null or t.expires_at > $2) and u.deactivated_at is null`,
      [ids, now],
    );
    return rows.map(({ id }) => id);
  }

  async touch(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(ApiTokenEntity, { id }, { last_used_at: now });
  }

  /** One more than `page.limit`, newest first; expired ones too, so that people see why a program stopped. */
  async list(tx: Tx, userId: string, page: PageRequest): Promise<ApiTokenRow[]> {
    return tx.find(ApiTokenEntity, {
      where: { user_id: userId, ...(page.before === null ? {} : { id: LessThan(page.before) }) },
      order: { id: 'DESC' },
      take: page.limit + 1,
    });
  }

  /** Locks it; null when the user has no such token. */
  async lock(tx: Tx, userId: string, id: string): Promise<ApiTokenRow | null> {
    return tx.findOne(ApiTokenEntity, { where: { id, user_id: userId }, lock: { mode: 'pessimistic_write' } });
  }

  /** False when the user has no such token. */
  async setLimits(
    tx: Tx,
    userId: string,
    id: string,
    limits: Partial<Pick<ApiTokenRow, 'limits' | 'admin_limits'>>,
  ): Promise<boolean> {
    return (await tx.update(ApiTokenEntity, { id, user_id: userId }, limits)).affected === 1;
  }

  /** Null when the user has no such token. */
  async find(tx: Tx, userId: string, id: string): Promise<ApiTokenRow | null> {
    return tx.findOneBy(ApiTokenEntity, { id, user_id: userId });
  }

  async endAt(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.update(ApiTokenEntity, { id }, { expires_at: at });
  }

  /** False when the user has no such token. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    return (await tx.delete(ApiTokenEntity, { id, user_id: userId })).affected === 1;
  }

  async removeAll(tx: Tx, userId: string): Promise<void> {
    await tx.delete(ApiTokenEntity, { user_id: userId });
  }
}
