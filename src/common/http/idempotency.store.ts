import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Tx } from '../../database/tx';
import { resealColumn } from '../crypto/reseal';
import type { TokenCipher } from '../crypto/token-cipher';
import { IdempotencyKeyEntity } from './idempotency.entity';

/** Hours a key is remembered. */
export const IDEMPOTENCY_HOURS = 24;
/** A first request that never finished (its process died) stops blocking its key after this long. */
const ABANDONED_MS = 5 * 60_000;

/** A request that wants its key. `at` is the moment of asking, to the millisecond; it tells one claim from the next. */
export interface Claim {
  readonly userId: string;
  readonly key: string;
  readonly requestHash: string;
  readonly at: Date;
}

/** Rows of used Idempotency-Keys. */
@Injectable()
export class IdempotencyStore {
  /**
   * Claims a key for a request. Null when the claim is ours; otherwise the row of whoever came first. A key forgotten
   * after a day, or left behind by a request that never finished, goes to exactly one of those who ask for it.
   */
  async claim(tx: Tx, { userId, key, requestHash, at }: Claim): Promise<IdempotencyKeyEntity | null> {
    for (;;) {
      // One statement: of several takers each waits for the one before and then sees its fresh created_at.
      const claimed: unknown[] = await tx.query(
        `insert into idempotency_keys as held (user_id, key, request_hash, created_at) values ($1, $2, $3, $4)
         on conflict (user_id, key) do update
           set request_hash = excluded.request_hash, created_at = excluded.created_at, status = null, answer = null
           where held.created_at < $5 or (held.status is null and held.created_at < $6)
         returning key`,
        [userId, key, requestHash, at, dayBefore(at), new Date(at.getTime() - ABANDONED_MS)],
      );
      if (claimed.length > 0) return null;
      const first = await tx.findOneBy(IdempotencyKeyEntity, { user_id: userId, key });
      // Gone when its request failed between the two statements: the key is free again.
      if (first !== null) return first;
    }
  }

  /** Keeps the answer for those who ask again; nothing when somebody took the claim over meanwhile. */
  async saveAnswer(tx: Tx, { userId, key, at }: Claim, status: number, answer: string): Promise<void> {
    await tx.update(IdempotencyKeyEntity, { user_id: userId, key, created_at: at }, { status, answer });
  }

  /** Forgets a claim whose request failed, so that the client may try again; another's claim stays. */
  async release(tx: Tx, { userId, key, at }: Claim): Promise<void> {
    await tx.delete(IdempotencyKeyEntity, { user_id: userId, key, created_at: at });
  }

  /** Puts the kept answers under the first encryption key; returns how many stood under another. */
  async reseal(tx: Tx, cipher: TokenCipher): Promise<number> {
    return resealColumn(tx, cipher, { table: 'idempotency_keys', column: 'answer' });
  }

  /** Removes what is older than a day; returns how many. */
  async removeExpired(tx: Tx, now: Date): Promise<number> {
    return (await tx.delete(IdempotencyKeyEntity, { created_at: LessThan(dayBefore(now)) })).affected ?? 0;
  }
}

function dayBefore(now: Date): Date {
  return new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000);
}
