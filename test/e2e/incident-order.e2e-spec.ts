import fc from 'fast-check';
import { deliverTo, userIdOf, workflowRun } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const minute = (count: number): string => new Date(Date.UTC(2026, 2, 5, 9) + count * 60_000).toISOString();
const run = (number: number, conclusion: string, branch = 'main'): Record<string, unknown> => ({
  id: 9000 + number,
  run_number: number,
  run_attempt: 1,
  name: 'CI',
  workflow_id: 5,
  head_branch: branch,
  head_sha: String(number).padStart(40, 'a'),
  event: branch === 'main' ? 'push' : 'pull_request',
  status: 'completed',
  conclusion,
  run_started_at: minute(number * 10),
  updated_at: minute(number * 10 + 5),
});
/** Red three times on main for one cause, green, red for another, both again, and a pull request in between. */
const HISTORY = [
  run(1, 'failure'),
  run(2, 'failure'),
  run(3, 'failure', 'topic'),
  run(4, 'failure'),
  run(5, 'success'),
  run(6, 'timed_out'),
  run(7, 'failure'),
  run(8, 'success'),
  run(9, 'failure'),
];

/** A new user's incidents after he was told of the runs in this order. */
async function toldInOrder(order: readonly Record<string, unknown>[]): Promise<unknown> {
  const caller = await app.user();
  const userId = await userIdOf(caller);
  const { body } = await caller.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  for (const each of order) {
    await deliverTo(caller, `/api/v1/webhook/github/${userId}`, body.secret, workflowRun('4711', each));
    await app.drain();
  }
  return app.db.read.query(
    `select i.status, i.severity, i.title, i.branch, i.occurrence_count, i.first_seen_at, i.last_seen_at, i.opened_at,
       i.resolved_at, i.resolution, i.resolution_time_seconds, i.reopened_count,
       (select json_agg(o.run_number order by o.run_number) from incident_occurrences o where o.incident_id = i.id) as runs
     from incidents i where i.user_id = $1 order by i.first_seen_at`,
    [userId],
  );
}

describe('incidents', () => {
  it('are the same whatever order their runs are told in', async () => {
    const orders = fc.sample(fc.shuffledSubarray(HISTORY, { minLength: HISTORY.length }), { numRuns: 12, seed: 3 });

    const inOrder = await toldInOrder(HISTORY);
    const others: unknown[] = [];
    for (const order of orders) others.push(await toldInOrder(order));

    expect(inOrder).toMatchObject([
      { runs: [1, 2, 3, 4, 7, 9], status: 'open', reopened_count: 2, occurrence_count: 6, severity: 'high' },
      { runs: [6], status: 'resolved', reopened_count: 0 },
    ]);
    expect(others).toEqual(orders.map(() => inOrder));
    // Thirteen histories, each told and drained run by run.
  }, 240_000);
});
