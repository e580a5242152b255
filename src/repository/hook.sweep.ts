import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { MINUTE_MS } from '../common/time';
import { Database } from '../database/database';
import type { TaskDefinition } from '../queue/task';
import { TaskQueue } from '../queue/task.queue';
import { HookStore, type Check } from './hook.store';
import { checkHookTask, redeliverHookTask } from './repository.tasks';

/** Connections one tick takes; the longest waiting first, so that none starves. */
const BATCH = 500;

const TASKS: Record<Check, { readonly task: TaskDefinition<{ connection_id: string }>; readonly everyMs: number }> = {
  hook: { task: checkHookTask, everyMs: 60 * MINUTE_MS },
  redeliver: { task: redeliverHookTask, everyMs: 5 * MINUTE_MS },
};

/** Starts what is due for hooks, one task a connection, so that one user's forge troubles hold up nobody else. */
@Injectable()
export class HookSweep {
  constructor(
    private readonly db: Database,
    private readonly hooks: HookStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Enqueues the due checks of one kind; returns how many. */
  async start(check: Check): Promise<number> {
    const now = this.clock.now();
    const { task, everyMs } = TASKS[check];
    return this.db.transaction(async (tx) => {
      if (check === 'hook') await this.hooks.dropExpiredSecrets(tx, now);
      const due = await this.hooks.takeDue(tx, check, now, new Date(now.getTime() + everyMs), BATCH);
      for (const id of due) await this.queue.enqueue(tx, task, { connection_id: id }, { key: `${task.kind}:${id}` });
      return due.length;
    });
  }
}
