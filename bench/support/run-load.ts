import { fork } from 'node:child_process';
import { once } from 'node:events';
import { built } from './child';
import type { LoadOrder, LoadResult } from './load';

/** Runs one order in a load process of its own. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = fork(built('bench/support/load'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  child.send(order);
  const [result] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error('the load process ended without a result');
    }),
  ])) as [LoadResult];
  await exited;
  return result;
}
