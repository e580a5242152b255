import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { KeptTables } from '../common/kept-tables';
import { DAY_MS } from '../common/time';
import { RetentionConfig } from '../config/config';
import type { RetentionSettings } from '../config/retention';
import { Database } from '../database/database';
import { CHUNK, inChunks } from '../database/in-chunks';
import { defineTask } from './task';
import { HandleTask } from './task.decorators';
import { TaskStore } from './task.store';

/** Forgets tasks that ended long ago; 02:37 UTC. */
export const tidyTasks = defineTask('queue.tidy', z.object({}), { cron: '37 2 * * *', maxAttempts: 3 });

/** Lets go of tracked and dead tasks beyond their time. */
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
  async tidy(): Promise<{ tasks: number }> {
    const before = new Date(this.clock.now().getTime() - this.kept.taskDays * DAY_MS);
    return { tasks: await inChunks(CHUNK, (limit) => this.store.removeEnded(this.db.read, before, limit)) };
  }
}
