import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { RollupKeeper } from './rollup.keeper';

/** Adds up what changed in the last minute. */
export const rollUpTask = defineTask('analytics.roll-up', z.object({}), { maxAttempts: 1, cron: '* * * * *' });

/** Forgets time zones nobody looks at any more. */
export const tidyTask = defineTask('analytics.tidy', z.object({}), { maxAttempts: 1, cron: '41 3 * * *' });

@Injectable()
export class AnalyticsHandlers {
  constructor(private readonly rollups: RollupKeeper) {}

  @HandleTask(rollUpTask)
  async rollUp(): Promise<{ runs: number }> {
    return { runs: await this.rollups.rollAll() };
  }

  @HandleTask(tidyTask)
  async tidy(): Promise<void> {
    await this.rollups.tidyZones();
  }
}
