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
  readonly fingerprint: string;
  readonly merged_into: string | null;
  readonly occurrences: readonly {
    readonly id: string;
    readonly grouped_by: string;
    readonly grouped_because: string;
    readonly fingerprint: string;
  }[];
  readonly timeline: readonly { readonly type: string }[];
}
interface Result {
  readonly change: { readonly id: string; readonly undone_at: string | null };
  readonly incident_id: string;
  readonly future: string;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
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
const post = (road: Road, id: string, action: string, body: unknown) =>
  road.caller.post<Result>(`/api/v2/incidents/${id}/${action}`, body);
const detailOf = async (road: Road, id: string): Promise<Detail> =>
  (await road.caller.get<Detail>(`/api/v2/incidents/${id}`)).body;

/** Two incidents, the first one failed twice. */
async function twoCauses(name: string): Promise<{ road: Road; one: Detail; other: Detail }> {
  const road = await startRoad(app, github, name);
  await fails(road, 'src/one.ts');
  await fails(road, 'src/one.ts');
  await fails(road, 'src/other.ts');
  const [other, one] = await incidentsOf(road);
  return { road, one: await detailOf(road, one?.id ?? ''), other: await detailOf(road, other?.id ?? '') };
}

/** All rows of a repository that grouping touches, without when they were written. */
const rowsOf = (road: Road): Promise<unknown[]> =>
  app.db.read.query(
    `select (select json_agg(to_jsonb(i) - 'updated_at' order by i.id) from incidents i
               where repository_connection_id = $1) as incidents,
            (select json_agg(o order by o.id) from incident_occurrences o where repository_connection_id = $1) as occurrences,
            (select json_agg(a order by a.fingerprint) from incident_aliases a where repository_connection_id = $1) as aliases,
            (select json_agg(json_build_object('id', r.id, 'incident', r.incident_id) order by r.id)
               from workflow_runs r where repository_connection_id = $1) as runs`,
    [road.connectionId],
  );

describe('an occurrence', () => {
  it('says why it is where it is', async () => {
    const { one } = await twoCauses('because');

    expect(one.occurrences.map(({ grouped_by, fingerprint }) => [grouped_by, fingerprint])).toEqual([
      ['fingerprint', one.fingerprint],
      ['fingerprint', one.fingerprint],
    ]);
    expect(one.occurrences[0]?.grouped_because).toMatch(/^Grouped by repository, workflow .* job "build"/);
  });
});

describe('merging', () => {
  it('moves occurrences, hides what was merged away, and sends its failures the same way from then on', async () => {
    const { road, one, other } = await twoCauses('merge');

    const merged = await post(road, other.id, 'merge', { into: one.id });
    await fails(road, 'src/other.ts');
    const left = only(await incidentsOf(road));
    const gone = await detailOf(road, other.id);
    const kept = await detailOf(road, one.id);
    const runs = await runsOf(road);

    expect(merged).toMatchObject({ status: 200, body: { incident_id: one.id } });
    expect(left).toMatchObject({ id: one.id, occurrence_count: 4, status: 'open', severity: 'critical' });
    expect(gone).toMatchObject({ merged_into: one.id, status: 'resolved', resolution: 'merged' });
    expect(gone.timeline.at(-1)?.type).toBe('merged');
    expect(kept.occurrences.map(({ grouped_by }) => grouped_by)).toEqual([
      'earlier_change',
      'merge',
      'fingerprint',
      'fingerprint',
    ]);
    expect(new Set(runs.map(({ incident_id }) => incident_id))).toEqual(new Set([one.id]));
  });

  it('again changes nothing, and undone leaves every row as it was', async () => {
    const { road, one, other } = await twoCauses('exact');
    const before = await rowsOf(road);

    const first = await post(road, one.id, 'merge', { incident_ids: [other.id] });
    const again = await post(road, other.id, 'merge', { into: one.id });
    const undone = await post(road, one.id, 'undo', { change_id: first.body.change.id });
    const undoneAgain = await post(road, other.id, 'undo', { change_id: first.body.change.id });

    expect([first, again, undone, undoneAgain].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(again.body.change.id).toBe(first.body.change.id);
    expect(await rowsOf(road)).toEqual(before);
  });

  it('undone gives back what came since because of it', async () => {
    const { road, one, other } = await twoCauses('since');

    await post(road, other.id, 'merge', { into: one.id });
    await fails(road, 'src/other.ts');
    await post(road, one.id, 'undo', {});
    await fails(road, 'src/other.ts');

    expect((await incidentsOf(road)).map(({ id, occurrence_count: count }) => [id, count])).toEqual([
      [other.id, 3],
      [one.id, 2],
    ]);
  });

  it('cannot be undone before what was built upon it', async () => {
    const { road, one, other } = await twoCauses('chain');
    await fails(road, 'src/third.ts');
    const [third] = await incidentsOf(road);

    const first = await post(road, other.id, 'merge', { into: one.id });
    await post(road, one.id, 'merge', { into: third?.id });
    const refused = await post(road, other.id, 'undo', { change_id: first.body.change.id });

    expect(refused).toMatchObject({ status: 409, body: { code: 'incident.cannot_undo' } });
    expect(refused.body.details.reason).toContain('undo that first');
  });

  it('of what stands in another repository, of itself, or of nothing is refused', async () => {
    const { road, one } = await twoCauses('refused');
    const elsewhere = await startRoad(app, github, 'elsewhere');
    await fails(elsewhere, 'src/one.ts');
    const strange = only(await incidentsOf(elsewhere));

    const answers = await Promise.all([
      post(road, one.id, 'merge', { into: one.id }),
      post(road, one.id, 'merge', {}),
      post(road, one.id, 'merge', { into: strange.id }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([409, 422, 404]);
  });

  it('at once from both sides leaves one incident with everything', async () => {
    const { road, one, other } = await twoCauses('race');

    const answers = await Promise.all([
      post(road, one.id, 'merge', { into: other.id }),
      post(road, other.id, 'merge', { into: one.id }),
      fails(road, 'src/other.ts'),
    ]);

    expect(
      answers
        .slice(0, 2)
        .map((answer) => answer?.status)
        .sort(),
    ).toEqual([200, 409]);
    expect(only(await incidentsOf(road)).occurrence_count).toBe(4);
  });
});

describe('splitting', () => {
  it('what a merge put together tells future failures apart', async () => {
    const { road, one, other } = await twoCauses('split');
    await post(road, other.id, 'merge', { into: one.id });
    const { occurrences } = await detailOf(road, one.id);

    const split = await post(road, one.id, 'split', { occurrence_ids: [occurrences[0]?.id] });
    await fails(road, 'src/other.ts');
    const again = await post(road, one.id, 'split', { occurrence_ids: [occurrences[0]?.id] });

    expect(split.body.future).toContain('follow the occurrences');
    expect(again.body.change.id).toBe(split.body.change.id);
    expect((await incidentsOf(road)).map(({ id, occurrence_count: count }) => [id, count])).toEqual([
      [split.body.incident_id, 2],
      [one.id, 2],
    ]);
  });

  it('occurrences of one fingerprint says that future ones cannot be told apart', async () => {
    const { road, one } = await twoCauses('alike');

    const split = await post(road, one.id, 'split', { occurrence_ids: [one.occurrences[0]?.id] });
    await fails(road, 'src/one.ts');

    expect(split.body.future).toContain('cannot be told apart');
    expect((await detailOf(road, one.id)).occurrence_count).toBe(2);
    expect((await detailOf(road, split.body.incident_id)).occurrence_count).toBe(1);
  });

  it('undone leaves the original as it was', async () => {
    const { road, one } = await twoCauses('unsplit');

    const split = await post(road, one.id, 'split', { occurrence_ids: [one.occurrences[1]?.id] });
    await post(road, split.body.incident_id, 'undo', { change_id: split.body.change.id });
    const after = await detailOf(road, one.id);

    expect(after.occurrences).toEqual(one.occurrences);
    expect(after).toMatchObject({ occurrence_count: 2, severity: one.severity, first_seen_at: one.first_seen_at });
    expect(await detailOf(road, split.body.incident_id)).toMatchObject({ merged_into: one.id });
  });

  it('all of it, or what is not of it, is refused', async () => {
    const { road, one, other } = await twoCauses('nothing');

    const all = await post(road, one.id, 'split', { occurrence_ids: one.occurrences.map(({ id }) => id) });
    const foreign = await post(road, one.id, 'split', { occurrence_ids: [other.occurrences[0]?.id] });

    expect([all.body.code, foreign.body.code]).toEqual([
      'incident.split_leaves_nothing',
      'incident.foreign_occurrence',
    ]);
  });
});

describe('a new rule', () => {
  it('finds the incident an older rule had opened', async () => {
    const { road, one } = await twoCauses('rule');
    await app.db.read.query(`update incidents set fingerprint = 'v0:' || id where repository_connection_id = $1`, [
      road.connectionId,
    ]);
    await app.db.read.query(
      `update incident_occurrences set fingerprint = 'v0:' || incident_id where repository_connection_id = $1`,
      [road.connectionId],
    );

    await fails(road, 'src/one.ts');
    const after = await detailOf(road, one.id);

    expect(await incidentsOf(road)).toHaveLength(2);
    expect(after.occurrence_count).toBe(3);
    expect(after.occurrences[0]).toMatchObject({ grouped_by: 'new_rule', fingerprint: one.fingerprint });
  });
});
