import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { RepositoryHandlers } from '../../src/repository/repository.handlers';
import type { ApiAnswer, ApiClient } from '../support/api-client';
import { deadTasksOf, failRun, idOf, usedBy, type UsedRepository } from '../support/held-back';
import {
  connectRepository,
  incidentsOf,
  makeAllDue,
  only,
  runsOf,
  settle,
  startRoad,
  type Road,
} from '../support/main-road';
import { roadForge } from '../support/roads';
import { startTestApp, type TestApp } from '../support/test-app';

const NOBODY = '0198c0de-0000-7000-8000-000000000001';

let github: DemoGitHub;
let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
  admin = await app.user('admin@example.test');
});
afterAll(async () => {
  await app.close();
  await github.close();
});

const ownOf = async (caller: ApiClient, query = ''): Promise<readonly UsedRepository[]> =>
  (await caller.get<{ repositories: UsedRepository[] }>(`/api/v2/usage/repositories${query}`)).body.repositories;
const limit = async ({ caller, connectionId }: Road, calls: unknown, by = admin): Promise<ApiAnswer<UsedRepository>> =>
  by.send('PUT', `/api/v2/users/${await idOf(caller)}/usage/repositories/${connectionId}/limit`, {
    body: { calls_per_hour: calls },
  });
const lookAtHook = ({ caller, connectionId }: Road): Promise<ApiAnswer<{ status_reason: string | null }>> =>
  caller.get(`/api/v2/repositories/connections/${connectionId}/webhook`);
const rerun = async (road: Road, caller = road.caller): Promise<ApiAnswer<{ code: string }>> =>
  caller.post(`/api/v2/workflows/runs/${only(await runsOf(road)).id}/rerun`, {});
const waiting = (): Promise<{ attempts: number }[]> =>
  app.db.read.query('select attempts from graphile_worker.jobs where run_at > now()');
const endHour = async ({ connectionId }: Road): Promise<void> => {
  await app.db.read.query('delete from rate_limits where key = $1', [`forge_calls:${connectionId}`]);
};

/** A connected repository whose hour is used up, and another of the same account. */
async function usedUp(name: string): Promise<{ road: Road; other: Road }> {
  const road = await startRoad(app, github, name);
  await settle(app, github);
  const repository = `dana/${name}-quiet`;
  await roadForge(github).createRepository(repository, { 'README.md': '# quiet\n' });
  const other = { ...road, repository, connectionId: await connectRepository(road.caller, repository) };
  await limit(road, 1);
  await lookAtHook(road);
  return { road, other };
}

describe('how often a forge is called for a repository', () => {
  it('is counted by connection and day, without what is called for none', async () => {
    const road = await startRoad(app, github, 'counted');
    await failRun(app, github, road);
    await road.caller.get('/api/v2/repositories/github?limit=5');

    const [used] = await ownOf(road.caller);
    const forges = await road.caller.get<{ connections: { days: { calls: number }[] }[] }>('/api/v2/usage/forges');
    const seen = await usedBy(admin, await idOf(road.caller));

    expect(used).toMatchObject({
      id: road.connectionId,
      repository_full_name: 'dana/counted',
      ...{ calls_per_hour: null, calls_in_hour: null, limited_until: null },
      days: [{ refused: 0 }],
    });
    expect(used?.days[0]?.calls).toBeGreaterThan(3);
    expect(used?.days[0]?.calls).toBeLessThan(forges.body.connections[0]?.days[0]?.calls ?? 0);
    expect(seen).toEqual([used]);
    expect(await ownOf(road.caller, `?repository_connection_id=${NOBODY}`)).toEqual([]);
  });

  it('is forgotten after the days of the settings', async () => {
    const road = await startRoad(app, github, 'forgotten');
    const day = (back: number): string =>
      new Date(app.clock.now().getTime() - back * 86_400_000).toISOString().slice(0, 10);
    await app.db.read.query(
      'insert into repository_usage (repository_connection_id, day) select $1, x::date from unnest($2::text[]) x',
      [road.connectionId, [day(399), day(401)]],
    );

    await app.nest.get(RepositoryHandlers, { strict: false }).cleanUp();

    const left = await app.db.read.query<{ day: string }[]>(
      'select day::text as day from repository_usage where repository_connection_id = $1',
      [road.connectionId],
    );
    expect(left.map((row) => row.day)).toContain(day(399));
    expect(left.map((row) => row.day)).not.toContain(day(401));
  });
});

