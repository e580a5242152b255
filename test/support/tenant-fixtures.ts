import { newId } from '../../src/common/ids';
import type { StoredAnalysis } from '../../src/incident/domain/analysis';
import type { ApiClient } from './api-client';
import type { TestApp } from './test-app';

/** Ids of one user's resources, by the beginning of the paths that name them, or by `?` and the filter of a list. */
export type OwnedIds = Readonly<Record<string, string>>;

async function insert(app: TestApp, table: string, row: Readonly<Record<string, unknown>>): Promise<string> {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`).join(', ');
  await app.db.read.query(`insert into ${table} (${columns.join(', ')}) values (${places})`, Object.values(row));
  return String(row.id);
}

/** The analysis of a failure nothing is known of. */
const NOTHING_KNOWN: StoredAnalysis = {
  class: 'unknown',
  confidence: null,
  summary: 'CI: build',
  failed_jobs: ['build'],
  failed_steps: [],
  issues: [],
  failing_tests: [],
  log_excerpts: [],
  requires_human_review: true,
  fingerprint: 'f'.repeat(64),
  fingerprint_explanation: '',
  verdict: 'unknown',
};

/** Makes one resource of every kind that a path can name, owned by `owner`. */
export async function makeOneOfEach(app: TestApp, owner: ApiClient): Promise<OwnedIds> {
  const userId = (await owner.get<{ id: string }>('/api/v2/auth/me')).body.id;
  const sessions = await owner.get<{ sessions: { id: string }[] }>('/api/v2/auth/sessions');
  const token = await owner.post<{ id: string }>('/api/v2/auth/tokens', { name: 'ci' });
  const now = new Date();
  const connection = await insert(app, 'repository_connections', {
    id: newId(),
    user_id: userId,
    provider: 'github',
    repository_id: '42',
    repository_full_name: 'acme/api',
    repository_name: 'api',
    owner_name: 'acme',
    default_branch: 'main',
    is_private: true,
    webhook_status: 'inactive',
    webhook_events: [],
    webhook_wanted: false,
    is_enabled: true,
    auto_pr_enabled: true,
    fix_policy: '{}',
    created_at: now,
    updated_at: now,
  });
  const incident = await insert(app, 'incidents', {
    id: newId(),
    user_id: userId,
    repository_connection_id: connection,
    title: 'CI: build',
    status: 'open',
    severity: 'high',
    severity_is_chosen: false,
    source: 'github',
    class: 'unknown',
    verdict: 'unknown',
    workflow_name: 'CI',
    fingerprint: 'f'.repeat(64),
    first_seen_at: now,
    last_seen_at: now,
    opened_at: now,
    occurrence_count: 1,
    reopened_count: 0,
    analysis: JSON.stringify(NOTHING_KNOWN),
    created_at: now,
    updated_at: now,
  });
  // No page shows such a number by chance.
  const number = 2_100_000_007;
  await insert(app, 'pull_requests', {
    id: newId(),
    user_id: userId,
    incident_id: incident,
    repository_connection_id: connection,
    pr_number: number,
    title: 'fix: the build',
    body: '',
    branch_name: 'devflowfix/fix-1',
    base_branch: 'main',
    source_branch: 'main',
    source_sha: 'a'.repeat(40),
    phase: 'closed',
    draft: true,
    wants_draft: false,
    checks: '[]',
    additions: 1,
    deletions: 1,
    changed_files: 1,
    commits: 1,
    comments: 0,
    fix_kind: 'rule',
    confidence: 0.9,
    attempt: 1,
    attempt_id: newId(),
    tries: '[]',
    created_at: now,
    updated_at: now,
    closed_at: now,
  });
  const run = await insert(app, 'workflow_runs', {
    id: newId(),
    user_id: userId,
    repository_connection_id: connection,
    run_id: '7',
    run_attempt: 1,
    run_number: 1,
    workflow_name: 'CI',
    event: 'push',
    status: 'completed',
    conclusion: 'failure',
    lane: 'lane',
    commit_sha: 'a'.repeat(40),
    pull_request_numbers: [],
    run_url: 'https://github.com/acme/api/actions/runs/7',
    incident_id: incident,
    log_excerpts: '[]',
    checked_at: now,
    created_at: now,
    updated_at: now,
  });
  const body = await insert(app, 'webhook_bodies', { id: newId(), encoding: 'identity', bytes: Buffer.from('{}') });
  const delivery = await insert(app, 'webhook_deliveries', {
    id: body,
    door_id: connection,
    connection_id: connection,
    user_id: userId,
    source: 'github',
    provider: 'github',
    event: 'ping',
    delivery_id: 'delivery-1',
    received_at: now,
    status: 'dead',
    body_id: body,
  });
  const task = await insert(app, 'tasks', {
    id: newId(),
    user_id: userId,
    kind: 'auth.clean-up',
    status: 'dead',
    payload: '{}',
    repository_connection_id: connection,
    started_at: now,
    finished_at: now,
  });
  const identity = await insert(app, 'user_identities', {
    id: newId(),
    user_id: userId,
    issuer: 'https://id.example.com',
    subject: userId,
    created_at: now,
  });
  const channel = await owner.post<{ id: string }>('/api/v2/alerts/channels', {
    kind: 'webhook',
    name: 'on call',
    url: 'https://hooks.example.com/devflowfix',
  });
  const rule = await owner.post<{ id: string }>('/api/v2/alerts/rules', { kind: 'token_dead', name: 'account' });
  const filter = await owner.post<{ id: string }>('/api/v2/saved-filters', {
    list: 'runs',
    name: 'main',
    filter: { branch: 'main' },
  });
  return {
    '/api/v2/saved-filters/': filter.body.id,
    '/api/v2/alerts/channels/': channel.body.id,
    '/api/v2/alerts/rules/': rule.body.id,
    '?channel_id': channel.body.id,
    '/api/v2/auth/sessions/': sessions.body.sessions[0]?.id ?? '',
    '/api/v2/auth/identities/': identity,
    '/api/v2/auth/tokens/': token.body.id,
    '/api/v2/repositories/connections/': connection,
    '/api/v2/webhooks/deliveries/': delivery,
    '/api/v2/workflows/runs/': run,
    '/api/v2/incidents/': incident,
    '/api/v2/prs/': String(number),
    '/api/v2/tasks/': task,
    '?repository_connection_id': connection,
  };
}
