import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { Database } from '../database/database';
import { TaskQueue } from '../queue/task.queue';
import { unpackBody } from './door/body-codec';
import { showPayload, type ShownPayload } from './domain/payload-view';
import { WebhookErrors } from './webhook.errors';
import type { DeliveryEntity } from './webhook.entity';
import { processingKey } from './webhook.processor';
import { DeliveryStore, type DeliveryFilter } from './webhook.store';
import { processDeliveries } from './webhook.tasks';

const DAY_MS = 24 * 3_600_000;
/** Bodies of settled deliveries are kept this long, for replay after a mistake of ours. */
export const SETTLED_BODY_DAYS = 7;
/** Bodies of deliveries that never had their effect. */
export const UNSETTLED_BODY_DAYS = 30;
/** Rows: well beyond the 3 days in which GitHub delivers again, so that the id still counts as known. */
export const ROW_DAYS = 90;
/** Rows one statement touches, so that none holds its locks for long. */
const CHUNK = 1_000;
/** Before every other. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Looks at deliveries, runs them again, and lets go of old ones. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly db: Database,
    private readonly store: DeliveryStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Throws `common.not_found` for every delivery that is not the user's own. */
  async get(userId: string, id: string): Promise<DeliveryEntity> {
    const delivery = await this.store.find(this.db.read, userId, id);
    if (delivery === null) throw new AppError(CommonErrors.notFound);
    return delivery;
  }

  /** The delivery and as much of its payload as may be shown. */
  async detail(userId: string, id: string): Promise<{ delivery: DeliveryEntity; payload: ShownPayload }> {
    const delivery = await this.get(userId, id);
    const body = await this.store.body(this.db.read, id);
    return { delivery, payload: showPayload(body === null ? null : await unpackBody(body)) };
  }

  async list(
    userId: string,
    filter: DeliveryFilter,
    query: PageQuery,
  ): Promise<{ items: readonly DeliveryEntity[]; nextCursor: string | null }> {
    const page = pageRequest(query);
    return toPage(await this.store.list(this.db.read, userId, filter, page), page.limit);
  }

  /**
   * Processes a delivery again, whatever became of it. Asked for many times at once, it is done once; subscribers take
   * a fact they know already as a no-op. Throws `webhook.body_dropped` when there is nothing to process any more.
   */
  async replay(userId: string, id: string): Promise<DeliveryEntity> {
    await this.get(userId, id);
    await this.db.transaction(async (tx) => {
      if (!(await this.store.reopen(tx, id))) throw new AppError(WebhookErrors.bodyDropped);
      await this.queue.enqueue(tx, processDeliveries, { delivery_ids: [id] }, { key: processingKey(id) });
    });
    return this.get(userId, id);
  }

  /** Drops bodies and rows beyond their time; returns how many of each. */
  async dropOld(): Promise<{ bodies: number; rows: number }> {
    const now = this.clock.now().getTime();
    const before = (days: number): Date => new Date(now - days * DAY_MS);
    const bodies = await this.dropBodies(before(SETTLED_BODY_DAYS), before(UNSETTLED_BODY_DAYS));
    let rows = 0;
    let removed: number;
    do {
      removed = await this.store.removeOld(this.db.read, before(ROW_DAYS), CHUNK);
      rows += removed;
    } while (removed === CHUNK);
    return { bodies, rows };
  }

  private async dropBodies(settledBefore: Date, anyBefore: Date): Promise<number> {
    let total = 0;
    let after: string | null = FIRST_ID;
    while (after !== null) {
      const page: { last: string | null; dropped: number } = await this.store.dropBodies(this.db.read, {
        after,
        settledBefore,
        anyBefore,
        limit: CHUNK,
      });
      total += page.dropped;
      after = page.last;
    }
    return total;
  }
}
