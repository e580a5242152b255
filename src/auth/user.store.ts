import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import type { OwnLimits } from '../common/http/principal';
import { isUniqueViolation } from '../database/database-errors';
import type { Tx } from '../database/tx';
import { UserEntity, type Role } from './user.entity';

export type UserRow = Fields<UserEntity>;

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly fullName: string | null;
  readonly role: Role;
  readonly now: Date;
}

/** One lock for all registrations: two first users at once would both become admin. */
const REGISTRATION_LOCK = 7302;
/** One lock for all that take an admin away: two last admins at once would both go. */
const ADMIN_LOCK = 7303;

/** What an admin set for the account `u`, as `OwnLimits`. */
export const LIMITS_OF_USER = `json_build_object('read', u.limit_read, 'write', u.limit_write, 'expensive', u.limit_expensive)`;

/** What an admin set for an account. */
export function ownLimitsOf(row: Pick<UserRow, 'limit_read' | 'limit_write' | 'limit_expensive'>): OwnLimits {
  return { read: row.limit_read, write: row.limit_write, expensive: row.limit_expensive };
}

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

  async exists(tx: Tx, id: string): Promise<boolean> {
    return tx.existsBy(UserEntity, { id });
  }

  /**
   * The account of an address, null without; `compared` is the address as addresses are compared. One statement, so that it takes as
   * long for an address that nobody has.
   */
  async findByEmail(tx: Tx, email: string): Promise<{ readonly user: UserRow | null; readonly compared: string }> {
    const rows = await tx.query<(UserRow & { compared: string })[]>(
      `select asked.compared, u.* from (select lower($1) as compared) asked left join users u on lower(u.email) = asked.compared`,
      [email],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a select from one row gave none');
    const { compared, ...user } = row;
    return { user: (user.id as string | null) === null ? null : user, compared };
  }

  /**
   * False, and nothing is noted, when the account is deactivated, or its password is not the one that was looked at any more
   * (`checkedHash`; null: none was looked at). Waits for whoever changes the account just now.
   */
  async noteLogin(tx: Tx, id: string, now: Date, checkedHash: string | null): Promise<boolean> {
    const where = { id, deactivated_at: IsNull(), ...(checkedHash === null ? {} : { password_hash: checkedHash }) };
    return (await tx.update(UserEntity, where, { last_login_at: now })).affected === 1;
  }

  /** Until the end of the transaction nobody changes the account; waits for whoever does. */
  async holdUnchanged(tx: Tx, id: string): Promise<void> {
    await tx.query('select 1 from users where id = $1 for share', [id]);
  }

  /** Takes the issuer's verified address for an account without a password, unless another account has it. */
  async followEmail(tx: Tx, id: string, email: string): Promise<void> {
    await tx.query(
      `update users set email = $2 where id = $1 and password_hash is null and lower(email) <> lower($2)
         and not exists (select 1 from users where lower(email) = lower($2))`,
      [id, email],
    );
  }

  /** False, and nothing changes, when there would be no active admin left. */
  async setRole(tx: Tx, id: string, role: Role): Promise<boolean> {
    if (role === 'member' && !(await this.lockAndAskIfOthersAdminister(tx, id))) return false;
    await tx.update(UserEntity, { id }, { role });
    return true;
  }

  /**
   * Until the end of the transaction nobody else takes an admin away. True when there is an active admin besides this
   * one, or this one is none.
   */
  async lockAndAskIfOthersAdminister(tx: Tx, id: string): Promise<boolean> {
    await tx.query('select pg_advisory_xact_lock($1)', [ADMIN_LOCK]);
    const rows = await tx.query<unknown[]>(
      `select 1 from users where role = 'admin' and deactivated_at is null and id <> $1
       union all select 1 from users where id = $1 and (role <> 'admin' or deactivated_at is not null) limit 1`,
      [id],
    );
    return rows.length > 0;
  }

  /** One more than `page.limit`, newest first. `search` is part of an address or a name. */
  async list(tx: Tx, search: string | null, page: PageRequest): Promise<UserRow[]> {
    return tx.query<UserRow[]>(
      `select * from users where ($1::text is null or position(lower($1) in lower(email || ' ' || coalesce(full_name, ''))) > 0)
         and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [search, page.before, page.limit + 1],
    );
  }

  async setDeactivated(tx: Tx, id: string, at: Date | null): Promise<void> {
    await tx.update(UserEntity, { id }, { deactivated_at: at });
  }

  /** False when there is no such account. */
  async setLimits(tx: Tx, id: string, { read, write, expensive }: OwnLimits): Promise<boolean> {
    const set = { limit_read: read, limit_write: write, limit_expensive: expensive };
    return (await tx.update(UserEntity, { id }, set)).affected === 1;
  }

  /** With everything that is its own. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.delete(UserEntity, { id });
  }

  /**
   * `email-taken`: another account has the new address. `password-changed`: its password is not the one that was looked at any
   * more (`checkedHash`; null: none was looked at). Nothing changes then.
   */
  async update(
    tx: Tx,
    id: string,
    change: Partial<Pick<UserEntity, 'email' | 'full_name' | 'password_hash'>>,
    checkedHash: string | null,
  ): Promise<'changed' | 'email-taken' | 'password-changed'> {
    if (Object.keys(change).length === 0) return 'changed';
    const where = { id, ...(checkedHash === null ? {} : { password_hash: checkedHash }) };
    try {
      const { affected } = await tx.update(UserEntity, where, change);
      return checkedHash !== null && affected === 0 ? 'password-changed' : 'changed';
    } catch (error) {
      if (isUniqueViolation(error, 'uq_users_email')) return 'email-taken';
      throw error;
    }
  }
}
