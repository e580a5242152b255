import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { Database } from '../database/database';
import type { TaskDefinition } from '../queue/task';
import { TaskQueue } from '../queue/task.queue';
import { HookStore, type Check } from './hook.store';
import { checkHookTask, redeliverHookTask } from './repository.tasks';

/** Connections one tick takes; the longest waiting first, so that none starves. */
const BATCH = 500;
const ROTATE_BATCH = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const MINUTE_MS = 60_000;
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
    private readonly cipher: TokenCipher,
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

  /** Puts every hook secret under the first encryption key; returns how many rows changed. Safe while the server runs. */
  async rotateKeys(): Promise<number> {
    let count = 0;
    let after = FIRST_ID;
    for (;;) {
      const rows = await this.hooks.sealed(this.db.read, after, ROTATE_BATCH);
      for (const row of rows) {
        const current = row.current === null ? null : this.cipher.rotate(row.current);
        const previous = row.previous === null ? null : this.cipher.rotate(row.previous);
        if (current === null && previous === null) continue;
        const resealed = { current: current ?? row.current, previous: previous ?? row.previous };
        if (await this.hooks.reseal(this.db.read, row.id, row, resealed)) count += 1;
      }
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.id;
    }
  }
}
