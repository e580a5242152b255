import { TaskQueue } from '../../src/queue/task.queue';
import { ensureHooksTask, redeliverTask } from '../../src/repository/repository.tasks';
import { reconcileRuns } from '../../src/workflow/workflow.tasks';
import { heldRun, incidentsOf, only, runsOf, settle, startRoad, typeError, type Road } from '../support/main-road';
import type { RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';
import type { TestApp } from '../support/test-app';

const CONNECTIONS = '/api/v2/repositories/connections';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const roads = useRoads();
let app: TestApp;
beforeAll(() => {
  app = roads.app;
});

async function turn(): Promise<void> {
  await app.nest.get(TaskQueue).enqueue(app.db.read, reconcileRuns, {});
  await app.drain();
}

describe.each(FORGES)('on %s, a run whose end nobody told us', (kind) => {
  let forge: RoadForge;
  beforeAll(() => {
    forge = roads.on(kind);
  });

  it('is asked about after a quarter of an hour, and its incident appears', async () => {
    const road = await startRoad(app, forge, 'stuck');
    const { release } = await heldRun(app, forge, road);
    forge.faults.webhooks.drop = 1000;
    release();
    await forge.idle();

    await turn();
    const early = only(await runsOf(road));
    app.clock.advance(16 * MINUTE);
    await turn();

    expect(early).toMatchObject({ status: 'in_progress' });
    expect(only(await runsOf(road))).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(only(await incidentsOf(road))).toMatchObject({ status: 'open', class: 'type-check' });
  });

  it('is stale when the forge knows it no more', async () => {
    const road = await startRoad(app, forge, 'unknown');
    const { release } = await heldRun(app, forge, road);
    forge.faults.next({ ...forge.requests.readRuns, times: 1 }, { status: 404, body: { message: 'Not Found' } });

    app.clock.advance(16 * MINUTE);
    await turn();
    const run = only(await runsOf(road));
    release();
    await forge.idle();
    await app.drain();

    expect(run).toMatchObject({ status: 'completed', conclusion: 'stale', incident_id: null });
    expect(only(await runsOf(road))).toMatchObject({ conclusion: 'failure' });
  });

  it('is left alone, without a storm of requests, while the forge is away', async () => {
    const road = await startRoad(app, forge, 'away');
    const { release } = await heldRun(app, forge, road);
    forge.faults.next({ ...forge.requests.readRuns, times: 100 }, { status: 503, body: { message: 'Unavailable' } });

    app.clock.advance(16 * MINUTE);
    await turn();
    const run = only(await runsOf(road));
    const waiting = await app.db.read.query<unknown[]>('select 1 from graphile_worker._private_jobs');
    forge.faults.clear();
    // What it tells now makes tasks of its own.
    release();

    expect(run).toMatchObject({ status: 'in_progress' });
    expect(waiting).toEqual([]);
  });
});

describe.each(FORGES)('on %s, a backfill', (kind) => {
  let forge: RoadForge;
  beforeAll(() => {
    forge = roads.on(kind);
  });

  it('brings past runs and their incidents, once', async () => {
    const road = await startRoad(app, forge, 'sync');
    forge.faults.webhooks.drop = 1000;
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await forge.run({ repository: road.repository, jobs: [{ name: 'build' }] });
    await settle(app, forge);
    forge.faults.webhooks.drop = 0;
    const untold = await runsOf(road);
    const sync = async () => {
      const { body } = await road.caller.post<{ status_url: string }>(
        `/api/v2/repositories/connections/${road.connectionId}/sync`,
        { limit: 10 },
      );
      await app.drain();
      return road.caller.get(body.status_url);
    };

    const first = await sync();
    const second = await sync();

    expect(untold).toEqual([]);
    expect([first.body, second.body]).toMatchObject([
      { status: 'succeeded', progress: 100, result: { runs: 2 } },
      { status: 'succeeded', result: { runs: 2 } },
    ]);
    expect((await runsOf(road)).map(({ conclusion }) => conclusion)).toEqual(['success', 'failure']);
    expect(only(await incidentsOf(road))).toMatchObject({ status: 'resolved', occurrence_count: 1 });
  });

  it("of another user's connection is 404", async () => {
    const road = await startRoad(app, forge, 'sync-other');
    const other = await app.user();

    const answer = await other.post(`/api/v2/repositories/connections/${road.connectionId}/sync`, {});

    expect(answer.status).toBe(404);
  });
});

/** A turn of what looks for deliveries that failed. */
async function redeliver(forge: RoadForge): Promise<void> {
  app.clock.advance(6 * MINUTE);
  await app.nest.get(TaskQueue).enqueue(app.db.read, redeliverTask, {});
  await settle(app, forge);
}

const nameOf = async ({ caller, connectionId }: Road): Promise<string> =>
  (await caller.get<{ repository_full_name: string }>(`/api/v2/repositories/connections/${connectionId}`)).body
    .repository_full_name;

describe('a hook that its forge switched off for failing', () => {
  it('is woken, and what happened while it slept is read: nothing is missing in the end', async () => {
    const forge = roads.on('gitlab');
    const road = await startRoad(app, forge, 'asleep');
    await forge.run({ repository: road.repository, jobs: [{ name: 'build' }] });
    await settle(app, forge);
    // The last minute's deliveries meet a door that is shut; after the fourth nothing is even tried.
    forge.faults.webhooks.drop = 4;
    await forge.push(road.repository, { 'a.txt': 'a' });
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await settle(app, forge);
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await settle(app, forge);
    const untold = await runsOf(road);
    const asleep = (await road.caller.get<{ status: string }>(`${CONNECTIONS}/${road.connectionId}/webhook`)).body;

    await redeliver(forge);

    expect([untold.length, asleep.status]).toEqual([1, 'disabled_by_forge']);
    expect((await runsOf(road)).map(({ status, conclusion }) => [status, conclusion])).toEqual([
      ['completed', 'failure'],
      ['completed', 'failure'],
      ['completed', 'success'],
    ]);
    expect(only(await incidentsOf(road))).toMatchObject({ status: 'open', occurrence_count: 2, class: 'type-check' });
    expect((await road.caller.get(`${CONNECTIONS}/${road.connectionId}/webhook`)).body).toMatchObject({
      status: 'active',
    });
    await forge.run({ repository: road.repository, jobs: [{ name: 'build' }] });
    await settle(app, forge);
    expect(only(await incidentsOf(road)).status).toBe('resolved');
  });

  it('is woken by the hourly look, too, where the forge tells no deliveries', async () => {
    const forge = roads.on('gitlab');
    const road = await startRoad(app, forge, 'asleep-older');
    forge.faults.webhooks.drop = 4;
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await settle(app, forge);
    forge.faults.next({ path: /\/hooks\/\d+\/events/, times: 20 }, { status: 404, body: { message: '404 Not Found' } });

    app.clock.advance(61 * MINUTE);
    await app.nest.get(TaskQueue).enqueue(app.db.read, ensureHooksTask, {});
    await settle(app, forge);

    expect(only(await runsOf(road))).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(only(await incidentsOf(road))).toMatchObject({ class: 'type-check' });
  });
});

describe.each(FORGES)('on %s, a repository that was renamed', (kind) => {
  it('keeps its name when a delivery from before comes late', async () => {
    const forge = roads.on(kind);
    const road = await startRoad(app, forge, 'first-name');
    await forge.push(road.repository, { 'a.txt': 'a' });
    await settle(app, forge);
    const second = await forge.rename(road.repository, 'second-name');
    await forge.push(second, { 'a.txt': 'b' });
    await settle(app, forge);
    const third = await forge.rename(second, 'third-name');
    await forge.push(third, { 'a.txt': 'c' });
    await settle(app, forge);
    const learned = await nameOf(road);

    // From before the renames, too; each as if its answer had been lost and the forge sent it again.
    await app.db.read.query('delete from webhook_deliveries where door_id = $1', [road.connectionId]);
    await forge.retell(third, 5);
    await settle(app, forge);

    expect([learned, await nameOf(road)]).toEqual([third, third]);
  });
});

test('a project that moved to another namespace is known by its new path', async () => {
  const forge = roads.on('gitlab');
  const road = await startRoad(app, forge, 'moving');

  const moved = await forge.transfer(road.repository, 'acme/platform');
  await forge.push(moved, { 'a.txt': 'a' });
  await forge.run({ repository: moved, jobs: [typeError()] });
  await settle(app, forge);

  expect(await nameOf(road)).toBe('acme/platform/moving');
  expect(only(await runsOf(road))).toMatchObject({ repository_full_name: 'acme/platform/moving' });
  expect(only(await incidentsOf(road))).toMatchObject({ class: 'type-check' });
});

// Last: the clock goes further than the forges' own, and no forge is asked.
test('a run of a repository we may no longer ask about is stale after 36 days', async () => {
  const forge = roads.on('github');
  const road = await startRoad(app, forge, 'forgotten');
  const { release } = await heldRun(app, forge, road);
  await app.db.read.query('update repository_connections set oauth_connection_id = null where id = $1', [
    road.connectionId,
  ]);
  const standing = () =>
    app.db.read.query<unknown[]>('select status, conclusion from workflow_runs where repository_connection_id = $1', [
      road.connectionId,
    ]);

  app.clock.advance(35 * DAY);
  await turn();
  const before = await standing();
  app.clock.advance(2 * DAY);
  await turn();
  release();

  expect(before).toEqual([{ status: 'in_progress', conclusion: null }]);
  expect(await standing()).toEqual([{ status: 'completed', conclusion: 'stale' }]);
});
