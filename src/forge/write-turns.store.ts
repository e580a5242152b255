import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/database';
import type { WriteTurns } from './write-turns';

/** How soon a turn that somebody else has is asked for again: a tenth of the usual time between two writes. */
const ASK_AGAIN_MS = 100;
/** Beyond the longest a request may take: a busy process answers late. */
const GRACE_MS = 5_000;

interface Standing {
  readonly taken: boolean;
  /** Until the time between two writes is over. */
  readonly wait_ms: number;
}

/** Turns kept in the database, by its clock. A process that dies with a turn loses it when its time is over. */
export class SharedWriteTurns implements WriteTurns {
  private readonly logger = new Logger('Forge');

  /** `longestMs`: the longest one write takes. */
  constructor(
    private readonly db: Database,
    private readonly longestMs: number,
  ) {}

  async run<T>(credential: string, intervalMs: number, work: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    for (;;) {
      const { taken, wait_ms } = await this.take(credential, holder, intervalMs);
      if (taken) break;
      await sleep(wait_ms > 0 ? Math.ceil(wait_ms) : ASK_AGAIN_MS);
    }
    try {
      return await work();
    } finally {
      await this.giveBack(credential, holder);
    }
  }

  /** Forgets credentials nobody wrote with for a day; returns how many. */
  async removeOld(): Promise<number> {
    const removed: unknown = await this.db.read.query(
      `delete from forge_writers where busy_until < clock_timestamp() - interval '1 day'`,
    );
    return (removed as [unknown[], number])[1];
  }

  private async take(credential: string, holder: string, intervalMs: number): Promise<Standing> {
    const rows = await this.db.read.query<Standing[]>(
      `with taken as (
         insert into forge_writers as w (credential, holder, busy_until, spaced_at)
         values ($1, $2, clock_timestamp() + $3 * interval '1 ms', case when $4 > 0 then clock_timestamp() end)
         on conflict (credential) do update
           set holder = $2, busy_until = clock_timestamp() + $3 * interval '1 ms',
               spaced_at = case when $4 > 0 then clock_timestamp() else w.spaced_at end
           where w.busy_until <= clock_timestamp()
             and ($4 = 0 or w.spaced_at is null or w.spaced_at + $4 * interval '1 ms' <= clock_timestamp())
         returning 1)
       select exists(select from taken) as taken,
              coalesce((select extract(epoch from spaced_at + $4 * interval '1 ms' - clock_timestamp()) * 1000
                        from forge_writers where credential = $1), 0)::float8 as wait_ms`,
      [credential, holder, this.longestMs + GRACE_MS, intervalMs],
    );
    const [standing] = rows;
    if (standing === undefined) throw new Error('a select without from gave no row');
    return standing;
  }

  /** The write is done and answered for, so nobody is told that its turn could not be given back: it ends by itself. */
  private async giveBack(credential: string, holder: string): Promise<void> {
    try {
      await this.db.read.query(
        'update forge_writers set busy_until = clock_timestamp() where credential = $1 and holder = $2',
        [credential, holder],
      );
    } catch (error) {
      this.logger.warn({ error }, 'a turn to write could not be given back; it ends by itself');
    }
  }
}
