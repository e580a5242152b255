import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isDatabaseUnavailable } from './database-errors';
import type { Tx } from './tx';

/** What somebody who reads waits at most for a replica that is a little behind; usually it is behind by less. */
const PATIENCE_MS = 250;
const POLL_MS = 10;
/** How long a replica is left alone that was further behind than that. */
const BEHIND_MS = 2_000;
/** How long a replica is left alone that failed: nobody waits for its connections meanwhile. */
const FAILED_MS = 10_000;
/** A standby cancels what reads rows that its primary has removed since. */
const CONFLICT_WITH_RECOVERY = '40001';

/** How a replica stands. */
export interface ReplicaStanding {
  /** False when it is no standby at all: how far behind it is nobody can tell, so it is not used. */
  readonly isStandby: boolean;
  /** Bytes of the primary's log that it has not replayed. */
  readonly behind: number;
}

/** A hot standby (streaming replication) that reads may go to as far as it has caught up. */
export class Replica {
  private leftAloneUntil = 0;
  private connecting: Promise<unknown> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Where to read once it has replayed the log up to `position`; null when it does not within a quarter of a second, or failed lately. */
  async caughtUp(position: string): Promise<Tx | null> {
    const startedAt = performance.now();
    if (startedAt < this.leftAloneUntil) return null;
    try {
      for (;;) {
        const { isStandby, behind } = await this.standing(position);
        if (!isStandby) throw new Error('the replica is no standby');
        if (behind <= 0) return this.dataSource.manager;
        if (performance.now() - startedAt > PATIENCE_MS) {
          this.leftAloneUntil = performance.now() + BEHIND_MS;
          return null;
        }
        await sleep(POLL_MS);
      }
    } catch (error) {
      this.leaveAlone(error);
      return null;
    }
  }

  /** Against a position in the primary's log. Throws when it does not answer. */
  async standing(position: string): Promise<ReplicaStanding> {
    if (!this.dataSource.isInitialized) await this.connect();
    const rows = await this.dataSource.query<{ standby: boolean; behind: number | null }[]>(
      `select pg_is_in_recovery() as standby,
         pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn())::float8 as behind`,
      [position],
    );
    const [row] = rows;
    return { isStandby: row?.standby === true && row.behind !== null, behind: row?.behind ?? 0 };
  }

  /** True for errors that the primary would not have made. */
  isToBlame(error: unknown): boolean {
    const code = (error as { driverError?: { code?: unknown } } | null)?.driverError?.code;
    return code === CONFLICT_WITH_RECOVERY || isDatabaseUnavailable(error);
  }

  leaveAlone(error: unknown): void {
    this.leftAloneUntil = performance.now() + FAILED_MS;
    this.onTrouble(error);
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** One at a time: a DataSource that is being initialized must not be initialized again. */
  private async connect(): Promise<void> {
    this.connecting ??= this.dataSource.initialize().finally(() => (this.connecting = null));
    await this.connecting;
  }
}
