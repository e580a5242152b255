import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { GroupCommit } from '../common/group-commit';
import { newId } from '../common/ids';
import { currentContext, withContext } from '../common/request-context';
import { tellShared, traced } from '../common/tracing/tracing';
import { Database } from '../database/database';
import { failureOf } from '../queue/retry';
import { HandleTask, OnTaskDeath } from '../queue/task.decorators';
import { DeliveryProcessor, type Wanted } from './webhook.processor';
import { DeliveryRetention, type Dropped } from './webhook.retention';
import { DeliveryStore } from './webhook.store';
import { dropOldDeliveries, processDeliveries } from './webhook.tasks';

type Batch = z.infer<typeof processDeliveries.schema>;

/** Deliveries that get their effect in one transaction at most. */
const MAX_TOGETHER = 100;
/** What that is called in traces. */
const TOGETHER = 'webhook.process-together';

/** The tasks of this feature. */
@Injectable()
export class WebhookHandlers {
  /** Tasks that run side by side in this process share a transaction; each ends when its own deliveries are settled. */
  private readonly together = new GroupCommit<readonly Wanted[], true>({
    maxItems: MAX_TOGETHER,
    maxBytes: MAX_TOGETHER,
    maxInFlight: 2,
    sizeOf: (wanted) => wanted.length,
    write: async (batches) => {
      const wanted = batches.flat();
      const startedAt = Date.now();
      // Not one task's context for all.
      await withContext({ requestId: newId() }, () =>
        traced(TOGETHER, { 'devflowfix.deliveries': wanted.length }, async (span) => {
          await this.processor.process(wanted);
          tellShared(
            wanted.map(({ requestId }) => requestId),
            TOGETHER,
            span,
            startedAt,
          );
        }),
      );
      return batches.map(() => true);
    },
    // A delivery's own fault is settled by the processor.
    isItemsFault: () => false,
  });

  constructor(
    private readonly processor: DeliveryProcessor,
    private readonly retention: DeliveryRetention,
    private readonly store: DeliveryStore,
    private readonly db: Database,
  ) {}

  @HandleTask(processDeliveries)
  async process(batch: Batch): Promise<void> {
    const own = currentContext()?.requestId ?? newId();
    await this.together.submit(
      batch.delivery_ids.map((id, index) => ({ id, requestId: batch.request_ids?.[index] ?? own })),
    );
  }

  /** The task could not even record failures, so the database was away for long: show what it left behind. */
  @OnTaskDeath(processDeliveries)
  async bury(batch: Batch, error: unknown): Promise<void> {
    await this.store.bury(this.db.read, batch.delivery_ids, failureOf(error));
  }

  @HandleTask(dropOldDeliveries)
  async dropOld(): Promise<Dropped> {
    return this.retention.dropOld();
  }
}
