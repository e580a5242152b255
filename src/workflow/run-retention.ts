import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { DAY_MS } from '../common/time';
import { RetentionConfig } from '../config/config';
import type { RetentionSettings } from '../config/retention';
import { dayOf } from '../database/daily-partitions';
import { Database } from '../database/database';
import { RunRetentionStore } from './run-retention.store';

/** Runs one statement removes, with their jobs, so that none holds its locks for long. */
const CHUNK = 1_000;
/** Before every other. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const BEGINNING = new Date(0);

/**
 * Lets go of finished runs and their jobs, where the operator wants that. Those of incidents stay: they are what an
 * incident's story is told from. Figures stay as they were added up (docs/adr/0007).
 */
@Injectable()
export class RunRetention {
  constructor(
    private readonly db: Database,
    private readonly store: RunRetentionStore,
    private readonly clock: Clock,
    @Inject(RetentionConfig) private readonly kept: RetentionSettings,
  ) {}

  async removeOld(): Promise<{ runs: number; jobs: number }> {
    const removed = { runs: 0, jobs: 0 };
    if (this.kept.runDays === null) return removed;
    const before = dayOf(new Date(this.clock.now().getTime() - this.kept.runDays * DAY_MS));
    let connection = await this.store.nextConnection(this.db.read, FIRST_ID);
    while (connection !== null) {
      let from: Date | null = BEGINNING;
      while (from !== null) {
        const chunk = await this.store.remove(this.db.read, connection, { from, before, limit: CHUNK });
        removed.runs += chunk.runs;
        removed.jobs += chunk.jobs;
        // Beginning where this one ended, the next does not read again what has to stay.
        from = chunk.runs < CHUNK ? null : chunk.reached;
      }
      connection = await this.store.nextConnection(this.db.read, connection);
    }
    return removed;
  }
}
