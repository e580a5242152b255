import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { UsageCounter } from '../database/usage-counter';
import { CALL_COUNTS, type CallCount, type CallDay } from '../forge/call-tally';

/** A day of one connection. */
export type ForgeUsageRow = CallDay & { readonly oauth_connection_id: string };

/** Rows of how often forges were called. */
@Injectable()
export class ForgeUsageStore extends UsageCounter<'oauth_connection_id', CallCount> {
  constructor() {
    super({
      name: 'forge_usage',
      key: { oauth_connection_id: 'uuid', day: 'date' },
      counts: CALL_COUNTS,
      owner: { column: 'oauth_connection_id', of: 'oauth_connections' },
    });
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
}
