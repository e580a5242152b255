import type { EntityManager } from 'typeorm';
import { insertUser } from '../../test/support/test-user';
import { useDatabase } from '../../test/support/use-database';
import { until } from '../../test/support/embedded-processes';
import { newId } from '../common/ids';
import { RunRetentionStore } from './run-retention.store';
import { WorkflowRunStore } from './workflow-run.store';

const database = useDatabase();

const LONG_AGO = new Date(Date.UTC(2020, 0, 1));
const OLD = { from: new Date(0), before: new Date(Date.UTC(2021, 0, 1)), limit: 10 };

/** A repository with two old runs of one job each. */
async function oldRuns(tx: EntityManager): Promise<{ connection: string; runs: readonly string[] }> {
  const userId = await insertUser(tx);
  const connection = newId();
  await tx.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name, owner_name,
       default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled, fix_policy,
       created_at, updated_at)
     values ($1, $2, 'github', '1', 'acme/api', 'api', 'acme', 'main', false, 'inactive', '{}', false, true, true, '{}', $3, $3)`,
    [connection, userId, LONG_AGO],
  );
  const runs = [newId(), newId()];
  for (const [index, id] of runs.entries()) {
    await tx.query(
      `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event,
         status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, checked_at, created_at, updated_at,
         completed_at)
       values ($1, $2, $3, $4, 1, 1, 'CI', 'push', 'completed', 'failure', 'main', 'lane', repeat('a', 40), '{}', '', $5, $5, $5, $5)`,
      [id, userId, connection, String(index), LONG_AGO],
    );
    await tx.query(
      `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, conclusion, steps,
         created_at, updated_at)
       values ($1, $2, $3, 1, '1', 'test', 'completed', 'failure', '[]', $4, $4)`,
      [newId(), connection, String(index), LONG_AGO],
    );
  }
  return { connection, runs };
}

test('a run that gets an incident while old ones are removed stays, with its jobs', async () => {
  const { manager } = database;
  const { connection, runs } = await oldRuns(manager);
  const [placed = ''] = runs;
  const store = new RunRetentionStore();
  let removing: Promise<unknown> = Promise.resolve();
  let isDone = false;

  await manager.transaction(async (tx) => {
    await new WorkflowRunStore().linkIncident(tx, placed, newId(), []);
    removing = store.remove(manager, connection, OLD).finally(() => (isDone = true));
    await until(async () => {
      const waiting = await manager.query<unknown[]>(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return isDone || waiting.length > 0;
    });
  });

  expect(await removing).toMatchObject({ runs: 1, jobs: 1 });
  expect(await manager.query('select id from workflow_runs where repository_connection_id = $1', [connection])).toEqual(
    [{ id: placed }],
  );
  expect(
    await manager.query('select run_id from workflow_jobs where repository_connection_id = $1', [connection]),
  ).toEqual([{ run_id: '0' }]);
});
