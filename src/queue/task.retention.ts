import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { KeptTables } from '../common/kept-tables';
import { DAY_MS } from '../common/time';
import { RetentionConfig } from '../config/config';
import type { RetentionSettings } from '../config/retention';
import { Database } from '../database/database';
import { goneOwners } from '../database/gone-owners';
import { CHUNK, inChunks } from '../database/in-chunks';
import { defineTask } from './task';
import { HandleTask } from './task.decorators';
import { TaskStore } from './task.store';

/** Forgets tasks that ended long ago or whose account is gone; 02:37 UTC. */
export const tidyTasks = defineTask('queue.tidy', z.object({}), { cron: '37 2 * * *', maxAttempts: 3 });

/** Lets go of tracked and dead tasks beyond their time, and of those whose account is gone. */
@Injectable()
export class TaskRetention implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly store: TaskStore,
    private readonly clock: Clock,
    @Inject(RetentionConfig) private readonly kept: RetentionSettings,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    // What waits stays, however old it is.
    const only = `status in ('succeeded', 'dead')`;
    this.tables.register({ name: 'tasks', table: 'tasks', only, days: this.kept.taskDays });
  }

  @HandleTask(tidyTasks)
  async tidy(): Promise<{ tasks: number; forgotten: number }> {
    const before = new Date(this.clock.now().getTime() - this.kept.taskDays * DAY_MS);
    const tasks = await inChunks(CHUNK, (limit) => this.store.removeEnded(this.db.read, before, limit));
    let forgotten = 0;
    for (const userId of await goneOwners(this.db.read, 'tasks')) {
      forgotten += await inChunks(CHUNK, (limit) => this.store.removeOf(this.db.read, userId, limit));
    }
    return { tasks, forgotten };
  }
}
