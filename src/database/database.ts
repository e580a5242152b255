import type { DataSource } from 'typeorm';
import type { Replica, ReplicaStanding } from './replica';
import type { Tx } from './tx';

/** PostgreSQL as the services see it: read, or change inside one transaction. */
export class Database {
  constructor(
    private readonly dataSource: DataSource,
    private readonly replica: Replica | null = null,
  ) {}

  /** Runs each statement on its own (autocommit). For reads and for single statements. */
  get read(): Tx {
    return this.dataSource.manager;
  }

  /**
   * Runs `work`, which must read alone, where it sees all that is committed by now: on the replica, once it has caught up
   * with this moment, else on the primary. When the replica fails in the middle, it runs again on the primary.
   */
  async report<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { replica } = this;
    const tx = replica === null ? null : await replica.caughtUp(await this.position());
    if (replica === null || tx === null) return work(this.read);
    try {
      return await work(tx);
    } catch (error) {
      if (!replica.isToBlame(error)) throw error;
      replica.leaveAlone(error);
      return work(this.read);
    }
  }

  /** How the replica stands now; null without one. Throws when it, or PostgreSQL, does not answer. */
  async replicaStanding(): Promise<ReplicaStanding | null> {
    return this.replica === null ? null : this.replica.standing(await this.position());
  }

  /** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** Throws when PostgreSQL does not answer. */
  async ping(): Promise<void> {
    await this.dataSource.query('select 1');
  }

  async close(): Promise<void> {
    await this.replica?.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** The end of the log as far as it is on disk, and so may be at a replica: what is committed lies before it. */
  private async position(): Promise<string> {
    const rows = await this.dataSource.query<{ position: string }[]>(
      'select pg_current_wal_flush_lsn()::text as position',
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a select without a table gave no row');
    return row.position;
  }
}
