import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Tx } from '../../database/tx';
import { IdempotencyKeyEntity } from './idempotency.entity';

/** Hours a key is remembered. */
export const IDEMPOTENCY_HOURS = 24;

/** Rows of used Idempotency-Keys. */
@Injectable()
export class IdempotencyStore {
  /** Claims a key for a request. Null when the claim is ours; otherwise the row of whoever came first. */
  async claim(
    tx: Tx,
    userId: string,
    key: string,
    requestHash: string,
    now: Date,
  ): Promise<IdempotencyKeyEntity | null> {
    const oldest = new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000);
    await tx.delete(IdempotencyKeyEntity, { user_id: userId, key, created_at: LessThan(oldest) });
    const inserted: unknown[] = await tx.query(
      `insert into idempotency_keys (user_id, key, request_hash, created_at) values ($1, $2, $3, $4)
       on conflict do nothing returning key`,
      [userId, key, requestHash, now],
    );
    if (inserted.length > 0) return null;
    return tx.findOneBy(IdempotencyKeyEntity, { user_id: userId, key });
  }

  async saveAnswer(tx: Tx, userId: string, key: string, status: number, answer: string): Promise<void> {
    await tx.update(IdempotencyKeyEntity, { user_id: userId, key }, { status, answer });
  }

  /** Forgets a claim whose request failed, so that the client may try again. */
  async release(tx: Tx, userId: string, key: string): Promise<void> {
    await tx.delete(IdempotencyKeyEntity, { user_id: userId, key });
  }

  /** Removes what is older than a day; returns how many. */
  async removeExpired(tx: Tx, now: Date): Promise<number> {
    const oldest = new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000);
    return (await tx.delete(IdempotencyKeyEntity, { created_at: LessThan(oldest) })).affected ?? 0;
  }
}
