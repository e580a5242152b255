import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import type { Tallied } from '../common/tally';
import type { Tx } from '../database/tx';
import type { ForgeUsageEntity } from './forge-usage.entity';

export type ForgeUsageRow = Fields<ForgeUsageEntity>;
export type ForgeUsageKey = Pick<ForgeUsageRow, 'oauth_connection_id' | 'day'>;
export type ForgeUsageCount = 'calls' | 'refused';

/** Rows of how often forges were called. */
@Injectable()
export class ForgeUsageStore {
  /** Adds counts to what is there, whoever else does. Those of connections that are gone meanwhile are dropped. */
  async add(tx: Tx, rows: readonly Tallied<ForgeUsageKey, ForgeUsageCount>[]): Promise<void> {
    // In the order of the key: two processes that add to the same rows would otherwise wait for each other for ever.
    await tx.query(
      `insert into forge_usage (oauth_connection_id, day, calls, refused)
       select t.* from unnest($1::uuid[], $2::date[], $3::int[], $4::int[]) as t(id, day, calls, refused)
       where exists (select 1 from oauth_connections c where c.id = t.id)
       order by t.id, t.day
       on conflict on constraint pk_forge_usage do update
         set calls = forge_usage.calls + excluded.calls, refused = forge_usage.refused + excluded.refused`,
      [
        rows.map(({ key }) => key.oauth_connection_id),
        rows.map(({ key }) => key.day),
        rows.map(({ counts }) => counts.calls ?? 0),
        rows.map(({ counts }) => counts.refused ?? 0),
      ],
    );
  }

  /** Of the connections of an account, both days included; the oldest day first. */
  async days(tx: Tx, userId: string, from: string, to: string): Promise<ForgeUsageRow[]> {
    return tx.query<ForgeUsageRow[]>(
      `select f.oauth_connection_id, f.day::text as day, f.calls, f.refused
       from forge_usage f join oauth_connections c on c.id = f.oauth_connection_id
       where c.user_id = $1 and f.day between $2 and $3 order by f.day, f.oauth_connection_id`,
      [userId, from, to],
    );
  }

  /** Whether there is such an account. */
  async knowsUser(tx: Tx, userId: string): Promise<boolean> {
    return (await tx.query<unknown[]>('select 1 from users where id = $1', [userId])).length > 0;
  }

  /** Forgets up to `limit` rows of days before this one; returns how many. */
  async removeBefore(tx: Tx, day: string, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      `delete from forge_usage where (oauth_connection_id, day) in (
         select oauth_connection_id, day from forge_usage where day < $1 order by day limit $2)`,
      [day, limit],
    );
    return removed;
  }
}
