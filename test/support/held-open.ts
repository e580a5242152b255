import type { Database } from '../../src/database/database';
import type { Tx } from '../../src/database/tx';
import { until } from './embedded-processes';

/** A transaction of somebody else that has done something and is not over. */
export interface HeldOpen {
  /** Resolves when another transaction waits for this one's end. */
  awaited(): Promise<void>;
  /** Does what is left and commits. */
  finish(rest?: (tx: Tx) => Promise<unknown>): Promise<void>;
}

/** Resolves when `work` is done; the transaction stays open until it is finished. */
export async function holdOpen(db: Database, work: (tx: Tx) => Promise<unknown>): Promise<HeldOpen> {
  let end: (rest: (tx: Tx) => Promise<unknown>) => void = () => undefined;
  const left = new Promise<(tx: Tx) => Promise<unknown>>((resolve) => (end = resolve));
  let isOver = Promise.resolve();
  const pid = await new Promise<number>((resolve, reject) => {
    isOver = db.transaction(async (tx) => {
      await work(tx);
      const [row] = await tx.query<{ pid: number }[]>('select pg_backend_pid() as pid');
      resolve(row?.pid ?? 0);
      await (
        await left
      )(tx);
    });
    isOver.catch(reject);
  });
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))`;
  return {
    awaited: () => until(async () => (await db.read.query<unknown[]>(waiting, [pid])).length > 0, 45_000),
    finish: async (rest = () => Promise.resolve()) => {
      end(rest);
      await isOver;
    },
  };
}