describe('the hour of a limited repository', () => {
  it('counts every call, those of work that failed too', async () => {
    const road = await startRoad(app, github, 'hourly');
    const calls = async (): Promise<number> =>
      only(await ownOf(road.caller)).days.reduce((sum, day) => sum + day.calls, 0);
    await limit(road, 500);
    const before = await calls();

    await failRun(app, github, road);
    // Several calls in one go.
    await road.caller.post(`/api/v2/repositories/connections/${road.connectionId}/webhook/repair`);
    const worked = (await calls()) - before;
    github.faults.next(
      { method: 'POST', path: /\/rerun/, times: 20 },
      { status: 500, body: { message: 'Server Error' } },
    );
    const failed = await rerun(road);
    github.faults.clear();

    expect(failed.status).toBeGreaterThanOrEqual(500);
    expect(worked).toBeGreaterThan(1);
    expect((await calls()) - before).toBeGreaterThan(worked);
    expect(only(await ownOf(road.caller)).calls_in_hour).toBe((await calls()) - before);
  });

  it('never fails the work whose calls it could not count', async () => {
    const road = await startRoad(app, github, 'uncounted');
    await limit(road, 500);
    await app.db.read.query(
      `create function no_count() returns trigger language plpgsql as $$ begin raise exception 'not counted'; end $$`,
    );
    await app.db.read.query(
      `create trigger no_count before insert or update on rate_limits for each row
       when (new.key like 'forge_calls:%') execute function no_count()`,
    );

    await failRun(app, github, road);
    await app.db.read.query('drop trigger no_count on rate_limits');

    expect(await incidentsOf(road)).toHaveLength(1);
    expect(only(await ownOf(road.caller)).calls_in_hour).toBe(0);
  });
});

describe('a repository whose hour is used up', () => {
  it('takes deliveries, and its tasks wait without losing a try until the forge may be called again', async () => {
    const { road } = await usedUp('noisy');

    await failRun(app, github, road);
    const [used] = await ownOf(road.caller, `?repository_connection_id=${road.connectionId}`);
    const put = await waiting();
    const before = await incidentsOf(road);
    await limit(road, null);
    await makeAllDue(app);
    await settle(app, github);

    expect(used?.calls_in_hour).toBeGreaterThanOrEqual(1);
    const until = Date.parse(used?.limited_until ?? '') - app.clock.now().getTime();
    expect(until).toBeGreaterThan(0);
    expect(until).toBeLessThanOrEqual(3_600_000);
    expect(only(await runsOf(road))).toMatchObject({ conclusion: 'failure' });
    expect(before).toEqual([]);
    expect(put.length).toBeGreaterThan(0);
    expect(put.filter(({ attempts }) => attempts > 0)).toEqual([]);
    expect(await incidentsOf(road)).toMatchObject([{ class: 'type-check' }]);
    expect(await deadTasksOf(road.caller)).toEqual([]);
  });

  it('leaves the other repositories of its account alone', async () => {
    const { other } = await usedUp('greedy');

    await failRun(app, github, other);

    expect(await incidentsOf(other)).toHaveLength(1);
  });

  it('tells a person so, in every process, and listens again when the hour is over', async () => {
    const { road } = await usedUp('asked');
    await failRun(app, github, road);
    const elsewhere = await startTestApp({ databaseUrl: app.databaseUrl, githubUrl: github.url });

    const here = await rerun(road);
    const there = await rerun(road, road.caller.moveTo(elsewhere));
    const hook = await lookAtHook(road);
    await elsewhere.close();
    await endHour(road);
    const after = await rerun(road);

    expect([here, there]).toMatchObject([
      { status: 429, body: { code: 'forge.repository_limited' } },
      { status: 429, body: { code: 'forge.repository_limited' } },
    ]);
    expect(Number(here.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(hook.status).toBe(200);
    expect(JSON.stringify(hook.body)).toContain('an admin allows this repository');
    expect(after.status).toBeLessThan(300);
  });

  it('finishes what has begun: a task that needs more calls than the limit does not begin anew for ever', async () => {
    const { road } = await usedUp('small');
    await failRun(app, github, road);

    for (let hour = 0; hour < 20 && (await incidentsOf(road)).length === 0; hour += 1) {
      await endHour(road);
      await makeAllDue(app);
      await settle(app, github);
    }

    expect(await incidentsOf(road)).toHaveLength(1);
    expect(await deadTasksOf(road.caller)).toEqual([]);
  });

  it('is limited by admins alone, and by a number', async () => {
    const road = await startRoad(app, github, 'rights');
    const stranger = await startRoad(app, github, 'rights-other');

    const statuses = [
      (await limit(road, 500)).status,
      (await limit(road, 5, road.caller)).status,
      (await limit({ ...road, connectionId: stranger.connectionId }, 5)).status,
      (await limit(road, 0)).status,
      (await limit(road, undefined)).status,
      (await admin.get(`/api/v2/users/${NOBODY}/usage/repositories`)).status,
    ];

    expect(statuses).toEqual([200, 403, 404, 422, 422, 404]);
    expect(await ownOf(road.caller)).toMatchObject([{ calls_per_hour: 500, calls_in_hour: 0, limited_until: null }]);
  });
});
