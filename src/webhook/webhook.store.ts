import { Injectable } from '@nestjs/common';
import { And, LessThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { firstIdAt } from '../common/ids';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import type { StoredBody } from './door/body-codec';
import { DeliveryBodyStore, type BodyMove } from './webhook-body.store';
import { DeliveryEntity, type DeliveryProblem, type DeliverySource, type DeliveryStatus } from './webhook.entity';
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
  body_id: string | null;
}

interface RemovedRow {
  body_id: string | null;
}

/** Rows of deliveries, after the door. */
@Injectable()
export class DeliveryStore {
  constructor(private readonly bodies: DeliveryBodyStore) {}

  /** Locks those of `ids` that still wait, in order of id, so that two tasks with common ids cannot dead-lock. */
  async lockPending(tx: Tx, ids: readonly string[]): Promise<readonly PendingDelivery[]> {
    const rows = (await tx.query(
      `select id, connection_id, user_id, source, provider, event, received_at, body_id
       from webhook_deliveries
       where id = any($1::uuid[]) and status in ('accepted', 'failed')
       order by id for update`,
      [ids],
    )) as unknown as PendingRow[];
    const bodies = await this.bodies.read(
      tx,
      rows.flatMap(({ body_id }) => (body_id === null ? [] : [body_id])),
    );
    return rows.map((row) => ({
      id: row.id,
      connectionId: row.connection_id,
      userId: row.user_id,
      source: row.source,
      kind: row.provider,
      event: row.event,
      receivedAt: row.received_at,
      body: row.body_id === null ? null : (bodies.get(row.body_id) ?? null),
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

  /**
   * Puts a delivery back to `accepted` when its body is still there; false when it is not. The body gets a new id, so
   * that its day is not dropped before it is processed.
   */
  async reopen(tx: Tx, id: string, freshBodyId: string): Promise<boolean> {
    const rows = await tx.query<{ body_id: string | null }[]>(
      `select body_id from webhook_deliveries where id = $1 for update`,
      [id],
    );
    const bodyId = rows[0]?.body_id ?? null;
    if (bodyId === null || (await this.bodies.move(tx, [{ from: bodyId, to: freshBodyId }])) === 0) return false;
    await tx.query(
      `update webhook_deliveries set status = 'accepted', attempts = 0, error = null, body_id = $2 where id = $1`,
      [id, freshBodyId],
    );
    return true;
  }

  /**
   * Up to `limit` deliveries received since `since` that never had their effect and whose body's id is before `bodyBefore`,
   * locked, by their bodies' ids.
   */
  async lockUnsettled(
    tx: Tx,
    of: { readonly bodyBefore: string; readonly since: Date; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = await tx.query<{ body_id: string }[]>(
      `select body_id from webhook_deliveries
       where status in ('accepted', 'failed', 'dead') and body_id < $1 and received_at >= $2
       order by body_id limit $3 for update`,
      [of.bodyBefore, of.since, of.limit],
    );
    return rows.map(({ body_id }) => body_id);
  }

  /** Tells locked deliveries where their bodies are now. */
  async moveBodies(tx: Tx, moves: readonly BodyMove[]): Promise<void> {
    await this.bodies.move(tx, moves);
    await tx.query(
      `update webhook_deliveries d set body_id = m."to" from unnest($1::uuid[], $2::uuid[]) as m("from", "to")
       where d.body_id = m."from" and d.status in ('accepted', 'failed', 'dead')`,
      [moves.map(({ from }) => from), moves.map(({ to }) => to)],
    );
  }

  /**
   * Removes up to `limit` rows received before `before`, and of their bodies those from the id `bodiesFrom` on. Ids are in
   * order of time: without their bound the last batch of each night would look at every row that stays.
   */
  async removeOld(tx: Tx, before: Date, bodiesFrom: string, limit: number): Promise<number> {
    const [rows] = (await tx.query(
      `delete from webhook_deliveries
       where id in (
         select id from webhook_deliveries where id < $3 and received_at < $1 order by id limit $2) returning body_id`,
      [before, limit, firstIdAt(before)],
    )) as unknown as [RemovedRow[], number];
    return this.removeBodies(tx, rows, bodiesFrom);
  }

  /** Removes up to `limit` rows of a user, and of their bodies those from the id `bodiesFrom` on. */
  async removeOf(tx: Tx, userId: string, bodiesFrom: string, limit: number): Promise<number> {
    const [rows] = (await tx.query(
      `delete from webhook_deliveries
       where id in (select id from webhook_deliveries where user_id = $1 order by id limit $2) returning body_id`,
      [userId, limit],
    )) as unknown as [RemovedRow[], number];
    return this.removeBodies(tx, rows, bodiesFrom);
  }

  private async removeBodies(tx: Tx, rows: readonly RemovedRow[], bodiesFrom: string): Promise<number> {
    const bodies = rows.flatMap(({ body_id }) => (body_id !== null && body_id >= bodiesFrom ? [body_id] : []));
    if (bodies.length > 0) await this.bodies.remove(tx, bodies);
    return rows.length;
  }
}
