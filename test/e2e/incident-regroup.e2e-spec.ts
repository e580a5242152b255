import { newId } from '../../src/common/ids';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import {
  incidentsOf,
  only,
  runsOf,
  settle,
  startRoad,
  typeError,
  type Incident,
  type Road,
} from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Detail extends Incident {
  readonly merged_into: string | null;
  readonly occurrences: readonly { readonly id: string; readonly grouped_by: string; readonly fingerprint: string }[];
  readonly grouping_changes: readonly { readonly kind: string; readonly actor_id: string | null }[];
}

let github: DemoGitHub;
let app: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
});
afterAll(async () => {
  await app.close();
  await github.close();
});

async function fails(road: Road, file: string): Promise<void> {
  await github.runs.create({ repository: road.repository, jobs: [typeError(file)] });
  await settle(app, github);
}
const detailOf = async (road: Road, id: string): Promise<Detail> =>
  (await road.caller.get<Detail>(`/api/v2/incidents/${id}`)).body;

/** What the task of a regrouping came to. */
async function regroup(road: Road): Promise<unknown> {
  const asked = await road.caller.post<{ task_id: string }>('/api/v2/incidents/regroup', {
    repository_connection_id: road.connectionId,
  });
  expect(asked.status).toBe(202);
  await settle(app, github);
  return (await road.caller.get<{ result: unknown }>(`/api/v2/tasks/${asked.body.task_id}`)).body.result;
}

/** As an older rule would have it: the first `count` failures of the only incident stand in one of their own. */
async function splitAsAnOlderRule(road: Road, count: number): Promise<{ kept: string; older: string }> {
  const { id: kept } = only(await incidentsOf(road));
  const older = newId();
  const columns = `user_id, repository_connection_id, title, status, severity, severity_is_chosen, source, class, verdict,
    branch, workflow_name, first_seen_at, last_seen_at, opened_at, occurrence_count, root_cause, reopened_count, analysis,
    created_at, updated_at`;
  await app.db.read.query(
    `insert into incidents (id, fingerprint, ${columns}) select $2::uuid, 'v0:other', ${columns} from incidents where id = $1`,
    [kept, older],
  );
  await app.db.read.query(`update incidents set fingerprint = 'v0:one' where id = $1`, [kept]);
  await app.db.read.query(`update incident_occurrences set fingerprint = 'v0:one' where incident_id = $1`, [kept]);
  await app.db.read.query(
    `update incident_occurrences set fingerprint = 'v0:other', incident_id = $2
     where id in (select id from incident_occurrences where incident_id = $1 order by id limit $3)`,
    [kept, older, count],
  );
  return { kept, older };
}

/** As an older rule would have it: two causes in the incident of the second. */
async function joinAsAnOlderRule(road: Road): Promise<{ joined: string }> {
  const [second, first] = await incidentsOf(road);
  await app.db.read.query(
    `update incident_occurrences set incident_id = $1, fingerprint = 'v0:joined' where repository_connection_id = $2`,
    [second?.id, road.connectionId],
  );
  await app.db.read.query(`delete from incidents where id = $1`, [first?.id]);
  await app.db.read.query(`update incidents set fingerprint = 'v0:joined' where id = $1`, [second?.id]);
  return { joined: second?.id ?? '' };
}

describe('regrouping by a new rule', () => {
  it('brings together what an older rule held apart, once', async () => {
    const road = await startRoad(app, github, 'together');
    for (let runs = 0; runs < 3; runs += 1) await fails(road, 'src/one.ts');
    const { kept, older } = await splitAsAnOlderRule(road, 1);

    const result = await regroup(road);
    const again = await regroup(road);
    await fails(road, 'src/one.ts');
    const after = await detailOf(road, kept);

    expect(result).toEqual({ renamed: 3, moved: 1, changes: 1 });
    expect(again).toEqual({ renamed: 0, moved: 0, changes: 0 });
    expect(only(await incidentsOf(road)).id).toBe(kept);
    expect(after).toMatchObject({ occurrence_count: 4, status: 'open', grouping_changes: [{ kind: 'regroup' }] });
    expect(new Set(after.occurrences.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect((await detailOf(road, older)).merged_into).toBe(kept);
    expect(new Set((await runsOf(road)).map(({ incident_id }) => incident_id))).toEqual(new Set([kept]));
  });

  it('tells apart what an older rule had joined, and can be undone', async () => {
    const road = await startRoad(app, github, 'apart');
    await fails(road, 'src/one.ts');
    await fails(road, 'src/other.ts');
    await fails(road, 'src/other.ts');
    const { joined } = await joinAsAnOlderRule(road);

    const result = await regroup(road);
    const apart = await incidentsOf(road);
    const undone = await road.caller.post(`/api/v2/incidents/${joined}/undo`, {});

    expect(result).toEqual({ renamed: 3, moved: 1, changes: 1 });
    expect(apart.map(({ occurrence_count }) => occurrence_count).sort()).toEqual([1, 2]);
    expect(undone.status).toBe(200);
    expect(only(await incidentsOf(road))).toMatchObject({ id: joined, occurrence_count: 3 });
  });

  it('leaves what a person merged where it is, and new failures follow', async () => {
    const road = await startRoad(app, github, 'by-hand');
    await fails(road, 'src/one.ts');
    await fails(road, 'src/other.ts');
    const [other, one] = await incidentsOf(road);
    await road.caller.post(`/api/v2/incidents/${one?.id ?? ''}/merge`, { into: other?.id });
    await app.db.read.query(
      `update incident_aliases set fingerprint = 'v0:' || fingerprint where repository_connection_id = $1`,
      [road.connectionId],
    );
    await app.db.read.query(
      `update incident_occurrences set fingerprint = 'v0:' || fingerprint
       where repository_connection_id = $1 and grouped_by = 'merge'`,
      [road.connectionId],
    );

    const result = await regroup(road);
    await fails(road, 'src/one.ts');

    expect(result).toEqual({ renamed: 1, moved: 0, changes: 0 });
    expect(only(await incidentsOf(road))).toMatchObject({ id: other?.id, occurrence_count: 3 });
  });

  it("is not for another user's repository", async () => {
    const road = await startRoad(app, github, 'foreign');
    const stranger = await app.user();

    const answer = await stranger.post('/api/v2/incidents/regroup', { repository_connection_id: road.connectionId });

    expect(answer.status).toBe(404);
  });
});
