import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { newId } from '../../src/common/ids';
import type { Tx } from '../../src/database/tx';
import type { ForgeJob, ForgeRun } from '../../src/forge/forge.types';
import { ForgeReader } from '../../src/workflow/forge-reader';
import { RunRecorder } from '../../src/workflow/run-recorder';
import type { Owner } from '../../src/workflow/workflow.public';
import { WorkflowService } from '../../src/workflow/workflow.service';
import { hookedConnection, userIdOf } from '../support/deliveries';
import { until } from '../support/embedded-processes';
import { only, runsOf, startRoad, typeError } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { play } from '../support/verdict-road';

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

const STARTED = { status: 'in_progress', conclusion: null, startedAt: new Date(0), completedAt: null } as const;

function runOf(externalId: string): ForgeRun {
  return {
    ...STARTED,
    ...{ externalId, attempt: 1, number: 1, workflowExternalId: '5', workflowName: 'CI', workflowPath: null },
    ...{ event: 'push', branch: 'main', commitSha: 'a'.repeat(40), commitMessage: null, author: null },
    ...{ pullRequestNumbers: [], baseBranch: null, url: 'https://forge.test/runs', updatedAt: new Date(0) },
  };
}

function jobOf(externalId: string): ForgeJob {
  return {
    ...STARTED,
    externalId,
    runExternalId: '1',
    runAttempt: 1,
    name: 'test',
    runner: null,
    url: null,
    steps: [],
  };
}

/** A transaction that has told something and stays open until it is released. */
async function heldOpen(work: (tx: Tx) => Promise<unknown>): Promise<{ id: string; release: () => Promise<void> }> {
  let end: () => void = () => undefined;
  const mayEnd = new Promise<void>((resolve) => (end = resolve));
  let isOver = Promise.resolve();
  const id = await new Promise<string>((resolve, reject) => {
    isOver = app.db.transaction(async (tx) => {
      await work(tx);
      const [row] = await tx.query<{ id: string }[]>('select pg_current_xact_id()::xid::text as id');
      resolve(row?.id ?? '');
      await mayEnd;
    });
    isOver.catch(reject);
  });
  return {
    id,
    release: () => {
      end();
      return isOver;
    },
  };
}

/** How many transactions wait for the end of this one, or of any. */
async function waitingFor(transaction: string | null): Promise<number> {
  const rows = await app.db.read.query<unknown[]>(
    `select 1 from pg_locks where locktype = 'transactionid' and not granted and ($1::text is null or transactionid::text = $1)
       and pid in (select pid from pg_stat_activity where datname = current_database())`,
    [transaction],
  );
  return rows.length;
}

type Tell = (recorder: RunRecorder, tx: Tx, owner: Owner, ids: readonly string[]) => Promise<unknown>;

const tellRuns: Tell = (recorder, tx, owner, ids) =>
  recorder.recordRuns(
    tx,
    ids.map((id) => ({ owner, run: runOf(id) })),
  );
const tellJobs: Tell = (recorder, tx, owner, ids) =>
  recorder.recordJobs(
    tx,
    ids.map((id) => ({ owner, job: jobOf(id) })),
  );

test.each([
  { what: 'runs', tell: tellRuns, table: 'workflow_runs' },
  { what: 'jobs', tell: tellJobs, table: 'workflow_jobs' },
])('transactions that tell of the same $what never wait for each other in a circle', async ({ tell, table }) => {
  const userId = await userIdOf(await app.user());
  const owner = { connectionId: (await hookedConnection(app, userId)).id, userId };
  const recorder = app.nest.get(RunRecorder);
  const telling =
    (ids: readonly string[]) =>
    async (tx: Tx): Promise<void> => {
      await tell(recorder, tx, owner, ids);
    };

  const five = await heldOpen(telling(['5']));
  const seven = await heldOpen(telling(['7']));
  // Knows of no row, inserts 2, and waits for 5, then for 7, which others insert.
  const first = app.db.transaction(telling(['2', '5', '7']));
  await until(async () => (await waitingFor(five.id)) === 1);
  await five.release();
  await until(async () => (await waitingFor(seven.id)) === 1);
  // Finds 5, and not 2, for which it waits.
  const second = app.db.transaction(telling(['2', '5']));
  await until(async () => (await waitingFor(null)) === 2);
  await seven.release();
  await Promise.all([first, second]);

  const count = `select count(*)::int as n from ${table} where repository_connection_id = $1`;
  expect(await app.db.read.query(count, [owner.connectionId])).toEqual([{ n: 3 }]);
});

