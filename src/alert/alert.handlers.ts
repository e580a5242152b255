import { Injectable } from '@nestjs/common';
import { HandleTask, OnTaskDeath } from '../queue/task.decorators';
import { AlertJudge } from './alert.judge';
import { AlertSender } from './alert.sender';
import { deliverAlert, judgeRules, tidyAlerts, type DeliverAlert } from './alert.tasks';

/** What this feature does when it is time. */
@Injectable()
export class AlertHandlers {
  constructor(
    private readonly judge: AlertJudge,
    private readonly sender: AlertSender,
  ) {}

  @HandleTask(judgeRules)
  async judgeAll(): Promise<{ rules: number; told: number }> {
    return this.judge.judgeAll();
  }

  @HandleTask(tidyAlerts)
  async tidy(): Promise<void> {
    await this.judge.tidy();
  }

  @HandleTask(deliverAlert)
  async deliver(task: DeliverAlert): Promise<void> {
    await this.sender.deliver(task.delivery_id);
  }

  @OnTaskDeath(deliverAlert)
  async deliveryDied(task: DeliverAlert, error: unknown): Promise<void> {
    await this.sender.giveUp(task.delivery_id, error);
  }
}
