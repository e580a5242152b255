import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { UsageCounter } from '../database/usage-counter';
import { CALL_COUNTS, type CallCount, type CallDay } from '../forge/call-tally';
import type { ForgeId } from '../forge/forge.types';

/** What holds a repository's calls back, as far as its rows say. */
export interface Bounds {
  /** Calls an hour that an admin allows; null: no limit. */
  readonly callsPerHour: number | null;
  /** Since when its account is deactivated; null: it is not. */
  readonly deactivatedAt: Date | null;
}

/** A connection with its days, the oldest first. */
export interface CalledRepository extends ForgeId {
  readonly id: string;
  readonly fullName: string;
  readonly callsPerHour: number | null;
  readonly days: readonly CallDay[];
}

/** Which connections of an account, and which days, both included. */
export interface CalledQuery {
  readonly userId: string;
  readonly from: string;
  readonly to: string;
  /** Null: all of them. */
  readonly connectionId: string | null;
}

/** Rows of how often forges were called for repositories, and how often they may be. */
@Injectable()
export class RepositoryUsageStore extends UsageCounter<'repository_connection_id', CallCount> {
  constructor() {
    super({
      name: 'repository_usage',
      key: { repository_connection_id: 'uuid', day: 'date' },
      counts: CALL_COUNTS,
      owner: { column: 'repository_connection_id', of: 'repository_connections' },
    });
  }

  /** Those that stand, and ended ones that were called for; the most called first, at most `limit`. */
  async called(tx: Tx, { userId, from, to, connectionId }: CalledQuery, limit: number): Promise<CalledRepository[]> {
    return tx.query<CalledRepository[]>(
      `select r.id, r.provider as kind, r.instance, r.repository_full_name as "fullName",
              r.forge_calls_per_hour as "callsPerHour",
              coalesce(json_agg(json_build_object('day', u.day, 'calls', u.calls, 'refused', u.refused) order by u.day)
                         filter (where u.day is not null), '[]') as days
       from repository_connections r
       left join repository_usage u on u.repository_connection_id = r.id and u.day between $2 and $3
       where r.user_id = $1 and ($4::uuid is null or r.id = $4) and (r.disconnected_at is null or u.day is not null)
       group by r.id order by coalesce(sum(u.calls), 0) desc, r.id limit $5`,
      [userId, from, to, connectionId, limit],
    );
  }

  /** Null when there is no such connection. */
  async bounds(tx: Tx, connectionId: string): Promise<Bounds | null> {
    const rows = await tx.query<Bounds[]>(
      `select r.forge_calls_per_hour as "callsPerHour", u.deactivated_at as "deactivatedAt"
       from repository_connections r join users u on u.id = r.user_id where r.id = $1`,
      [connectionId],
    );
    return rows[0] ?? null;
  }

  /** False when the account has no such connection. */
  async setLimit(tx: Tx, userId: string, connectionId: string, callsPerHour: number | null): Promise<boolean> {
    const [, changed] = await tx.query<[unknown[], number]>(
      'update repository_connections set forge_calls_per_hour = $3 where id = $2 and user_id = $1',
      [userId, connectionId, callsPerHour],
    );
    return changed === 1;
  }
}
