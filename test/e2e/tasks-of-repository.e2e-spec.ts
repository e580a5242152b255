import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { newId } from '../../src/common/ids';
import type { ApiClient } from '../support/api-client';
import { fail, fixesOf, settleAll, startGreen } from '../support/fix-road';
import { incidentsOf, only, settle, startRoad, typeError, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

jest.setTimeout(120_000);

interface Task {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly repository_connection_id: string | null;
}

/** What the way of a failure is made of, at least. */
const MAIN = [
  'fact:webhook.received:workflow',
  'fact:workflow.run-failed:incident',
  'incident.judge',
  'fact:incident.diagnosed:fix',
  'pull-request.open',
  'pull-request.settle',
];

let github: DemoGitHub;
let app: TestApp;
let admin: ApiClient;

beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({ githubUrl: github.url });
  // The first user of an installation is its admin, who sees the tasks of nobody.
  admin = await app.user();
  await app.db.read.query(`
    create table noted_tasks (kind text, payload jsonb);
    create function note_task() returns trigger language plpgsql as $$
    begin
      insert into noted_tasks select t.identifier, new.payload::jsonb->'data'
        from graphile_worker._private_tasks t where t.id = new.task_id;
      return null;
    end $$;
    create trigger note_task after insert on graphile_worker._private_jobs for each row execute function note_task()`);
});
afterAll(async () => {
  await app.close();
  await github.close();
});

const deadOf = async (caller: ApiClient, connection: string): Promise<readonly Task[]> =>
  (await caller.get<{ tasks: Task[] }>(`/api/v2/tasks?status=dead&repository_connection_id=${connection}`)).body.tasks;

/** A repository of which a run failed and the task that heard of it gave up, since the forge never answered. */
async function startDead(name: string): Promise<Road> {
  const road = await startRoad(app, github, name);
  await settle(app, github);
  github.faults.next({ method: 'GET', path: /\/jobs/, times: 100 }, { status: 502, body: '' });
  await github.runs.create({ repository: road.repository, jobs: [typeError()] });
  await settle(app, github);
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now(), attempts = max_attempts - 1');
  await app.drain();
  github.faults.clear();
  return road;
}

test('every task on the way from a delivery to a proven fix tells its repository, but for what has a list of its own', async () => {
  const road = await startGreen(app, github, 'told');
  await fail(app, github, road);
  const pull = only(await fixesOf(road));
  await road.caller.get(`/api/v2/prs/${pull.pr_number}/status?repository_connection_id=${road.connectionId}`);
  await settleAll(app, github);

  const noted = await app.db.read.query<{ kind: string; told: string | null }[]>(
    `select distinct kind, coalesce(payload->>'connection_id', fact->'data'->>'connection_id') as told
     from noted_tasks left join jsonb_array_elements(payload->'facts') fact on true`,
  );

  const kinds = new Set(noted.map(({ kind }) => kind));
  expect(MAIN.filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(noted.filter(({ told }) => told !== road.connectionId)).toEqual([{ kind: 'webhook.process', told: null }]);
});

test('a task that somebody may follow tells its repository while it waits', async () => {
  const road = await startRoad(app, github, 'followed');

  const asked = await road.caller.post<{ task_id: string }>(
    `/api/v2/repositories/connections/${road.connectionId}/sync`,
    {},
  );
  const task = await road.caller.get<Task>(`/api/v2/tasks/${asked.body.task_id}`);

  expect(task.body).toMatchObject({ kind: 'workflow.sync', repository_connection_id: road.connectionId });
});

test('what gave up is found by repository, and those alone run again in one go', async () => {
  const [road, other] = [await startDead('broken'), await startDead('broken-too')];

  const [found, beside, hidden] = [
    await deadOf(admin, road.connectionId),
    await deadOf(admin, other.connectionId),
    await deadOf(road.caller, other.connectionId),
  ];
  const replayed = await admin.post<{ tasks: Task[]; has_more: boolean }>('/api/v2/tasks/replay', {
    repository_connection_id: road.connectionId,
  });
  await settle(app, github);

  const kind = 'fact:workflow.run-failed:incident';
  expect(found).toMatchObject([{ kind, status: 'dead', repository_connection_id: road.connectionId }]);
  expect(beside).toMatchObject([{ kind, status: 'dead', repository_connection_id: other.connectionId }]);
  expect(hidden).toEqual([]);
  expect(replayed.body).toMatchObject({ tasks: [{ id: only(found).id }], has_more: false });
  expect(await deadOf(admin, road.connectionId)).toEqual([]);
  expect(await deadOf(admin, other.connectionId)).toEqual(beside);
  expect(await incidentsOf(road)).toHaveLength(1);
  expect(await incidentsOf(other)).toEqual([]);
});

test('a task whose payload names no connection is in no list of a repository, whatever stands there instead', async () => {
  const road = await startRoad(app, github, 'nameless');
  const id = newId();
  await app.db.read.query(
    `select graphile_worker.add_job('repository.check-hook',
       json_build_object('task_id', $1::text, 'data', json_build_object('connection_id', 'none')), max_attempts => 1)`,
    [id],
  );

  await app.drain();
  const task = await admin.get<Task>(`/api/v2/tasks/${id}`);

  expect(task.body).toMatchObject({ status: 'dead', repository_connection_id: null });
  expect(await deadOf(admin, road.connectionId)).toEqual([]);
  expect((await admin.get('/api/v2/tasks?repository_connection_id=none')).status).toBe(422);
});
