import { query } from '../embedded-processes';
import { incidents, settle } from './oracle';
import type { Storm } from './storm';
import { headersOf, type Door, type StormPlan } from './storm-plan';

/** Deliveries told between two waits: all of one are processed before any of the next is sent. */
const TOGETHER = 30;

/**
 * Tells everything that was taken in the storm once more, to a server nothing happens to: once each, in order, and no
 * more before what was told is done. Gives the incidents it leads to.
 */
export async function replayCalmly(
  plan: StormPlan,
  storm: Storm,
  calm: { readonly url: string; readonly server: string; readonly doors: readonly Door[] },
): Promise<readonly string[]> {
  let told = 0;
  for (let index = 0; index < plan.deliveries; index += 1) {
    if (storm.fateOf(index) !== 'taken') continue;
    const door = calm.doors[plan.doors.indexOf(plan.doorOf(index))];
    if (door === undefined) throw new Error('the calm has another number of doors');
    const body = plan.body(index, door);
    const answer = await fetch(`${calm.server}/api/v2/webhooks/github/${door.connectionId}`, {
      method: 'POST',
      body,
      headers: headersOf(plan.guid(index), body, door.secret),
    });
    if (answer.status !== 202) throw new Error(`in the calm a delivery was answered ${answer.status}`);
    await answer.arrayBuffer();
    told += 1;
    if (told % TOGETHER === 0) await processed(calm.url, told);
  }
  await settle(calm.url, 60_000);
  return incidents(calm.url);
}

async function processed(url: string, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const [row] = await query(
      url,
      `select (select count(*)::int from webhook_deliveries where status = 'processed') as done,
         (select count(*)::int from graphile_worker.jobs where run_at <= now() and attempts < max_attempts) as open`,
    );
    if (row?.done === count && row.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the calm does not come to an end');
}
