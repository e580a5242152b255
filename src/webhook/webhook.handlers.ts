import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../database/database';
import { failureOf } from '../queue/retry';
import { HandleTask, OnTaskDeath } from '../queue/task.decorators';
import { DeliveryProcessor } from './webhook.processor';
import { DeliveryService } from './webhook.service';
import { DeliveryStore } from './webhook.store';
import { dropOldDeliveries, processDeliveries } from './webhook.tasks';

type Batch = z.infer<typeof processDeliveries.schema>;

/** The tasks of this feature. */
@Injectable()
export class WebhookHandlers {
  constructor(
    private readonly processor: DeliveryProcessor,
    private readonly deliveries: DeliveryService,
    private readonly store: DeliveryStore,
    private readonly db: Database,
  ) {}

  @HandleTask(processDeliveries)
  async process(batch: Batch): Promise<void> {
    await this.processor.process(batch.delivery_ids);
  }

  /** The task could not even record failures, so the database was away for long: show what it left behind. */
  @OnTaskDeath(processDeliveries)
  async bury(batch: Batch, error: unknown): Promise<void> {
    await this.store.bury(this.db.read, batch.delivery_ids, failureOf(error));
  }

  @HandleTask(dropOldDeliveries)
  async dropOld(): Promise<{ bodies: number; rows: number }> {
    return this.deliveries.dropOld();
  }
}
