import fc from 'fast-check';
import { IncidentResolver } from '../../src/incident/incident-resolver';
import { WorkflowService } from '../../src/workflow/workflow.service';
import { deliverTo, endedRun, userIdOf, workflowRun } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

/** Red three times on main for one cause, green, red for another, both again, and a pull request in between. */
const HISTORY = [
  endedRun(1, 'failure'),
  endedRun(2, 'failure'),
  endedRun(3, 'failure', 'topic'),
  endedRun(4, 'failure'),
  endedRun(5, 'success'),
  endedRun(6, 'timed_out'),
  endedRun(7, 'failure'),
  endedRun(8, 'success'),
  endedRun(9, 'failure'),
];

type Runs = readonly Record<string, unknown>[];

/** A new user who may be told of runs. */
async function listener(): Promise<{ userId: string; hear: (order: Runs) => Promise<void> }> {
  const caller = await app.user();
  const userId = await userIdOf(caller);
  const { body } = await caller.post<{ secret: string }>('/api/v2/auth/webhook-secret');
  const hear = async (order: Runs): Promise<void> => {
    for (const each of order) {
      await deliverTo(caller, `/api/v1/webhook/github/${userId}`, body.secret, workflowRun('4711', each));
      await app.drain();
    }
  };
  return { userId, hear };
}

/** A new user who was told of the runs in this order. */
async function tell(order: Runs): Promise<string> {
  const { userId, hear } = await listener();
  await hear(order);
  return userId;
}

/** A user's incidents with all that tells their story. */
async function incidentsOf(userId: string): Promise<unknown> {
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

    const inOrder = await incidentsOf(await tell(HISTORY));
    const others: unknown[] = [];
    for (const order of orders) others.push(await incidentsOf(await tell(order)));

    expect(inOrder).toMatchObject([
      { runs: [1, 2, 3, 4, 7, 9], status: 'open', reopened_count: 2, occurrence_count: 6, severity: 'high' },
      { runs: [6], status: 'resolved', reopened_count: 0 },
    ]);
    expect(others).toEqual(orders.map(() => inOrder));
    // Nothing is read of what is known from its webhook only, and that is as it should be.
    expect(app.logs.filter((line) => line.includes('"level":"warn"'))).toEqual([]);
    // Thirteen histories, each told and drained run by run.
  }, 240_000);

  it('that were over before a run that is told late are neither written nor locked for it', async () => {
    const { userId, hear } = await listener();
    await hear([endedRun(1, 'timed_out'), endedRun(2, 'success'), endedRun(4, 'failure')]);
    // The last to write a row, and the last to lock it.
    const touched = (): Promise<readonly unknown[]> =>
      app.db.read.query(
        'select xmin::text, xmax::text, occurrence_count from incidents where user_id = $1 order by first_seen_at',
        [userId],
      );
    const [over] = await touched();

    await hear([endedRun(3, 'failure')]);

    expect(await touched()).toMatchObject([over, { occurrence_count: 2 }]);
  });

  it('are the same when green runs of several lanes are told at the same moment', async () => {
    const elsewhere = [
      endedRun(11, 'failure', 'topic'),
      endedRun(12, 'success', 'topic'),
      endedRun(13, 'success', 'topic'),
    ];
    const userId = await tell([...HISTORY, ...elsewhere]);
    const before = [await incidentsOf(userId), await greensOf(userId)];
    await app.db.read.query(
      `update incident_occurrences set green_number = null, green_attempt = null, green_at = null
       where incident_id in (select id from incidents where user_id = $1)`,
      [userId],
    );
    const rows = await app.db.read.query<{ id: string }[]>(
      `select id from workflow_runs where user_id = $1 and conclusion = 'success'`,
      [userId],
    );
    const ids = rows.map(({ id }) => id);
    const greens = await app.nest.get(WorkflowService).runsById(app.db.read, ids);

    const resolver = app.nest.get(IncidentResolver);
    await Promise.all([...greens].reverse().map((green) => resolver.recordGreen(green)));

    expect(greens).toHaveLength(4);
    expect(before[1]).toEqual([
      [1, 5],
      [2, 5],
      [3, 12],
      [4, 5],
      [6, 8],
      [7, 8],
      [9, null],
      [11, 12],
    ]);
    expect([await incidentsOf(userId), await greensOf(userId)]).toEqual(before);
  });
});

/** The first green run after each of a user's failures. */
async function greensOf(userId: string): Promise<readonly (readonly [number, number | null])[]> {
  const rows = await app.db.read.query<{ run_number: string; green_number: string | null }[]>(
    `select o.run_number, o.green_number from incident_occurrences o join incidents i on i.id = o.incident_id
     where i.user_id = $1 order by o.run_number`,
    [userId],
  );
  return rows.map((row) => [Number(row.run_number), row.green_number === null ? null : Number(row.green_number)]);
}
