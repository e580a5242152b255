import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { judgeRules } from '../../src/alert/alert.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import { startReceiver } from '../contract/receiver';
import { addAlertChannel, addAlertRule } from '../support/alerts';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { failRun, idOf, usedBy } from '../support/held-back';
import { makeAllDue, settle, startRoad, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

let github: DemoGitHub;
let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url, environment: { ALERT_PRIVATE_TARGETS: 'allow' } });
  admin = await app.user('admin@example.test');
});
afterAll(async () => {
  await app.close();
  await github.close();
});

/** A connected repository whose account may be shut and opened. */
async function roadOf(name: string): Promise<{ road: Road; userId: string }> {
  const road = await startRoad(app, github, name);
  await settle(app, github);
  return { road, userId: await idOf(road.caller) };
}

const setActive = (userId: string, active: boolean): Promise<ApiAnswer> =>
  admin.patch(`/api/v2/users/${userId}`, { active });
const callsOf = async (userId: string): Promise<number> =>
  (await usedBy(admin, userId)).flatMap(({ days }) => days).reduce((sum, { calls }) => sum + calls, 0);
const countOf = async (what: string, userId: string): Promise<number> => {
  const [row] = await app.db.read.query<{ n: number }[]>(`select count(*)::int as n from ${what} and user_id = $1`, [
    userId,
  ]);
  return row?.n ?? -1;
};

describe('the repositories of a deactivated account', () => {
  it('take deliveries and record runs, but nothing is asked of the forge, and no task is given up', async () => {
    const { road, userId } = await roadOf('shut');
    await setActive(userId, false);
    const before = await callsOf(userId);

    await failRun(app, github, road);
    // Longer than an ordinary wait is borne: 48 times.
    for (let look = 0; look < 50; look += 1) {
      await makeAllDue(app);
      await app.drain();
    }

    expect(await callsOf(userId)).toBe(before);
    expect(await countOf(`webhook_deliveries where status not in ('processed', 'ignored')`, userId)).toBe(0);
    expect(await countOf(`workflow_runs where conclusion = 'failure'`, userId)).toBe(1);
    expect(await countOf('incidents where true', userId)).toBe(0);
    expect(await countOf(`tasks where status = 'dead'`, userId)).toBe(0);
    const tries = await app.db.read.query<{ attempts: number }[]>('select attempts from graphile_worker.jobs');
    expect(tries.length).toBeGreaterThan(0);
    expect(tries.filter(({ attempts }) => attempts > 0)).toEqual([]);
  });

  it.each([
    ['a quarter of an hour, where it was shut just now', { shutFor: 1 / 60, again: 1 / 4 }],
    [
      'an eighth of the time it has been shut, so that months of tasks do not look every minute',
      { shutFor: 16, again: 2 },
    ],
    ['a day, however long it has been shut', { shutFor: 10 * 24, again: 24 }],
  ])('look again after %s', async (_what, { shutFor, again }) => {
    const { road, userId } = await roadOf(`shut-${shutFor}`);
    await setActive(userId, false);
    app.clock.advance(shutFor * 3_600_000);

    await failRun(app, github, road);
    const [row] = await app.db.read.query<{ hours: number }[]>(
      `select extract(epoch from max(run_at) - now())::float8 / 3600 as hours from graphile_worker._private_jobs
       where payload::jsonb -> 'data' ->> 'user_id' = $1`,
      [userId],
    );

    expect(row?.hours).toBeCloseTo(again, 1);
  });

  it('go on where they were once it is open again', async () => {
    const { road, userId } = await roadOf('open-again');
    await setActive(userId, false);
    await failRun(app, github, road);

    await setActive(userId, true);
    await makeAllDue(app);
    await settle(app, github);

    expect(await countOf('incidents where true', userId)).toBe(1);
    expect(await countOf(`tasks where status = 'dead'`, userId)).toBe(0);
  });

  it('have nobody told: its alert rules rest, and what waited for another try does not go out', async () => {
    const { road, userId } = await roadOf('alerts');
    const receiver = await startReceiver();
    const turn = async (): Promise<void> => {
      await app.nest.get(TaskQueue).enqueue(app.db.read, judgeRules, {});
      await app.drain();
    };
    const { id } = await addAlertChannel(road.caller, receiver.url);
    await addAlertRule(road.caller, { kind: 'failure_rate', min_runs: 1, window_minutes: 43_200, channel_ids: [id] });
    receiver.answerWith(503);
    await road.caller.post(`/api/v2/alerts/channels/${id}/test`);
    await app.drain();
    const tries = receiver.arrived.length;
    receiver.answerWith(204);

    await setActive(userId, false);
    await failRun(app, github, road);
    await makeAllDue(app);
    await turn();
    const told = receiver.arrived.length - tries;
    await setActive(userId, true);
    await turn();
    await receiver.close();

    expect(tries).toBe(1);
    expect(told).toBe(0);
    const messages = await app.db.read.query<{ event: string; status: string; error: string | null }[]>(
      'select event, status, error from alert_deliveries where user_id = $1 order by id',
      [userId],
    );
    expect(messages).toEqual([
      { event: 'test', status: 'failed', error: 'The account is deactivated.' },
      { event: 'firing', status: 'delivered', error: null },
    ]);
  });

  it('leave the webhook as it stands, and closing the account still removes it', async () => {
    const { road, userId } = await roadOf('closed');
    await setActive(userId, false);
    await app.db.read.query('update repository_connections set hook_check_at = now() where id = $1', [
      road.connectionId,
    ]);
    app.clock.advance(1_000);
    await app.db.read.query(
      `select graphile_worker.add_job('repository.check-hook', json_build_object('data', json_build_object('connection_id', $1::text)))`,
      [road.connectionId],
    );
    await app.drain();
    const standing = await app.db.read.query<{ webhook_status: string }[]>(
      'select webhook_status from repository_connections where id = $1',
      [road.connectionId],
    );

    const closed = await admin.send('DELETE', `/api/v2/users/${userId}`);
    const hooks = github.hooks.list(road.repository);

    expect(standing).toEqual([{ webhook_status: 'active' }]);
    expect(closed.status).toBe(204);
    expect(hooks).toEqual([]);
  });
});
