import { Injectable } from '@nestjs/common';
import { dropDays, ensureDays, type DaysChanged } from '../database/daily-partitions';
import type { Tx } from '../database/tx';
import type { StoredBody } from './door/body-codec';
import type { BodyEncoding } from './webhook.entity';

/** A body that gets another id, and with it another day. */
export interface BodyMove {
  readonly from: string;
  readonly to: string;
}

/**
 * The bytes of deliveries. Statements name ids as values, never by a join: PostgreSQL then opens the days they are of
 * and no other.
 */
@Injectable()
export class DeliveryBodyStore {
  /** Those of `ids` that are still kept. */
  async read(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, StoredBody>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: string; encoding: BodyEncoding; bytes: Buffer }[]>(
      `select id, encoding, bytes from webhook_bodies where id = any($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, encoding, bytes }) => [id, { encoding, bytes }]));
  }

  /** Gives bodies their new ids; those that are gone stay gone. Returns how many there were. */
  async move(tx: Tx, moves: readonly BodyMove[]): Promise<number> {
    const rows = await tx.query<{ moved: number }[]>(
      `with former as (
         delete from webhook_bodies where id = any($1::uuid[]) returning id, encoding, bytes
       ), fresh as (
         insert into webhook_bodies (id, encoding, bytes)
         select m."to", f.encoding, f.bytes
         from former f join unnest($1::uuid[], $2::uuid[]) as m("from", "to") on m."from" = f.id
         returning 1
       )
       select count(*)::int as moved from fresh`,
      [moves.map(({ from }) => from), moves.map(({ to }) => to)],
    );
    return rows[0]?.moved ?? 0;
  }

  async remove(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query('delete from webhook_bodies where id = any($1::uuid[])', [ids]);
  }

  /** Makes the partitions of the days to come. */
  async prepareDays(tx: Tx, now: Date): Promise<DaysChanged> {
    return ensureDays(tx, 'webhook_bodies', now);
  }

  /** Drops all bodies of the days before a midnight (UTC). */
  async dropDays(tx: Tx, before: Date): Promise<DaysChanged> {
    return dropDays(tx, 'webhook_bodies', before);
  }
}
