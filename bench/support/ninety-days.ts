import type { Client } from 'pg';
import { newId } from '../../src/common/ids';

/** The first day of the history, and how many it lasts. */
export const FIRST_DAY = '2026-08-01';
export const DAYS = 90;
const REPOSITORIES = 10;
const WORKFLOWS = 5;
/** Rows of one statement: what a statement holds in memory does not grow with the history. */
const AT_ONCE = 1_000_000;
/** Runs for one incident, which is some hundred failures: most failures are seen again. */
export const RUNS_AN_INCIDENT = 1_000;

/** The time of the `n`th of `of`, spread evenly over the 90 days. */
const timeOf = (n: string, of: string): string =>
  `timestamptz '${FIRST_DAY}' + (${n}::float8 / ${of}::int) * interval '${DAYS} days'`;
/** An id as `newId` makes it of that time: rows that follow each other lie beside each other. */
const idAt = (at: string): string =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' ||
     substr(md5(random()::text), 1, 15))::uuid`;

/** A user's repositories with 90 days of finished runs, incidents, attempts, pull requests and spending. */
export interface NinetyDays {
  readonly userId: string;
  readonly connections: readonly string[];
}

/**
 * Fills an empty database. Triggers, foreign keys and secondary indexes are left out while rows come and made afterwards:
 * a rebuild reads the runs anyway, and one sort for an index costs a tenth of so many insertions.
 */
export async function fillNinetyDays(client: Client, runs: number, log: (text: string) => void): Promise<NinetyDays> {
  await client.query(`set session_replication_role = replica`);
  await client.query(`set maintenance_work_mem = '512MB'`);
  const userId = newId();
  await client.query(
    `insert into users (id, email, password_hash, role) values ($1, 'bench@example.test', 'nobody logs in', 'member')`,
    [userId],
  );
  const connections = await connect(client, userId);
  const indexes = await dropIndexes(client, 'workflow_runs');
  for (let from = 1; from <= runs; from += AT_ONCE) {
    const to = Math.min(runs, from + AT_ONCE - 1);
    await insertRuns(client, userId, connections, { from, to, runs });
    log(`${to} runs written`);
  }
  for (const statement of indexes) await client.query(statement);
  log(`${indexes.length} indexes built`);
  await insertIncidents(client, userId, connections, Math.max(1, Math.round(runs / RUNS_AN_INCIDENT)));
  await client.query(`set session_replication_role = origin`);
  for (const name of ['workflow_runs', 'incidents', 'fix_attempts', 'pull_requests', 'ai_spend']) {
    await client.query(`vacuum analyze ${name}`);
  }
  return { userId, connections };
}

async function connect(client: Client, userId: string): Promise<readonly string[]> {
  const connections = Array.from({ length: REPOSITORIES }, () => newId());
  for (const [at, id] of connections.entries()) {
    await client.query(
      `insert into repository_connections (id, user_id, provider, repository_id, repository_full_name, repository_name,
         owner_name, default_branch, is_private, webhook_status, webhook_events, webhook_wanted, is_enabled, auto_pr_enabled,
         fix_policy, created_at, updated_at)
       values ($1, $2, 'github', $3, $4, 'api', 'acme', 'main', false, 'inactive', '{}', false, true, false, '{}', now(), now())`,
      [id, userId, String(at), `acme/api-${at}`],
    );
  }
  return connections;
}

/** What makes the dropped indexes again. Those behind a constraint stay. */
async function dropIndexes(client: Client, name: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = $1::regclass and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
    [name],
  );
  for (const each of rows) await client.query(`drop index "${each.name}"`);
  return rows.map(({ made }) => made);
}

async function insertRuns(
  client: Client,
  userId: string,
  connections: readonly string[],
  { from, to, runs }: { readonly from: number; readonly to: number; readonly runs: number },
): Promise<void> {
  await client.query(
    `insert into workflow_runs (id, user_id, repository_connection_id, run_id, run_attempt, run_number, workflow_id,
       workflow_name, event, status, conclusion, branch, lane, commit_sha, pull_request_numbers, run_url, started_at,
       completed_at, checked_at, created_at, updated_at)
     select ${idAt('t.at')}, $1, ($2::uuid[])[1 + n % ${REPOSITORIES}], n::text, 1, n, t.workflow::text, 'CI ' || t.workflow,
       case when n % 7 = 0 then 'pull_request' else 'push' end, 'completed',
       case when hashint4(n) % 8 = 0 then 'failure' when hashint4(n) % 31 = 0 then 'cancelled' else 'success' end,
       t.branch, t.workflow || t.branch || (n % 7 = 0), md5((n / 3)::text), '{}', '', t.at,
       t.at + make_interval(secs => 20 + abs(hashint4(n)) % 900), t.at, t.at, t.at
     from generate_series($3::int, $4::int) n
     cross join lateral (
       select ${timeOf('n', '$5')} as at, n / ${REPOSITORIES} % ${WORKFLOWS} as workflow,
         case when n % 3 = 0 then 'main' else 'topic-' || n % 40 end as branch
     ) t`,
    [userId, connections, from, to, runs],
  );
}

/** Each incident with an attempt that cost something; every fourth with a pull request; nine of ten are over. */
async function insertIncidents(
  client: Client,
  userId: string,
  connections: readonly string[],
  incidents: number,
): Promise<void> {
  const parameters = [userId, connections, incidents];
  await client.query(
    `insert into incidents (id, user_id, repository_connection_id, title, status, severity, severity_is_chosen, source, class,
       verdict, branch, workflow_name, fingerprint, first_seen_at, last_seen_at, opened_at, occurrence_count, resolved_at,
       resolution, resolution_time_seconds, reopened_count, analysis, created_at, updated_at)
     select ${idAt('t.at')}, $1, ($2::uuid[])[1 + n % ${REPOSITORIES}], 'Incident ' || n,
       case when t.over then 'resolved' else 'open' end, 'high', false, 'github', 'test', 'regression', 'main',
       'CI ' || n % ${WORKFLOWS}, md5(n::text), t.at, t.at, t.at, 100, case when t.over then t.at + interval '3 hours' end,
       case when t.over then 'green_run' end, case when t.over then 10800 end, 0,
       jsonb_build_object('summary', repeat(md5(n::text), 40)), t.at, t.at
     from generate_series(1, $3::int) n
     cross join lateral (select ${timeOf('n', '$3')} as at, n % 10 > 0 as over) t`,
    parameters,
  );
  await client.query(
    `insert into fix_attempts (id, user_id, incident_id, repository_connection_id, workflow_run_id, number, head_sha, outcome,
       gates, commands, created_at)
     select gen_random_uuid(), user_id, id, repository_connection_id, gen_random_uuid(), 1, '', 'proposed', '[]', '[]', created_at
     from incidents`,
  );
  await client.query(
    `insert into ai_spend (id, user_id, repository_connection_id, incident_id, attempt, model, purpose, requests, prompt_tokens,
       completion_tokens, cost, outcome, created_at)
     select gen_random_uuid(), user_id, repository_connection_id, id, 1, 'm', 'fix', 1, 1000, 100, 0.01, 'answered', created_at
     from incidents`,
  );
  await client.query(
    `insert into pull_requests (id, user_id, incident_id, repository_connection_id, pr_number, title, body, branch_name,
       base_branch, source_branch, source_sha, phase, draft, wants_draft, checks, additions, deletions, changed_files, commits,
       comments, fix_kind, confidence, attempt, attempt_id, tries, created_at, updated_at, verified_at, merged_at)
     select gen_random_uuid(), user_id, id, repository_connection_id, row_number() over (order by id), '', '', id::text, 'main',
       'main', '', 'merged', false, false, '[]', 1, 1, 1, 1, 0, 'rule', 0.9, 1, gen_random_uuid(), '[]', created_at, created_at,
       created_at + interval '1 hour', created_at + interval '2 hours'
     from incidents where ('x' || substr(fingerprint, 1, 1))::bit(4)::int < 4`,
  );
}
