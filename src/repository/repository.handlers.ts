import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DisconnectHooks } from '../oauth/disconnect-hooks';
import { HandleTask } from '../queue/task.decorators';
import { HookRecovery } from './hook.recovery';
import { HookService } from './hook.service';
import { HookSweep } from './hook.sweep';
import { RedeliveryService } from './redelivery.service';
import { RepositoryLearner } from './repository.learner';
import { RepositoryUsageService } from './repository-usage.service';
import { RepositoryService } from './repository.service';
import {
  checkHookTask,
  cleanUpUsageTask,
  ensureHooksTask,
  learnTask,
  redeliverHookTask,
  redeliverTask,
  type LearnFacts,
} from './repository.tasks';

/** Background work on hooks, and our part when an OAuth connection ends. */
@Injectable()
export class RepositoryHandlers implements OnModuleInit {
  constructor(
    private readonly sweep: HookSweep,
    private readonly hooks: HookService,
    private readonly recovery: HookRecovery,
    private readonly learner: RepositoryLearner,
    private readonly redelivery: RedeliveryService,
    private readonly repositories: RepositoryService,
    private readonly usage: RepositoryUsageService,
    private readonly disconnects: DisconnectHooks,
  ) {}

  onModuleInit(): void {
    this.disconnects.register(async (ending, client) => ({
      hooksRemoved: await this.repositories.disconnectAll(
        ending.id,
        client === null ? null : (connection) => this.hooks.remove(connection, client),
      ),
    }));
  }

  @HandleTask(ensureHooksTask)
  async ensureHooks(): Promise<{ started: number }> {
    return { started: await this.sweep.start('hook') };
  }

  @HandleTask(checkHookTask)
  async checkHook(payload: { connection_id: string }): Promise<void> {
    await this.hooks.check(payload.connection_id);
    await this.recovery.afterCheck(payload.connection_id);
  }

  @HandleTask(learnTask)
  async learn({ connection_id: id, told }: LearnFacts): Promise<void> {
    await this.learner.learn(id, told);
  }

  @HandleTask(redeliverTask)
  async redeliver(): Promise<{ started: number }> {
    return { started: await this.sweep.start('redeliver') };
  }

  @HandleTask(cleanUpUsageTask)
  async cleanUp(): Promise<{ repository_usage: number }> {
    return { repository_usage: await this.usage.removeOld() };
  }

  @HandleTask(redeliverHookTask)
  async redeliverHook(payload: { connection_id: string }): Promise<void> {
    await this.redelivery.check(payload.connection_id);
  }
}
