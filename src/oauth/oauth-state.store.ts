import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { resealColumn } from '../common/crypto/reseal';
import type { TokenCipher } from '../common/crypto/token-cipher';
import type { Fields } from '../common/fields';
import type { Tx } from '../database/tx';
import type { ForgeId } from '../forge/forge.types';
import { OAuthStateEntity } from './oauth-state.entity';

/** Rows of dances that wait for their callback. */
@Injectable()
export class OAuthStateStore {
  async insert(tx: Tx, state: Fields<OAuthStateEntity>): Promise<void> {
    await tx.insert(OAuthStateEntity, state);
  }

  /** Uses the state up: of any number of callers at once exactly one gets it, expired or not. Its row stays until `end`, or until it expires. */
  async take(tx: Tx, stateHash: string, forge: ForgeId, now: Date): Promise<Fields<OAuthStateEntity> | null> {
    const answer: [OAuthStateEntity[], number] = await tx.query(
      `update oauth_states set taken_at = $4
       where state_hash = $1 and provider = $2 and instance = $3 and taken_at is null returning *`,
      [stateHash, forge.kind, forge.instance, now],
    );
    return answer[0][0] ?? null;
  }

  /** Removes a taken one; false when `removeOf` was quicker, and what it was begun for may not be done. */
  async end(tx: Tx, stateHash: string): Promise<boolean> {
    return ((await tx.delete(OAuthStateEntity, { state_hash: stateHash })).affected ?? 0) > 0;
  }

  async removeOf(tx: Tx, userId: string): Promise<void> {
    await tx.delete(OAuthStateEntity, { user_id: userId });
  }

  /** Puts the kept PKCE verifiers under the first encryption key; returns how many stood under another. */
  async reseal(tx: Tx, cipher: TokenCipher): Promise<number> {
    return resealColumn(tx, cipher, { table: 'oauth_states', column: 'code_verifier' });
  }

  async removeExpired(tx: Tx, now: Date): Promise<number> {
    return (await tx.delete(OAuthStateEntity, { expires_at: LessThan(now) })).affected ?? 0;
  }
}
