import { Injectable } from '@nestjs/common';
import { And, LessThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import type { StoredBody } from './door/body-codec';
import {
  DeliveryEntity,
  type BodyEncoding,
  type DeliveryProblem,
  type DeliverySource,
  type DeliveryStatus,
} from './webhook.entity';
import type { ForgeKind } from '../forge/forge.types';

export interface DeliveryFilter {
  readonly status: DeliveryStatus | null;
  readonly event: string | null;
  readonly connectionId: string | null;
  readonly since: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
}

/** A delivery that waits for its effect, locked. */
export interface PendingDelivery {
  readonly id: string;
  readonly connectionId: string | null;
  readonly userId: string;
  readonly source: DeliverySource;
  readonly kind: ForgeKind;
  readonly event: string;
  readonly receivedAt: Date;
  readonly body: StoredBody | null;
}

/** How a delivery ended. */
export interface DeliveryOutcome {
  readonly id: string;
  readonly status: 'processed' | 'ignored';
  readonly action: string | null;
  readonly error: DeliveryProblem | null;
  readonly connectionId: string | null;
  readonly source: DeliverySource;
}

interface PendingRow {
  id: string;
  connection_id: string | null;
  user_id: string;
  source: DeliverySource;
  provider: ForgeKind;
  event: string;
  received_at: Date;
  body: Buffer | null;
  body_encoding: BodyEncoding;
}

/** Rows of deliveries, after the door. */
@Injectable()
export class DeliveryStore {
  /** Locks those of `ids` that still wait, in order of id, so that two tasks with common ids cannot dead-lock. */
  async lockPending(tx: Tx, ids: readonly string[]): Promise<readonly PendingDelivery[]> {
    const rows = (await tx.query(
      `select id, connection_id, user_id, source, provider, event, received_at, body, body_encoding
       from webhook_deliveries
       where id = any($1::uuid[]) and status in ('accepted', 'failed')
       order by id for update`,
      [ids],
    )) as unknown as PendingRow[];
    return rows.map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      userId: row.user_id,
      source: row.source,
      kind: row.provider,
      event: row.event,
      receivedAt: row.received_at,
      body: row.body === null ? null : { bytes: row.body, encoding: row.body_encoding },
    }));
  }

  async finish(tx: Tx, outcomes: readonly DeliveryOutcome[]): Promise<void> {
    await tx.query(
      `update webhook_deliveries d
       set status = x.status, action = x.action, error = x.error, attempts = d.attempts + 1, connection_id = x."connectionId",
           source = x.source
       from json_to_recordset($1::json)
         as x(id uuid, status text, action text, error jsonb, "connectionId" uuid, source text)
       where d.id = x.id`,
      [JSON.stringify(outcomes)],
    );
  }

  /** Counts a failed try; `dead` after `maxAttempts` or when `final`. Null when the delivery no longer waits. */
  async recordFailure(
    tx: Tx,
    id: string,
    error: DeliveryProblem,
    limit: { readonly maxAttempts: number; readonly final: boolean },
  ): Promise<{ readonly status: DeliveryStatus; readonly attempts: number } | null> {
    const [rows] = (await tx.query(
      `update webhook_deliveries
       set attempts = attempts + 1, error = $2::jsonb,
           status = case when $4::boolean or attempts + 1 >= $3::integer then 'dead' else 'failed' end
       where id = $1 and status in ('accepted', 'failed')
       returning status, attempts`,
      [id, JSON.stringify(error), limit.maxAttempts, limit.final],
    )) as unknown as [{ status: DeliveryStatus; attempts: number }[], number];
    return rows[0] ?? null;
  }

  /** Marks those of `ids` that still wait as dead. */
  async bury(tx: Tx, ids: readonly string[], error: DeliveryProblem): Promise<void> {
    await tx.query(
      `update webhook_deliveries set status = 'dead', error = $2::jsonb
       where id = any($1::uuid[]) and status in ('accepted', 'failed')`,
      [ids, JSON.stringify(error)],
    );
  }

  async find(tx: Tx, userId: string, id: string): Promise<DeliveryEntity | null> {
    return tx.findOneBy(DeliveryEntity, { id, user_id: userId });
  }

  /** The stored bytes; null when they were dropped or never kept. */
  async body(tx: Tx, id: string): Promise<StoredBody | null> {
    const row = await tx.findOne(DeliveryEntity, {
      where: { id },
      select: { id: true, body: true, body_encoding: true },
    });
    const bytes = row?.body ?? null;
    return row === null || bytes === null ? null : { bytes, encoding: row.body_encoding };
  }

  /** One more than `page.limit`, newest first, without bodies. */
  async list(tx: Tx, userId: string, filter: DeliveryFilter, page: PageRequest): Promise<DeliveryEntity[]> {
    const times = [
      ...(filter.since === null ? [] : [MoreThanOrEqual(filter.since)]),
      ...(filter.until === null ? [] : [LessThan(filter.until)]),
    ];
    const where: FindOptionsWhere<DeliveryEntity> = {
      user_id: userId,
      ...(filter.status === null ? {} : { status: filter.status }),
      ...(filter.event === null ? {} : { event: filter.event }),
      ...(filter.connectionId === null ? {} : { connection_id: filter.connectionId }),
      ...(times.length === 0 ? {} : { received_at: And(...times) }),
      ...(page.before === null ? {} : { id: LessThan(page.before) }),
    };
    return tx.find(DeliveryEntity, { where, order: { id: 'DESC' }, take: page.limit + 1 });
  }

  /** Puts a delivery back to `accepted` when it has a body; false when it has none. */
  async reopen(tx: Tx, id: string): Promise<boolean> {
    const [, count] = (await tx.query(
      `update webhook_deliveries set status = 'accepted', attempts = 0, error = null where id = $1 and body is not null`,
      [id],
    )) as unknown as [unknown, number];
    return count === 1;
  }

  /**
   * Looks at the next `limit` rows after the id `after` that are older than `settledBefore`, and drops the bodies that are
   * settled or older than `anyBefore`. One pass over ids, which are in order of time, needs no index of its own.
   */
  async dropBodies(
    tx: Tx,
    range: { readonly after: string; readonly settledBefore: Date; readonly anyBefore: Date; readonly limit: number },
  ): Promise<{ readonly last: string | null; readonly dropped: number }> {
    const rows = await tx.query<{ last: string | null; dropped: number }[]>(
      `with page as (
         select id from webhook_deliveries where id > $1 and received_at < $2 order by id limit $4
       ), dropped as (
         update webhook_deliveries set body = null
         where id in (select id from page) and body is not null
           and (status in ('processed', 'ignored') or received_at < $3)
         returning 1
       )
       select (select id from page order by id desc limit 1) as last, (select count(*)::integer from dropped) as dropped`,
      [range.after, range.settledBefore, range.anyBefore, range.limit],
    );
    return rows[0] ?? { last: null, dropped: 0 };
  }

  /** Removes up to `limit` rows received before `before`. */
  async removeOld(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, count] = (await tx.query(
      `delete from webhook_deliveries
       where id in (select id from webhook_deliveries where received_at < $1 order by id limit $2)`,
      [before, limit],
    )) as unknown as [unknown, number];
    return count;
  }
}
