import { query } from '../embedded-processes';
import { headersOf, StormPlan } from '../../../bench/support/storm-plan';
import type { Stage } from './stage';

/** Deliveries of it. */
const WORDS = 30;

/**
 * Ends the workers, whose commits would write down what a door left in memory, sends deliveries one after the other, and throws
 * PostgreSQL down as soon as the last one is answered. Returns the answers, and the ids of what was taken and is not there afterwards.
 */
export async function lastWords(
  stage: Stage,
  seed: number,
): Promise<{ readonly statuses: readonly number[]; readonly lost: readonly string[] }> {
  await Promise.all(stage.fleet.workers.map((worker) => worker.end('SIGKILL')));
  const size = { seed, deliveries: WORDS, workflows: 3, firstRunId: 70_000_000, endedAt: Date.now() };
  const plan = new StormPlan(size, stage.doors);
  const statuses: number[] = [];
  const taken: string[] = [];
  for (let index = 0; index < plan.deliveries; index += 1) {
    const { connectionId, secret } = plan.doorOf(index);
    const [guid, body] = [plan.guid(index), plan.body(index)];
    const answer = await fetch(`${stage.balancer.url}/api/v2/webhooks/github/${connectionId}`, {
      method: 'POST',
      body,
      headers: headersOf(plan.telling(index), guid, body, secret),
    });
    statuses.push(answer.status);
    if (answer.status === 202) taken.push(guid);
  }
  await stage.server.fall('immediate');
  const rows = await query(stage.url, 'select delivery_id from webhook_deliveries');
  const kept = new Set(rows.map((row) => row.delivery_id));
  return { statuses, lost: taken.filter((guid) => !kept.has(guid)) };
}
