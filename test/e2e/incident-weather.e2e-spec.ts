import { decide, fail, fixesOf, settleAll, startGreen } from '../support/fix-road';
import { deliverTo, userIdOf, workflowRun } from '../support/deliveries';
import {
  connectAccount,
  connectRepository,
  incidentsOf,
  makeAllDue,
  only,
  runsOf,
  settle,
  startRoad,
  typeError,
  type Road,
} from '../support/main-road';
import type { TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';
import type { RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';

/** Shaped like a GitHub token; not one. */
const CANARY = ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_');

/** What a log-less failure is named after: GitLab's jobs have their stage as their only step. */
const ONLY_STEP = { github: 'Run', gitlab: 'test' } as const;

const roads = useRoads();
let app: TestApp;
beforeAll(() => {
  app = roads.app;
});

/** As if the back-off of waiting tasks were over. */
async function hurry(): Promise<void> {
  await makeAllDue(app);
  await app.drain();
}

describe.each(FORGES)('on %s, two users who connected the same repository', (kind) => {
  let forge: RoadForge;
  beforeAll(() => {
    forge = roads.on(kind);
  });

  it('both get the incident, and neither sees the other one', async () => {
    const road = await startRoad(app, forge, 'shared');
    const other = await app.user();
    await connectAccount(other, 'dana', forge);
    await connectRepository(other, road.repository, kind);

    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await settle(app, forge);
    const mine = only(await incidentsOf(road));
    const theirs = only(await incidentsOf({ caller: other }));
    const theirRun = only(await runsOf({ caller: other }));
    const strange = await Promise.all([
      road.caller.get(`/api/v2/incidents/${theirs.id}`),
      road.caller.get(`/api/v2/incidents/${theirs.id}/timeline`),
      road.caller.patch(`/api/v2/incidents/${theirs.id}`, { note: 'hello' }),
      road.caller.get(`/api/v2/workflows/runs/${theirRun.id}`),
      road.caller.get(`/api/v2/workflows/runs/${theirRun.id}/logs`),
      road.caller.post(`/api/v2/workflows/runs/${theirRun.id}/rerun`, {}),
    ]);

    expect(mine.id).not.toBe(theirs.id);
    expect(theirRun.incident_id).toBe(theirs.id);
    expect(strange.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  });
});

describe.each(FORGES)('on %s, a secret in a log', (kind) => {
  let forge: RoadForge;
  beforeAll(() => {
    forge = roads.on(kind);
  });

  it('is in no answer, no row and no log line', async () => {
    const road = await startRoad(app, forge, 'canary');
    const leak = `token is ${CANARY}`;

    await forge.run({ repository: road.repository, jobs: [typeError('src/a.ts', leak)] });
    await settle(app, forge);
    const incident = only(await incidentsOf(road));
    const run = only(await runsOf(road));
    const detail = await road.caller.get(`/api/v2/incidents/${incident.id}`);
    const log = await road.caller.get<string>(`/api/v2/workflows/runs/${run.id}/logs`);
    const rows = await app.db.read.query<unknown[]>(
      'select (select json_agg(i) from incidents i) as a, (select json_agg(r) from workflow_runs r) as b',
    );

    expect(log.body).toContain('error TS2322');
    const everything = JSON.stringify([detail.body, log.body, rows, app.logs]);
    expect(everything).not.toContain(CANARY);
  });
});

describe('a repository known from the v1 hook alone', () => {
  it('gets an incident from the payload, without a log', async () => {
    const caller = await app.user();
    const userId = await userIdOf(caller);
    const { body } = await caller.post<{ secret: string }>('/api/v2/auth/webhook-secret');
    const payload = workflowRun('4711', { status: 'completed', conclusion: 'failure', head_branch: 'main' });

    const answer = await deliverTo(caller, `/api/v1/webhook/github/${userId}`, body.secret, payload);
    await app.drain();
    const incident = only(await incidentsOf({ caller }));
    const run = only(await runsOf({ caller }));
    const log = await caller.get(`/api/v2/workflows/runs/${run.id}/logs`);

    expect(answer.status).toBe(202);
    expect(incident).toMatchObject({ source: 'webhook', status: 'open', class: 'unknown', root_cause: null });
    expect(incident.title).toMatch(/^Failed: /);
    expect(log).toMatchObject({ status: 409, body: { code: 'workflow.no_forge_access' } });
  });
});

describe.each(FORGES)('on %s, a forge that cannot be read', (kind) => {
  let forge: RoadForge;
  beforeAll(() => {
    forge = roads.on(kind);
  });

  it('just now is asked again, and the incident has the log', async () => {
    const road = await startRoad(app, forge, 'later');
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await forge.idle();
    forge.faults.next({ ...forge.requests.readJobs, times: 10 }, { status: 503, body: { message: 'Unavailable' } });

    await app.drain();
    const before = await incidentsOf(road);
    forge.faults.clear();
    await hurry();

    expect(before).toEqual([]);
    expect(only(await incidentsOf(road))).toMatchObject({ class: 'type-check' });
  });

  it('any more, because the token was revoked, makes an incident from what is known and no retry storm', async () => {
    const road = await startRoad(app, forge, 'revoked');
    await forge.run({ repository: road.repository, jobs: [typeError()] });
    await forge.idle();
    forge.faults.next({ ...forge.requests.readLogs, times: 100 }, forge.revoked);

    await app.drain();
    const incident = only(await incidentsOf(road));
    const waiting = await app.db.read.query<unknown[]>('select 1 from graphile_worker._private_jobs');
    const account = await road.caller.get<{ needs_reauthorization: boolean }>(`/api/v2/oauth/${kind}/connection`);
    forge.faults.clear();

    expect(incident).toMatchObject({ status: 'open', source: kind });
    expect(incident.title).toMatch(/^Failed: /);
    expect(waiting).toEqual([]);
    expect(account.body.needs_reauthorization).toBe(true);
  });

  it('for a log that has expired makes an incident from the jobs and steps', async () => {
    const road = await startRoad(app, forge, 'expired');
    const id = await forge.run({ repository: road.repository, jobs: [typeError()] });
    await forge.idle();
    forge.expireLogs(id);

    await app.drain();
    const incident = only(await incidentsOf(road));
    const log = await road.caller.get(`/api/v2/workflows/runs/${only(await runsOf(road)).id}/logs`);

    expect(incident.title).toBe(`Failed: ${ONLY_STEP[kind]}`);
    expect(log).toMatchObject({ status: 410, body: { code: 'workflow.log_gone' } });
  });
});

type Answer = Readonly<Record<string, unknown>>;

/** What an answer says under these names, and nothing that differs from one telling to the next. */
const pick = (answer: Answer, names: readonly string[]): Answer =>
  Object.fromEntries(names.map((name) => [name, answer[name]]));

/** The number of things counted by each figure, and its value where that is a share and no time. */
function figures(answer: Answer): Answer {
  return Object.fromEntries(
    Object.entries(answer).map(([name, figure]) => {
      const { n, value } = figure as { n: number; value: number | null };
      return [name, /rate|share|ratio|count/.test(name) ? { n, value } : { n, isKnown: value !== null }];
    }),
  );
}

/** Everything the API answers about a road, without ids, addresses, commits and times. */
async function toldOf({ caller }: Road): Promise<unknown> {
  const get = async (path: string): Promise<Answer> => (await caller.get<Answer>(`/api/v2${path}`)).body;
  const { incidents } = (await get('/incidents')) as { incidents: Answer[] };
  const { runs } = (await get('/workflows/runs')) as { runs: Answer[] };
  const { pull_requests: pulls } = (await get('/prs')) as { pull_requests: Answer[] };
  const overview = (await get('/analytics/overview')) as Record<'runs' | 'incidents' | 'fixes', Answer>;
  const details = await Promise.all(incidents.map(({ id }) => get(`/incidents/${String(id)}`)));
  return {
    incidents: incidents.map((incident) =>
      pick(incident, [
        ...['title', 'status', 'severity', 'class', 'branch', 'occurrence_count', 'reopened_count', 'root_cause'],
        ...['resolution', 'verdict'],
      ]),
    ),
    timelines: details.map(({ timeline }) => (timeline as Answer[]).map(({ type }) => String(type)).sort()),
    runs: runs.map((run) => ({
      ...pick(run, ['run_attempt', 'status', 'conclusion']),
      branch: String(run.branch).replace(/^devflowfix\/.*/, 'ours'),
    })),
    linked: runs.map(({ incident_id: incident }) => incident !== null),
    pulls: pulls.map((pull) => ({
      ...pick(pull, ['title', 'state', 'draft', 'merged', 'verified', 'base_branch', 'fix_kind', 'fixer', 'commits']),
      ...pick(pull, ['confidence', 'additions', 'deletions', 'changed_files', 'closed_reason', 'harmed']),
      attempts: (pull.attempts as Answer[]).map(({ result }) => result),
    })),
    stats: await get('/prs/stats'),
    failures: figures(overview.runs),
    care: figures(overview.incidents),
    fixes: figures(overview.fixes),
  };
}

test('the same story leaves the same answers on both forges: runs, incidents, fixes and figures', async () => {
  const told: unknown[] = [];
  for (const kind of FORGES) {
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'same-story');
    await fail(app, forge, road);
    const fix = only(await fixesOf(road));
    await decide(app, forge, road, [GREEN], fix.branch_name);
    await forge.merge(road.repository, fix.pr_number);
    await settle(app, forge);
    await decide(app, forge, road, [GREEN]);
    await decide(app, forge, road, [typeError('src/b.ts')]);
    told.push(await toldOf(road));
  }

  const [onGitHub, onGitLab] = told;
  expect(onGitLab).toEqual(onGitHub);
  expect(onGitHub).toMatchObject({
    incidents: [{ status: 'open' }, { status: 'resolved', resolution: 'pr_merged' }],
    pulls: [{ state: 'merged', verified: 'verified' }],
    stats: { total: 1, merged: 1 },
  });
});

test('a developer, who may not push to main, brings a fix all the same; a reporter is told what is missing', async () => {
  const forge = roads.on('gitlab');
  const repository = 'dana/rights';
  await forge.createRepository(repository, { 'README.md': '# Rights\n' });
  await forge.setRole(repository, 'otto', 'admin');
  const caller = await app.user();
  await connectAccount(caller, 'otto', forge);
  const road = { caller, repository, connectionId: await connectRepository(caller, repository, forge.kind) };
  await decide(app, forge, road, [GREEN]);
  await forge.setRole(repository, 'otto', 'write');
  await fail(app, forge, road);
  const opened = only(await fixesOf(road));

  await forge.closePull(repository, opened.pr_number);
  await settleAll(app, forge);
  await forge.setRole(repository, 'otto', 'read');
  await caller.post(`/api/v2/incidents/${only(await incidentsOf(road)).id}/create-pr`, {});
  await settleAll(app, forge);
  const [refused, closed] = await fixesOf(road);

  expect(opened).toMatchObject({ state: 'open', draft: true, base_branch: 'main' });
  expect(closed).toMatchObject({ pr_number: opened.pr_number, state: 'closed' });
  expect(refused).toMatchObject({ state: 'closed', pr_number: null });
  expect(refused?.closed_reason).toContain('may not push here');
});
