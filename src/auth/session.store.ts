import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan, Not } from 'typeorm';
import { resealColumn } from '../common/crypto/reseal';
import type { TokenCipher } from '../common/crypto/token-cipher';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import type { OwnLimits } from '../common/http/principal';
import type { Tx } from '../database/tx';
import { SessionEntity } from './session.entity';
import type { Role } from './user.entity';
import { LIMITS_OF_USER } from './user.store';

export type SessionRow = Fields<SessionEntity>;

/** A living session and what the guard needs of its user. */
export interface LiveSession {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly limits: OwnLimits;
  readonly lastUsedAt: Date;
}

/** Rows of logins. */
@Injectable()
export class SessionStore {
  async insert(tx: Tx, session: Omit<SessionRow, 'last_used_at'>): Promise<void> {
    await tx.insert(SessionEntity, { ...session, last_used_at: session.created_at });
  }

  async findLive(tx: Tx, tokenHash: string, now: Date): Promise<LiveSession | null> {
    const rows: LiveSession[] = await tx.query(
      `select s.id, s.user_id as "userId", u.role, ${LIMITS_OF_USER} as limits, s.last_used_at as "lastUsedAt"
       from sessions s join users u on u.id = s.user_id
       where s.token_hash = $1 and s.expires_at > $2 and u.deactivated_at is null`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  /** Those of `ids` that live. */
  async living(tx: Tx, ids: readonly string[], now: Date): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<{ id: string }[]>(
      `select s.id from sessions s join users u on u.id = s.user_id
       where s.id = any($1::uuid[]) and s.expires_at > $2 and u.deactivated_at is null`,
      [ids, now],
    );
    return rows.map(({ id }) => id);
  }

  async touch(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(SessionEntity, { id }, { last_used_at: now });
  }

  /** Living ones of a user; one more than `page.limit`, newest first. */
  async list(tx: Tx, userId: string, page: PageRequest, now: Date): Promise<SessionRow[]> {
    return tx.find(SessionEntity, {
      where: {
        user_id: userId,
        expires_at: MoreThan(now),
        ...(page.before === null ? {} : { id: LessThan(page.before) }),
      },
      order: { id: 'DESC' },
      take: page.limit + 1,
    });
  }

  /** False when the user has no such session. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    return (await tx.delete(SessionEntity, { id, user_id: userId })).affected === 1;
  }

  /** Removes one and returns what its issuer said, encrypted; null without an issuer, or without such a session. */
  async take(tx: Tx, userId: string, id: string): Promise<string | null> {
    const [rows] = await tx.query<[{ id_token: string | null }[], number]>(
      'delete from sessions where id = $1 and user_id = $2 returning id_token',
      [id, userId],
    );
    return rows[0]?.id_token ?? null;
  }

  /** Puts what issuers said under the first encryption key; returns how many stood under another. */
  async reseal(tx: Tx, cipher: TokenCipher): Promise<number> {
    return resealColumn(tx, cipher, { table: 'sessions', column: 'id_token' });
  }

  /** Those that an identity opened, but for one; that one is a login without an issuer from now on. */
  async removeOfIdentity(tx: Tx, identityId: string, keepId: string): Promise<void> {
    await tx.delete(SessionEntity, { identity_id: identityId, id: Not(keepId) });
    await tx.update(
      SessionEntity,
      { id: keepId, identity_id: identityId },
      { identity_id: null, issuer_sid: null, id_token: null },
    );
  }

  /**
   * Ends what an issuer says is over: the sessions of `sid`, or, without one, all of `subject`. One whose `sid` is not known
   * counts as of it when the subject is the same. Returns whose they were, once for each session.
   */
  async removeAtIssuer(
    tx: Tx,
    issuer: string,
    { subject, sid }: { readonly subject: string | null; readonly sid: string | null },
  ): Promise<readonly string[]> {
    const [rows] = await tx.query<[{ user_id: string }[], number]>(
      `delete from sessions s using user_identities i
       where i.id = s.identity_id and i.issuer = $1 and ($2::text is null or i.subject = $2)
         and ($3::text is null or s.issuer_sid = $3 or (s.issuer_sid is null and $2::text is not null))
       returning s.user_id`,
      [issuer, subject, sid],
    );
    return rows.map(({ user_id: userId }) => userId);
  }

  /** When a living one began; null when the user has no such session. */
  async beganAt(tx: Tx, userId: string, id: string): Promise<Date | null> {
    return (await tx.findOneBy(SessionEntity, { id, user_id: userId }))?.created_at ?? null;
  }

  async removeOthers(tx: Tx, userId: string, keepId: string | null): Promise<void> {
    await tx.delete(SessionEntity, { user_id: userId, ...(keepId === null ? {} : { id: Not(keepId) }) });
  }

  /** Everybody's, but for one; returns how many. */
  async removeAllBut(tx: Tx, keepId: string): Promise<number> {
    return (await tx.delete(SessionEntity, { id: Not(keepId) })).affected ?? 0;
  }

  async removeExpired(tx: Tx, now: Date): Promise<number> {
    return (await tx.delete(SessionEntity, { expires_at: LessThan(now) })).affected ?? 0;
  }
}
