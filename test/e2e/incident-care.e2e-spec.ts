import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { incidentsOf, only, settle, startRoad, typeError, type Incident, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface TimelineEvent {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly actor_id: string | null;
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

async function fail(road: Road): Promise<Incident> {
  await github.runs.create({ repository: road.repository, jobs: [typeError()] });
  await settle(app, github);
  return only(await incidentsOf(road));
}

async function passes(road: Road): Promise<Incident> {
  await github.runs.create({ repository: road.repository, jobs: [{ name: 'build' }] });
  await settle(app, github);
  return only(await incidentsOf(road));
}

const change = (road: Road, incident: Incident, body: unknown) =>
  road.caller.patch<Incident & { code: string; details: unknown }>(`/api/v2/incidents/${incident.id}`, body);

const timelineOf = async (road: Road, incident: Incident, query = ''): Promise<readonly TimelineEvent[]> =>
  (await road.caller.get<{ events: TimelineEvent[] }>(`/api/v2/incidents/${incident.id}/timeline${query}`)).body.events;

describe('a person who looks after an incident', () => {
  it('acknowledges, assigns, notes and resolves it, and the timeline tells it in order', async () => {
    const road = await startRoad(app, github, 'care');
    const incident = await fail(road);

    await change(road, incident, { status: 'acknowledged', assignee: 'dana' });
    await change(road, incident, { note: 'Waiting for the registry.' });
    const resolved = await change(road, incident, { status: 'resolved' });
    const reopened = await fail(road);
    const timeline = await timelineOf(road, incident);

    expect(resolved.body).toMatchObject({ status: 'resolved', resolution: 'manual', assignee: 'dana' });
    expect(reopened).toMatchObject({ id: incident.id, status: 'open', reopened_count: 1 });
    expect(timeline.map(({ type }) => type).filter((type) => type !== 'judged')).toEqual([
      'opened',
      'diagnosed',
      'acknowledged',
      'assigned',
      'note',
      'resolved',
      'seen_again',
      'reopened',
    ]);
    expect(timeline[4]).toMatchObject({ message: 'Waiting for the registry.' });
  });

  it('is told what an incident may become when a wish is illegal', async () => {
    const road = await startRoad(app, github, 'illegal');
    const incident = await fail(road);
    await change(road, incident, { status: 'resolved' });

    const answer = await change(road, incident, { status: 'muted' });

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'incident.illegal_transition', details: { from: 'resolved', allowed: ['open'] } },
    });
  });

  it.each([
    { status: 'fixing' },
    { status: null },
    { severity: 'worst' },
    { severity: null },
    { assignee: '' },
    { owner: 'dana' },
  ])('may not wish %j', async (body) => {
    const road = { caller: await app.user() };

    const answer = await road.caller.patch('/api/v2/incidents/0198c0de-0000-7000-8000-000000000001', body);

    expect(answer.status).toBe(422);
  });

  it('changes nothing by wishing for what is already so', async () => {
    const road = await startRoad(app, github, 'already');
    const incident = await fail(road);

    const answer = await change(road, incident, { status: 'open', severity: 'high', assignee: null });

    expect(answer).toMatchObject({ status: 200, body: { status: 'open' } });
    expect(await timelineOf(road, incident)).toHaveLength(2);
  });

  it('reads a long timeline in pages, oldest first', async () => {
    const road = await startRoad(app, github, 'pages');
    const incident = await fail(road);
    for (const note of ['one', 'two', 'three']) await change(road, incident, { note });
    const path = `/api/v2/incidents/${incident.id}/timeline`;

    const first = await road.caller.get<{ events: TimelineEvent[]; next_cursor: string }>(`${path}?limit=3`);
    const second = await road.caller.get<{ events: TimelineEvent[]; next_cursor: null }>(
      `${path}?limit=3&cursor=${first.body.next_cursor}`,
    );

    expect(first.body.events.map(({ type }) => type)).toEqual(['opened', 'diagnosed', 'note']);
    expect(second.body.events.map(({ message }) => message)).toEqual(['two', 'three']);
    expect(second.body.next_cursor).toBeNull();
  });

  it('keeps the severity he chose when the cause fails again', async () => {
    const road = await startRoad(app, github, 'chosen');
    await change(road, await fail(road), { severity: 'low' });

    await fail(road);
    const third = await fail(road);

    expect(third).toMatchObject({ severity: 'low', occurrence_count: 3 });
  });

  it('hears nothing of a muted incident that turns green and red again', async () => {
    const road = await startRoad(app, github, 'muted');
    await change(road, await fail(road), { status: 'muted' });

    const green = await passes(road);
    const red = await fail(road);

    expect([green.status, red.status]).toEqual(['muted', 'muted']);
    expect(red).toMatchObject({ occurrence_count: 2, reopened_count: 0 });
  });
});

