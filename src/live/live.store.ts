import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { LiveEventType } from './dto/live-event.dto';
import { horizon, type Cursor } from './domain/cursor';

/** An event as it is sent: `data` is JSON already, written once for all who get it. */
export interface StoredEvent {
  readonly id: string;
  readonly userId: string;
  readonly type: LiveEventType;
  readonly data: string;
}

/** What became visible, and the snapshot that shows it. */
export interface Seen {
  readonly snapshot: string;
  /** In order of id. */
  readonly events: readonly StoredEvent[];
}

/** Rows of live events. They are written by triggers; here they are read and pruned. */
@Injectable()
export class LiveStore {
  /** What these users can see that `seen` did not show. */
  async since(tx: Tx, users: readonly string[], seen: string): Promise<Seen> {
    const rows = await tx.query<
      { snapshot: string; id: string | null; user_id: string; type: LiveEventType; data: string }[]
    >(
      `select s.now::text as snapshot, e.id, e.user_id, e.type, e.data::text as data
       from (select pg_current_snapshot() as now) s
       left join live_events e on e.tx >= $2::bigint and e.user_id = any($1::uuid[])
         and not pg_visible_in_snapshot(e.tx::text::xid8, $3::pg_snapshot)
       order by e.id`,
      [users, horizon(seen), seen],
    );
    const [first] = rows;
    if (first === undefined) throw new Error('a left join gave no row');
    const events = rows.flatMap(({ id, user_id, type, data }) =>
      id === null ? [] : [{ id, userId: user_id, type, data }],
    );
    return { snapshot: first.snapshot, events };
  }

  /** This moment's snapshot. */
  async now(tx: Tx): Promise<string> {
    const rows = await tx.query<{ snapshot: string }[]>('select pg_current_snapshot()::text as snapshot');
    const [row] = rows;
    if (row === undefined) throw new Error('there is no snapshot');
    return row.snapshot;
  }

  /** What a client has not seen of what `until` shows, in order of id; at most `limit`. */
  async missed(
    tx: Tx,
    userId: string,
    { seen, part }: Cursor,
    until: string,
    limit: number,
  ): Promise<readonly StoredEvent[]> {
    const before = part?.before ?? seen;
    return tx.query<StoredEvent[]>(
      `select id, user_id as "userId", type, data::text as data from live_events
       where user_id = $1 and tx >= $2::bigint
         and pg_visible_in_snapshot(tx::text::xid8, $3::pg_snapshot)
         and not pg_visible_in_snapshot(tx::text::xid8, $4::pg_snapshot)
         and not (id <= $6::bigint and pg_visible_in_snapshot(tx::text::xid8, $5::pg_snapshot))
       order by id limit $7`,
      [userId, horizon(before), until, before, seen, part?.id ?? '0', limit],
    );
  }

  async prune(tx: Tx, before: Date): Promise<number> {
    const [, count] = (await tx.query('delete from live_events where at < $1', [before])) as unknown as [
      unknown,
      number,
    ];
    return count;
  }
}
