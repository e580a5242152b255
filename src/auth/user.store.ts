import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import { isUniqueViolation } from '../database/database';
import type { Tx } from '../database/tx';
import { UserEntity, type Role } from './user.entity';

export type UserRow = Fields<UserEntity>;

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly fullName: string | null;
  readonly role: Role;
  readonly now: Date;
}

/** One lock for all registrations: two first users at once would both become admin. */
const REGISTRATION_LOCK = 7302;

/** Rows of accounts. */
@Injectable()
export class UserStore {
  /** Until the end of the transaction nobody else registers; true when there is no account yet. */
  async lockAndAskIfEmpty(tx: Tx): Promise<boolean> {
    await tx.query('select pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    return !(await this.any(tx));
  }

  async any(tx: Tx): Promise<boolean> {
    const rows: unknown[] = await tx.query('select 1 from users limit 1');
    return rows.length > 0;
  }

  /** Null when the e-mail address is taken. */
  async insert(tx: Tx, user: NewUser): Promise<UserRow | null> {
    const rows: { id: string }[] = await tx.query(
      `insert into users (id, email, password_hash, full_name, role, created_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (lower(email)) do nothing returning id`,
      [user.id, user.email, user.passwordHash, user.fullName, user.role, user.now],
    );
    return rows.length === 0 ? null : this.find(tx, user.id);
  }

  async find(tx: Tx, id: string): Promise<UserRow | null> {
    return tx.findOneBy(UserEntity, { id });
  }

  async findByEmail(tx: Tx, email: string): Promise<UserRow | null> {
    const rows: { id: string }[] = await tx.query('select id from users where lower(email) = lower($1)', [email]);
    return rows[0] === undefined ? null : this.find(tx, rows[0].id);
  }

  async noteLogin(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(UserEntity, { id }, { last_login_at: now });
  }

  /** False when the new e-mail address is taken. */
  async update(
    tx: Tx,
    id: string,
    change: Partial<Pick<UserEntity, 'email' | 'full_name' | 'password_hash'>>,
  ): Promise<boolean> {
    try {
      if (Object.keys(change).length > 0) await tx.update(UserEntity, { id }, change);
      return true;
    } catch (error) {
      if (isUniqueViolation(error, 'uq_users_email')) return false;
      throw error;
    }
  }
}
