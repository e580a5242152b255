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

  async insert(tx: Tx, userId: string, person: Person, now: Date): Promise<void> {
    const { issuer, subject, email } = person;
    await tx.insert(UserIdentityEntity, {
      ...{ id: newId(), user_id: userId, issuer, subject, email },
      ...{ created_at: now, last_login_at: now },
    });
  }

  async noteLogin(tx: Tx, { issuer, subject, email }: Person, now: Date): Promise<void> {
    await tx.update(UserIdentityEntity, { issuer, subject }, { email, last_login_at: now });
  }
}
