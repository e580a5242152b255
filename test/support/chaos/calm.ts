import { setTimeout as pause } from 'node:timers/promises';
import { incidents, openTasks, settle } from './oracle';
import type { Storm } from './storm';
import { headersOf, type Door, type StormPlan } from '../../../bench/support/storm-plan';

/** Deliveries of one repository told between two waits: all of one are processed before any of the next is sent. */
const TOGETHER = 30;

interface Calm {
  readonly url: string;
  readonly server: string;
  readonly doors: readonly Door[];
}

/**
 * Tells everything that was taken in the storm once more, to a server nothing happens to: once each, in order, and no
 * more before what was told is done. Repositories, which have nothing to do with each other, are told side by side; where
 * the calm has fewer doors, those of the first only. Gives the incidents it leads to.
 */
export async function replayCalmly(plan: StormPlan, storm: Storm, calm: Calm): Promise<readonly string[]> {
  const turn = TOGETHER * plan.doors.length;
  for (let from = 0; from < plan.deliveries; from += turn) {
    const told = Array.from({ length: Math.min(turn, plan.deliveries - from) }, (_, nth) => from + nth).filter(
      (index) => storm.fateOf(index) === 'taken',
    );
    await Promise.all(
      calm.doors.map((door, at) => {
        const indexes = told.filter((index) => plan.doorOf(index) === plan.doors[at]);
        return tell(plan, indexes, calm.server, door);
      }),
    );
    await processed(calm.url);
  }
  await settle(calm.url, 60_000);
  return incidents(calm.url, calm.doors);
}

async function tell(plan: StormPlan, indexes: readonly number[], server: string, door: Door): Promise<void> {
  for (const index of indexes) {
    const body = plan.body(index, door);
    const answer = await fetch(`${server}/api/v2/webhooks/github/${door.connectionId}`, {
      method: 'POST',
      body,
      headers: headersOf(plan.telling(index), plan.guid(index), body, door.secret),
    });
    await answer.arrayBuffer();
    if (answer.status !== 202) throw new Error(`in the calm a delivery was answered ${answer.status}`);
  }
}

/** What was answered has a task until it is processed. */
async function processed(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await openTasks(url)) > 0) {
    if (Date.now() > deadline) throw new Error('the calm does not come to an end');
    await pause(20);
  }
}