/** How many sessions on this database wait for any lock. */
async function waiting(): Promise<number> {
  const rows = await app.db.read.query<unknown[]>(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

test('who reads the jobs of a run and who is told of both never wait for each other in a circle', async () => {
  const road = await startRoad(app, github, 'circle');
  await play(app, github, road, [typeError()]);
  const workflow = app.nest.get(WorkflowService);
  await app.db.read.query('update workflow_runs set jobs_read_at = null where repository_connection_id = $1', [
    road.connectionId,
  ]);
  const run = await workflow.run(app.db.read, only(await runsOf(road)).id);
  if (run === null) throw new Error('the forge told of no run');
  const job = only(await workflow.jobs(app.db.read, run));
  const repository = { externalId: '1', path: road.repository };

  const held = await heldOpen((tx) => tx.query('select 1 from workflow_runs where id = $1 for update', [run.id]));
  // Has its turn at the run first, and then wants the job.
  const told = app.db.transaction((tx) =>
    workflow.apply(tx, [
      { owner: run, event: { type: 'run', repository, run: runOf(run.externalId), isWhole: true } },
      {
        owner: run,
        event: { type: 'job', repository, job: { ...jobOf(job.externalId), runExternalId: run.externalId } },
      },
    ]),
  );
  await until(async () => (await waiting()) === 1);
  // Wants the run, too; with the job in its hands it would be the other half of a circle.
  const read = app.nest.get(ForgeReader).readJobs(run);
  await until(async () => (await waiting()) === 2);
  await held.release();

  expect((await Promise.all([read, told]))[0]).toMatchObject([{ externalId: job.externalId }]);
  expect(await workflow.run(app.db.read, run.id)).toMatchObject({
    conclusion: 'failure',
    jobsReadAt: expect.any(Date) as Date,
  });
});

test('who moves failures to other incidents and who tells of their runs never wait for each other in a circle', async () => {
  const userId = await userIdOf(await app.user());
  const owner = { connectionId: (await hookedConnection(app, userId)).id, userId };
  const workflow = app.nest.get(WorkflowService);
  const [from, first, second] = [newId(), newId(), newId()];
  /** A run with an id of ours that is later than those before, whatever the forge says when it was made. */
  const rowOf = async (externalId: string): Promise<string> => {
    await app.db.transaction((tx) => tellRuns(app.nest.get(RunRecorder), tx, owner, [externalId]));
    const id = newId();
    await app.db.read.query(
      'update workflow_runs set id = $1, incident_id = $2 where repository_connection_id = $3 and run_id = $4',
      [id, from, owner.connectionId, externalId],
    );
    return id;
  };
  const nine = await rowOf('9');
  const ten = await rowOf('10');

  const ofNine = await heldOpen((tx) => tx.query('select 1 from workflow_runs where id = $1 for update', [nine]));
  const ofTen = await heldOpen((tx) => tx.query('select 1 from workflow_runs where id = $1 for update', [ten]));
  const moved = app.db.transaction((tx) =>
    workflow.moveToIncidents(tx, [
      { runId: nine, from, to: first },
      { runId: ten, from, to: second },
      { runId: ten, from, to: first },
    ]),
  );
  await until(async () => (await waiting()) === 1);
  const told = app.db.transaction((tx) => tellRuns(app.nest.get(RunRecorder), tx, owner, ['9', '10']));
  await until(async () => (await waiting()) === 2);
  await ofNine.release();
  // Who waited for it has it by now, and waits for the other one, too.
  await until(async () => (await waitingFor(ofNine.id)) === 0 && (await waiting()) === 2);
  await ofTen.release();
  await Promise.all([moved, told]);

  // Of a run with two failures in one incident, the first that is moved says where it goes.
  expect(await workflow.run(app.db.read, nine)).toMatchObject({ incidentId: first });
  expect(await workflow.run(app.db.read, ten)).toMatchObject({ incidentId: second });
});
