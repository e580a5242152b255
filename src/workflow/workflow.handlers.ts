import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { TaskContext, Told } from '../queue/task';
import { HandleTask, OnFact, OnFacts } from '../queue/task.decorators';
import { deliveriesMissed, type DeliveriesMissed } from '../repository/repository.facts';
import { webhookReceived, type WebhookReceived } from '../webhook/webhook.facts';
import { RunCommands } from './run-commands';
import { RunNotices } from './run-notices';
import { RunRetention } from './run-retention';
import { RunReconciler } from './run-reconciler';
import { WorkflowService } from './workflow.service';
import { reconcileRuns, removeOldRuns, syncRuns, type SyncRuns } from './workflow.tasks';

/** What this feature does when told, and when it is time. */
@Injectable()
export class WorkflowHandlers {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly notices: RunNotices,
    private readonly commands: RunCommands,
    private readonly reconciler: RunReconciler,
    private readonly retention: RunRetention,
  ) {}

  @OnFacts(webhookReceived, 'workflow')
  async received(told: readonly Told<WebhookReceived>[]): Promise<void> {
    const events = told.map(({ payload, requestId }) => ({
      owner: { connectionId: payload.connection_id, userId: payload.user_id },
      event: payload.event,
      requestId,
    }));
    const whole = await this.notices.read(events);
    await this.db.transaction((tx) => this.workflow.apply(tx, whole));
  }

  @OnFact(deliveriesMissed, 'workflow')
  async missed({ connection_id: connectionId, user_id: userId, since }: DeliveriesMissed): Promise<void> {
    await this.commands.readSince({ connectionId, userId }, since);
  }

  @HandleTask(syncRuns)
  async sync(payload: SyncRuns, context: TaskContext): Promise<{ runs: number }> {
    return this.commands.sync(payload, context);
  }

  @HandleTask(removeOldRuns)
  async removeOld(): Promise<{ runs: number; jobs: number }> {
    return this.retention.removeOld();
  }

  @HandleTask(reconcileRuns)
  async reconcile(): Promise<{ checked: number }> {
    return this.reconciler.reconcile();
  }
}