describe('a cause that comes back', () => {
  it('later than 14 days is a new incident, and the old one stays closed', async () => {
    const road = await startRoad(app, github, 'fortnight');
    const old = await fail(road);
    await passes(road);
    await app.db.read.query(
      `update incidents set resolved_at = resolved_at - interval '14 days 1 minute' where id = $1`,
      [old.id],
    );

    await github.runs.create({ repository: road.repository, jobs: [typeError()] });
    await settle(app, github);
    const [fresh] = await incidentsOf(road, '?status=open');
    const reopened = await change(road, old, { status: 'open' });

    expect(fresh).toMatchObject({ occurrence_count: 1, reopened_count: 0 });
    expect(fresh?.id).not.toBe(old.id);
    expect(reopened).toMatchObject({
      status: 409,
      body: { code: 'incident.superseded', details: { incident_id: fresh?.id } },
    });
  });
});

describe('the severity of an incident', () => {
  it('is critical when the default branch failed three times in a row for one cause', async () => {
    const road = await startRoad(app, github, 'critical');

    const severities = [await fail(road), await fail(road), await fail(road)].map(({ severity }) => severity);

    expect(severities).toEqual(['high', 'high', 'critical']);
  });

  it('is medium for a pull request and rises to high when the default branch fails too', async () => {
    const road = await startRoad(app, github, 'pull');
    await github.push(road.repository, { 'a.txt': 'a' }, { branch: 'topic' });
    const onBranch = { repository: road.repository, branch: 'topic', event: 'pull_request', jobs: [typeError()] };
    await github.runs.create(onBranch);
    await settle(app, github);
    const pull = only(await incidentsOf(road));

    const main = await fail(road);

    expect(pull).toMatchObject({ severity: 'medium', branch: 'topic' });
    expect(main).toMatchObject({ id: pull.id, severity: 'high', branch: 'main', occurrence_count: 2 });
  });

  it('is low when the machine was at fault', async () => {
    const road = await startRoad(app, github, 'infra');
    const log = 'tar: write error: No space left on device\nProcess completed with exit code 2.';

    await github.runs.create({ repository: road.repository, jobs: [{ name: 'build', conclusion: 'failure', log }] });
    await settle(app, github);

    expect(only(await incidentsOf(road))).toMatchObject({ severity: 'low', class: 'infra' });
  });

  it('of a red main is not mended by a green pull request', async () => {
    const road = await startRoad(app, github, 'red-main');
    await fail(road);
    await github.push(road.repository, { 'a.txt': 'a' }, { branch: 'topic' });
    const onTopic = { repository: road.repository, branch: 'topic', event: 'pull_request' };
    await github.runs.create({ ...onTopic, jobs: [typeError()] });
    await settle(app, github);

    await github.runs.create({ ...onTopic, jobs: [{ name: 'build' }] });
    await settle(app, github);
    const topicGreen = only(await incidentsOf(road));
    const mainGreen = await passes(road);

    expect(topicGreen).toMatchObject({ status: 'open', occurrence_count: 2 });
    expect(mainGreen.status).toBe('resolved');
  });
});

describe('the list of incidents', () => {
  it('is filtered, searched, counted and paged', async () => {
    const road = await startRoad(app, github, 'list');
    for (const file of ['src/one.ts', 'src/two.ts', 'src/three.ts']) {
      await github.runs.create({ repository: road.repository, jobs: [typeError(file)] });
      await settle(app, github);
    }
    const list = (query: string) =>
      road.caller.get<{ incidents: Incident[]; total: number; next_cursor: string | null }>(
        `/api/v2/incidents${query}`,
      );

    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.body.next_cursor ?? ''}`);
    const searched = await list('?search=TWO.ts&class=type-check&severity=high&status=open');
    const elsewhere = await list('?repository_connection_id=0198c0de-0000-7000-8000-000000000001');
    const future = await list('?since=2100-01-01T00:00:00Z');

    expect([first, second].map(({ body }) => body.incidents.map(({ root_cause }) => root_cause?.slice(0, 11)))).toEqual(
      [['src/three.t', 'src/two.ts:'], ['src/one.ts:']],
    );
    expect([first.body.total, second.body.next_cursor]).toEqual([3, null]);
    expect(searched.body.incidents.map(({ root_cause }) => root_cause?.slice(0, 10))).toEqual(['src/two.ts']);
    expect([elsewhere.body.total, future.body.total]).toEqual([0, 0]);
  });
});
