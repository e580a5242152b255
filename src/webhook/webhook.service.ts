import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { Database } from '../database/database';
import { TaskQueue } from '../queue/task.queue';
import { unpackBody } from './door/body-codec';
import { showPayload, type ShownPayload } from './domain/payload-view';
import { DeliveryBodyStore } from './webhook-body.store';
import { WebhookErrors } from './webhook.errors';
import type { DeliveryEntity } from './webhook.entity';
import { processingKey } from './webhook.processor';
import { DeliveryStore, type DeliveryFilter } from './webhook.store';
import { processDeliveries } from './webhook.tasks';

/** Looks at deliveries and runs them again. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly db: Database,
    private readonly store: DeliveryStore,
    private readonly bodies: DeliveryBodyStore,
    private readonly queue: TaskQueue,
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
    const { body_id: bodyId } = delivery;
    const body = bodyId === null ? null : ((await this.bodies.read(this.db.read, [bodyId])).get(bodyId) ?? null);
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
      if (!(await this.store.reopen(tx, id, newId()))) throw new AppError(WebhookErrors.bodyDropped);
      await this.queue.enqueue(tx, processDeliveries, { delivery_ids: [id] }, { key: processingKey(id) });
    });
    return this.get(userId, id);
  }
}
