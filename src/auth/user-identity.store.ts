import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import { newId } from '../common/ids';
import type { Tx } from '../database/tx';
import type { Account, Person } from './domain/identity';
import { UserIdentityEntity } from './user-identity.entity';

export type UserIdentityRow = Fields<UserIdentityEntity>;

const ACCOUNT = `u.id, u.deactivated_at is not null as deactivated,
  exists (select 1 from user_identities i where i.user_id = u.id and i.issuer = $1) as linked`;

/** Rows of who people are at an issuer. */
@Injectable()
export class UserIdentityStore {
  /** The accounts a person may be. */
  async accountsOf(
    tx: Tx,
    person: Person,
    signedInId: string | null,
  ): Promise<Readonly<Record<'known' | 'byEmail' | 'signedIn', Account | null>>> {
    const one = async (where: string, value: string | null): Promise<Account | null> => {
      if (value === null) return null;
      const rows = await tx.query<Account[]>(`select ${ACCOUNT} from users u where ${where}`, [person.issuer, value]);
      return rows[0] ?? null;
    };
    return {
      known: await one(
        'u.id = (select k.user_id from user_identities k where k.issuer = $1 and k.subject = $2)',
        person.subject,
      ),
      byEmail: await one('lower(u.email) = lower($2)', person.email),
      signedIn: await one('u.id = $2', signedInId),
    };
  }

  /** Returns its id. */
  async insert(tx: Tx, userId: string, person: Person, now: Date): Promise<string> {
    const { issuer, subject, email } = person;
    const id = newId();
    await tx.insert(UserIdentityEntity, {
      ...{ id, user_id: userId, issuer, subject, email },
      ...{ created_at: now, last_login_at: now },
    });
    return id;
  }

  /** Returns its id; throws where there is none, which whoever found the account has ruled out. */
  async noteLogin(tx: Tx, { issuer, subject, email }: Person, now: Date): Promise<string> {
    const { id } = await tx.findOneByOrFail(UserIdentityEntity, { issuer, subject });
    await tx.update(UserIdentityEntity, { id }, { email, last_login_at: now });
    return id;
  }

  /** Oldest first. */
  async list(tx: Tx, userId: string): Promise<UserIdentityRow[]> {
    return tx.find(UserIdentityEntity, { where: { user_id: userId }, order: { id: 'ASC' } });
  }

  /** The same, and until the end of the transaction nobody else unlinks any of this account. */
  async lockAndList(tx: Tx, userId: string): Promise<UserIdentityRow[]> {
    await tx.query('select 1 from users where id = $1 for update', [userId]);
    return this.list(tx, userId);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.delete(UserIdentityEntity, { id });
  }
}
