import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

const POLL_MS = 50;

/** Resolves when `isSo`; throws with `what` when it takes longer than `patienceMs`. */
export async function until(isSo: () => Promise<boolean>, what: string, patienceMs: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; !(await isSo());) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain: ${what}`);
    await sleep(POLL_MS);
  }
}

/** Resolves when the queue holds no task that is due or running. */
export function untilQuiet(client: Client, patienceMs: number): Promise<void> {
  return until(
    async () => {
      const { rows } = await client.query<{ due: number }>(
        `select count(*)::int as due from graphile_worker.jobs
         where (run_at <= now() or locked_at is not null) and attempts < max_attempts`,
      );
      return rows[0]?.due === 0;
    },
    'no task is due',
    patienceMs,
  );
}

/** The tasks of the crontab, once a worker has started. */
export async function crontabOf(client: Client): Promise<readonly string[]> {
  const ask = async (): Promise<readonly string[]> => {
    const { rows } = await client.query<{ kind: string }>(
      'select identifier as kind from graphile_worker._private_known_crontabs order by 1',
    );
    return rows.map(({ kind }) => kind);
  };
  await until(async () => (await ask()).length > 0, 'a worker makes its crontab known', 60_000);
  return ask();
}

/** Has a task of the crontab run now, and waits for it; gives the milliseconds that took. */
export async function runTask(client: Client, kind: string, patienceMs: number): Promise<number> {
  const began = performance.now();
  await client.query(`select graphile_worker.add_job($1, '{}')`, [kind]);
  await untilQuiet(client, patienceMs);
  return performance.now() - began;
}
