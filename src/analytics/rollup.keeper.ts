import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { DAY_MS } from '../common/time';
import { RetentionConfig } from '../config/config';
import type { RetentionSettings } from '../config/retention';
import { dayOf } from '../database/daily-partitions';
import { Database } from '../database/database';
import { AnalyticsStore } from './analytics.store';
import { RollupStore } from './rollup.store';

/** Changed runs one transaction adds up: a fraction of a second. */
const BATCH = 1_000;
/** What somebody who asks for figures waits for at most; a longer backlog is left to the task. */
const PATIENCE = 3;
/** Batches of one task, so that a backlog does not hold a worker for good. */
const MOST_BATCHES = 200;
const ZONE_KEPT_MS = 30 * 24 * 3600 * 1000;
const MOST_ZONES = 48;

/** Keeps the roll-ups true to the runs. */
@Injectable()
export class RollupKeeper {
  constructor(
    private readonly db: Database,
    private readonly store: AnalyticsStore,
    private readonly rollups: RollupStore,
    private readonly clock: Clock,
    @Inject(RetentionConfig) private readonly kept: RetentionSettings,
  ) {}

  /** Before figures are read: what waits is added up, unless it is much. True when nothing waits any more. */
  async catchUp(zone: string): Promise<boolean> {
    for (let batch = 0; batch < PATIENCE && (await this.rollups.pending(this.db.read)); batch += 1) {
      const free = await this.db.transaction(async (tx) => {
        if (!(await this.rollups.tryLock(tx))) return false;
        await this.rollups.roll(tx, BATCH, this.frozenUntil());
        return true;
      });
      if (!free) break;
    }
    await this.keepZone(zone);
    return !(await this.rollups.pending(this.db.read));
  }

  /** Adds up all that waits. Returns how many changed runs that were. */
  async rollAll(): Promise<number> {
    let rolled = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const taken = await this.db.transaction(async (tx) => {
        await this.rollups.lock(tx);
        return this.rollups.roll(tx, BATCH, this.frozenUntil());
      });
      rolled += taken;
      if (taken < BATCH) break;
    }
    return rolled;
  }

  /** Adds everything up anew, one repository after the other. */
  async rebuild(progress: (done: number, of: number) => void): Promise<void> {
    const connections = await this.store.allConnections(this.db.read);
    for (const [at, { id }] of connections.entries()) {
      await this.rebuildOne(id);
      progress(at + 1, connections.length);
    }
  }

  /** Adds everything of a repository up anew, from the runs alone. */
  async rebuildOne(connectionId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.rollups.lock(tx);
      await this.rollups.rebuild(tx, connectionId, this.frozenUntil());
    });
  }

  /** Stops keeping zones that nobody looks at. */
  async tidyZones(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - ZONE_KEPT_MS);
    await this.db.transaction(async (tx) => {
      await this.rollups.lock(tx);
      await this.rollups.dropZones(tx, before, MOST_ZONES);
    });
  }

  /** Before it, runs may have been removed: what was added up stays. A day more, for clocks that differ. Null: all are there. */
  private frozenUntil(): Date | null {
    const { runDays } = this.kept;
    return runDays === null ? null : dayOf(new Date(this.clock.now().getTime() - (runDays - 1) * DAY_MS));
  }

  private async keepZone(zone: string): Promise<void> {
    const now = this.clock.now();
    if (await this.rollups.hasZone(this.db.read, zone)) {
      await this.rollups.touchZone(this.db.read, zone, now);
      return;
    }
    await this.db.transaction(async (tx) => {
      await this.rollups.lock(tx);
      await this.rollups.addZone(tx, zone, now);
    });
  }
}
