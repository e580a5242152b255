import { Client } from 'pg';
import { newId } from '../../src/common/ids';
import { FlakyService } from '../../src/incident/flaky.service';
import type { TestResults } from '../../src/workflow/workflow.public';
import { WorkflowService } from '../../src/workflow/workflow.service';
import { hookedConnection, userIdOf } from '../support/deliveries';
import { only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

/** Tests of one job that fail together, as they do where what all of them need is broken. */
const TESTS = Array.from({ length: 2_000 }, (_, at) => `suite › test ${at}`);

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

interface Row {
  readonly test: string;
  readonly branch: string;
  readonly observations: number;
  readonly failures: number;
  readonly clean_passes: number;
  readonly updated_at: Date;
}

/** A repository whose runs on main have one job each. */
async function repository() {
  const userId = await userIdOf(await app.user());
  const { id: connectionId } = await hookedConnection(app, userId);
  let runs = 0;
  /** A run that ended that way so many seconds ago, and its reports; ready to be observed. */
  const decided = async (conclusion: 'success' | 'failure', ago: number, reports: readonly TestResults[] = []) => {
    const id = newId();
    const number = ++runs;
    const at = new Date(app.clock.now().getTime() - ago * 1000);
    await app.db.read.query(
      `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event,
         status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, checked_at, created_at, updated_at, completed_at)
       values ($1, $2, $3, $4, 1, $5, 'CI', 'push', 'completed', $6, 'main', 'lane', lpad($4, 40, 'a'), '{}', '', $7, $7, $7, $7)`,
      [id, userId, connectionId, String(number), number, conclusion, at],
    );
    await app.db.read.query(
      `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, conclusion, steps,
         started_at, completed_at, created_at, updated_at)
       values ($1, $2, $3, 1, '1', 'test', 'completed', $4, '[]', $5, $5, $5, $5)`,
      [newId(), connectionId, String(number), conclusion, at],
    );
    return { run: only(await app.nest.get(WorkflowService).runsById(app.db.read, [id])), reports };
  };
  const rows = (): Promise<Row[]> =>
    app.db.read.query(
      `select test, branch, observations, failures, clean_passes, updated_at from flaky_statistics
       where repository_connection_id = $1 order by test, branch`,
      [connectionId],
    );
  return { decided, rows };
}

const report = (outcome: 'failed' | 'passed'): TestResults => ({
  job: 'test',
  tests: TESTS.map((name) => ({ name, file: null, outcome, durationMs: 1 })),
});

const MARK = `select 'the session that takes runs in'`;

/** How many statements the session that takes runs in sends to PostgreSQL, its begin, commit and mark among them. */
async function statements(decided: Parameters<FlakyService['observe']>[1]): Promise<number> {
  const sent = jest.spyOn(Client.prototype, 'query');
  try {
    await app.db.transaction(async (tx) => {
      await tx.query(MARK);
      await app.nest.get(FlakyService).observe(tx, decided);
    });
    const at = sent.mock.calls.findIndex(([text]: readonly unknown[]) => text === MARK);
    if (at === -1) throw new Error('no statement was seen');
    const session: unknown = sent.mock.contexts[at];
    return sent.mock.contexts.filter((each) => each === session).length;
  } finally {
    sent.mockRestore();
  }
}

test('a run of a job whose 2,000 tests failed once is counted in a few statements, each test for itself', async () => {
  const { decided, rows } = await repository();

  const red = await statements([await decided('failure', 300, [report('failed')])]);
  const failed = await rows();
  const green = await statements([await decided('success', 200)]);
  const passed = await rows();

  // The job and its tests, over all branches and on main.
  expect(failed).toHaveLength(2 * (TESTS.length + 1));
  expect(passed).toHaveLength(failed.length);
  const counts = (all: readonly Row[]): Set<string> =>
    new Set(all.map((row) => `${row.observations} ${row.failures} ${row.clean_passes}`));
  expect([counts(failed), counts(passed)]).toEqual([new Set(['1 1 0']), new Set(['2 1 1'])]);
  expect(red).toBeLessThan(20);
  expect(green).toBeLessThan(20);
});

test('what says nothing new is not written again, and what has not failed for a month goes', async () => {
  const { decided, rows } = await repository();
  const red = await decided('failure', 300, [report('failed')]);
  await statements([red]);
  const before = await rows();

  app.clock.advance(60_000);
  await statements([red]);
  const again = await rows();
  app.clock.advance(31 * 86_400_000);
  const sent = await statements([await decided('success', 0)]);

  expect(again).toEqual(before);
  expect(await rows()).toEqual([]);
  expect(sent).toBeLessThan(20);
});
