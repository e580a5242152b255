import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { RESUMABLE_MS } from './live.hub';
import { LiveStore } from './live.store';

/** A minute more than is promised, for clocks that differ. */
const KEPT_MS = RESUMABLE_MS + 60_000;

/** Removes events nobody can ask for any more. */
export const pruneTask = defineTask('live.prune', z.object({}), { maxAttempts: 1, cron: '* * * * *' });

@Injectable()
export class LiveHandlers {
  constructor(
    private readonly db: Database,
    private readonly store: LiveStore,
    private readonly clock: Clock,
  ) {}

  @HandleTask(pruneTask)
  async prune(): Promise<{ removed: number }> {
    return { removed: await this.store.prune(this.db.read, new Date(this.clock.now().getTime() - KEPT_MS)) };
  }
}
