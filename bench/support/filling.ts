import { incidentTables } from './filling-incidents';
import { DATED, FAILED, ID, INCIDENT, OWNED, RUNNING, type Filling } from './filling-words';

/** What deliveries, runs and jobs are. */
function comingIn(rows: number): readonly Filling[] {
  const run = { repository_connection_id: 'connection_id', run_id: 'n::text', run_attempt: '1' };
  return [
    {
      table: 'webhook_deliveries',
      rows,
      given: {
        id: ID,
        door_id: 'connection_id',
        connection_id: 'connection_id',
        user_id: 'user_id',
        source: `'github'`,
        provider: `'github'`,
        event: `case when n % 3 = 0 then 'workflow_run' else 'workflow_job' end`,
        delivery_id: 'md5(n::text)',
        received_at: 'at',
        status: `case when n % 20000 = 0 then 'dead' else 'processed' end`,
        body_id: ID,
      },
    },
    {
      table: 'webhook_bodies',
      rows: Math.round(rows * 0.07),
      first: Math.round(rows * 0.93) + 1,
      given: { id: ID, encoding: `'identity'`, bytes: `'{}'::bytea` },
    },
    {
      table: 'workflow_runs',
      rows,
      given: {
        ...OWNED,
        ...run,
        run_number: 'n / 20',
        workflow_id: `(n % 5)::text`,
        workflow_name: `'CI ' || n % 5`,
        event: `case when n % 7 = 0 then 'pull_request' else 'push' end`,
        status: `case when ${RUNNING} then 'in_progress' else 'completed' end`,
        conclusion: `case when ${RUNNING} then null when n % 5000 = 1 then 'timed_out' when ${FAILED} then 'failure' else 'success' end`,
        branch: `case when n % 10007 = 0 then 'rare' when n % 3 = 0 then 'main' else 'topic-' || n % 40 end`,
        lane: `(n % 5) || case when n % 3 = 0 then 'main' else 'topic-' || n % 40 end`,
        commit_sha: 'md5((n / 3)::text)',
        run_url: `'https://github.com/acme/api/actions/runs/' || n`,
        incident_id: `case when ${FAILED} then ${INCIDENT} end`,
        started_at: 'at',
        completed_at: `case when not (${RUNNING}) then at + make_interval(secs => 20 + abs(hashint4(n)) % 900) end`,
        checked_at: 'at',
        ...DATED,
      },
    },
    {
      table: 'workflow_jobs',
      rows,
      given: {
        ...run,
        id: ID,
        job_id: 'n::text',
        name: `'build'`,
        status: `'completed'`,
        conclusion: `case when ${FAILED} then 'failure' else 'success' end`,
        steps: `'[]'`,
        started_at: 'at',
        completed_at: `at + interval '1 minute'`,
        ...DATED,
      },
    },
  ];
}

/** What is done about them, and what people do. */
function fixesAndPeople(rows: number): readonly Filling[] {
  return [
    {
      table: 'fix_attempts',
      rows: Math.round(rows / 4),
      given: {
        ...OWNED,
        incident_id: INCIDENT,
        workflow_run_id: ID,
        number: '1',
        head_sha: 'md5(n::text)',
        outcome: `'declined'`,
        code: `'fix.no_fixer'`,
        gates: `'[]'`,
        commands: `'[]'`,
        created_at: 'at',
      },
    },
    {
      table: 'pull_requests',
      rows: Math.round(rows / 4),
      given: {
        ...OWNED,
        incident_id: ID,
        pr_number: 'n',
        title: `'fix: the build'`,
        branch_name: `'devflowfix/fix-' || n`,
        base_branch: `'main'`,
        source_branch: `'main'`,
        source_sha: 'md5(n::text)',
        phase: `case when n % 300 = 0 then 'verified' when n % 3 = 0 then 'closed' else 'merged' end`,
        merged_at: `case when n % 3 > 0 then at + interval '2 hours' end`,
        verified_at: `at + interval '1 hour'`,
        checks: `'[]'`,
        tries: `'[]'`,
        fix_kind: `'rule'`,
        confidence: '0.9',
        attempt: '1',
        looked_at: 'at',
        ...DATED,
      },
    },
    {
      table: 'ai_spend',
      rows: Math.round(rows / 4),
      given: { ...OWNED, incident_id: ID, model: `'m'`, purpose: `'fix'`, requests: '1', outcome: `'answered'` },
    },
    {
      table: 'tasks',
      rows: Math.round(rows / 4),
      given: {
        id: ID,
        user_id: 'user_id',
        kind: `'repository.sync'`,
        status: `case when n % 10000 = 0 then 'dead' else 'succeeded' end`,
        created_at: 'at',
        started_at: 'at',
        finished_at: 'at',
      },
    },
    {
      table: 'audit_events',
      rows: Math.round(rows / 4),
      given: {
        id: ID,
        user_id: 'user_id',
        action: `'repository.updated'`,
        summary: `'A repository was changed'`,
        request: `'PATCH /api/v2/repositories/connections/' || n`,
        via: `'session'`,
        request_id: 'n::text',
      },
    },
    {
      table: 'alert_deliveries',
      rows: Math.round(rows / 4),
      given: { id: ID, user_id: 'user_id', event: `'firing'`, status: `'delivered'`, attempts: '1', created_at: 'at' },
    },
    {
      table: 'idempotency_keys',
      rows: Math.round(rows / 20),
      given: { user_id: 'user_id', key: 'n::text', created_at: `now() - interval '1 hour'` },
    },
  ];
}

/** The tables that grow, with `rows` rows where every run, failure or act leaves one. */
export function tablesOf(rows: number): readonly Filling[] {
  return [...comingIn(rows), ...incidentTables(rows), ...fixesAndPeople(rows)];
}
