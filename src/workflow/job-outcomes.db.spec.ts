import { insertUser } from '../../test/support/test-user';
import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { WorkflowRunHistory } from './workflow-run.history.store';

const database = useDatabase();
const history = new WorkflowRunHistory();

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 29, 1, 17, second));

/** A run's attempts with one job each: when it began and ended, in whole seconds as forges tell, and how. */
async function tell(attempts: readonly (readonly [from: number, to: number, conclusion: string])[]): Promise<string> {
  const userId = await insertUser(database.manager);
  const connection = newId();
  await database.manager.query(
    `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name, owner_name,
       default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled, fix_policy,
       created_at, updated_at)
     values ($1, $2, 'github', '1', 'acme/api', 'api', 'acme', 'main', false, 'inactive', '{}', false, true, true, '{}', $3, $3)`,
    [connection, userId, at(0)],
  );
  for (const [index, [from, to, conclusion]] of attempts.entries()) {
    const number = index + 1;
    await database.manager.query(
      `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_name, event,
         status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, checked_at, created_at, updated_at)
       values ($1, $4, $2, '7', $3, 1, 'CI', 'push', 'completed', $5, 'main', 'lane', repeat('a', 40), '{}', '', $6, $6, $6)`,
      [newId(), connection, number, userId, conclusion, at(to)],
    );
    await database.manager.query(
      `insert into workflow_jobs (id, repository_connection_id, run_id, run_attempt, job_id, name, status, conclusion, steps,
         started_at, completed_at, created_at, updated_at)
       values ($1, $2, '7', $3, $4, 'test', 'completed', $5, '[]', $6, $7, $7, $7)`,
      [newId(), connection, number, String(number), conclusion, at(from), at(to)],
    );
  }
  return connection;
}

async function outcomesOf(connection: string): Promise<readonly (readonly [number, string])[]> {
  const jobs = { workflow: 'CI', names: ['test'] };
  const told = await history.jobOutcomes(database.manager, connection, jobs, at(0), 10);
  return told.map(({ attempt, outcome }) => [attempt, outcome] as const).sort(([a], [b]) => a - b);
}

test.each([
  [
    'a failure, and its rerun that begins in the same second',
    [
      [53, 53, 'failure'],
      [53, 54, 'success'],
    ],
    [
      [1, 'failed'],
      [2, 'passed'],
    ],
  ],
  [
    'the same where both end in it, too',
    [
      [53, 53, 'failure'],
      [53, 53, 'success'],
    ],
    [
      [1, 'failed'],
      [2, 'passed'],
    ],
  ],
  [
    'a job that the rerun of others carried over',
    [
      [50, 52, 'success'],
      [50, 52, 'success'],
    ],
    [[1, 'passed']],
  ],
] as const)('tells %s', async (_what, attempts, expected) => {
  expect(await outcomesOf(await tell(attempts))).toEqual(expected);
});
