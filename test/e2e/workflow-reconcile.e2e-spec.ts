import { TaskQueue } from '../../src/queue/task.queue';
import { reconcileRuns } from '../../src/workflow/workflow.tasks';
import { heldRun, incidentsOf, only, runsOf, settle, startRoad, typeError } from '../support/main-road';
import type { RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';
import type { TestApp } from '../support/test-app';

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
    forge.faults.clear();
    release();

    expect(run).toMatchObject({ status: 'in_progress' });
    expect(await app.db.read.query('select 1 from graphile_worker._private_jobs')).toEqual([]);
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
