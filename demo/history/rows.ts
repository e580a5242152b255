import { v7 } from 'uuid';
import { wilson } from '../../src/common/wilson';
import { laneOf } from '../../src/workflow/domain/lane';
import type { PastIncident, PastRun } from './made-up';

/** Stands before the name of every repository of the made-up past, so that nobody takes it for a real one. */
export const DEMO_OWNER = 'demo-data';

type Row = Readonly<Record<string, unknown>>;

/** Whose rows. */
export interface Owner {
  readonly userId: string;
  readonly connectionId: string;
  readonly repository: string;
}

/** Ids carry their time, and lists are in their order. */
export const idAt = (at: Date): string => v7({ msecs: at.getTime() });
const runKey = ({ habit, number, attempt }: PastRun): string => `${habit.workflow} ${number} ${attempt}`;

/** A repository that was never connected, and can do nothing: no hook, no token, switched off. */
export function connectionRow({ userId, connectionId, repository }: Owner, now: Date): Row {
  const made = new Date(now.getTime() - 90 * 24 * 3_600_000);
  return {
    ...{
      id: connectionId,
      user_id: userId,
      provider: 'github',
      instance: 'default',
      repository_id: `demo-${repository}`,
    },
    ...{ repository_full_name: `${DEMO_OWNER}/${repository}`, repository_name: repository, owner_name: DEMO_OWNER },
    ...{ default_branch: 'main', is_private: false, webhook_status: 'inactive', webhook_events: [] },
    webhook_status_reason: 'Demo data: this repository and its past are made up.',
    ...{ webhook_wanted: false, is_enabled: false, auto_pr_enabled: false, fix_policy: {} },
    // One of the made-up repositories has a workflow that deploys.
    ...{ deployment_workflows: repository === 'api' ? ['Release'] : [], ci_minute_price: 0.006 },
    ...{ disconnected_at: now, disconnect_reason: 'demo data', created_at: made, updated_at: now },
  };
}

/** Runs with one job each, and the incidents they belong to. */
export function runRows(
  owner: Owner,
  runs: readonly PastRun[],
  ids: ReadonlyMap<PastRun, string>,
  incidentIds: ReadonlyMap<PastRun, string>,
): { readonly runs: readonly Row[]; readonly jobs: readonly Row[] } {
  const rows = runs.map((run) => {
    const { habit, number, attempt, branch, event, commit, conclusion, startedAt, completedAt } = run;
    const workflow = { workflowExternalId: `demo-${habit.workflow}`, workflowName: habit.workflow };
    const times = { started_at: startedAt, completed_at: completedAt };
    const same = {
      ...{ repository_connection_id: owner.connectionId, run_id: `demo-${habit.workflow}-${number}` },
      ...{ run_attempt: attempt, status: 'completed', conclusion, created_at: startedAt, updated_at: completedAt },
    };
    return {
      run: {
        ...{ ...same, ...times, id: ids.get(run), user_id: owner.userId, run_number: number },
        ...{ workflow_id: workflow.workflowExternalId, workflow_name: habit.workflow, event, branch },
        lane: laneOf({ ...workflow, branch, event }),
        ...{ commit_sha: commit, commit_message: 'Demo data', author: null, pull_request_numbers: [], run_url: '' },
        ...{ incident_id: incidentIds.get(run) ?? null, jobs_read_at: completedAt, checked_at: completedAt },
      },
      job: {
        ...{ ...same, ...times, id: idAt(startedAt), job_id: `demo-${runKey(run)}`, name: 'build' },
        runner: 'demo data',
        steps: [{ name: 'Run', number: 1, status: 'completed', conclusion, ...times }],
      },
    };
  });
  return { runs: rows.map(({ run }) => run), jobs: rows.map(({ job }) => job) };
}

/** An incident with its occurrences, and the fix that was tried. */
export function incidentRows(
  { userId, connectionId }: Owner,
  past: PastIncident,
  {
    id,
    number,
    runIds,
  }: { readonly id: string; readonly number: number; readonly runIds: ReadonlyMap<PastRun, string> },
): Readonly<
  Record<'incidents' | 'incident_occurrences' | 'incident_events' | 'fix_attempts' | 'pull_requests', Row[]>
> {
  const { habit, kind, runs, first, resolvedAt, fix } = past;
  const opened = new Date(first.completedAt.getTime() + 20_000);
  const same = { user_id: userId, repository_connection_id: connectionId };
  const fingerprint = `demo ${habit.workflow} ${number}`;
  const verdict =
    kind.class === 'infra'
      ? 'infrastructure'
      : first.attempt === 1 && runs.length === 1 && kind.class === 'test'
        ? 'flaky'
        : 'introduced_by_change';
  const merged = fix?.outcome === 'proposed' && fix.phase === 'merged';
  const incident = {
    ...{ ...same, id, title: kind.title, status: 'resolved', severity_is_chosen: false, source: 'github' },
    ...{ severity: verdict === 'introduced_by_change' ? 'high' : 'low', class: kind.class, verdict, branch: 'main' },
    ...{ workflow_name: habit.workflow, fingerprint, occurrence_count: runs.length, reopened_count: 0 },
    ...{
      first_seen_at: opened,
      last_seen_at: runs.length > 1 ? (runs.at(-1)?.completedAt ?? opened) : opened,
      opened_at: opened,
    },
    ...{
      root_cause: `Demo data: ${kind.title}`,
      resolved_at: resolvedAt,
      resolution: merged ? 'pr_merged' : 'green_run',
    },
    resolution_time_seconds: Math.round((resolvedAt.getTime() - opened.getTime()) / 1000),
    analysis: {
      ...{ class: kind.class, confidence: 0.9, summary: `Demo data: ${kind.title}`, failed_jobs: ['build'] },
      ...{ failed_steps: [{ job: 'build', step: 'Run' }], issues: [], failing_tests: [], log_excerpts: [] },
      ...{ requires_human_review: false, fingerprint, fingerprint_explanation: 'Demo data: made up.', verdict },
    },
    ...{ created_at: opened, updated_at: resolvedAt },
  };
  const occurrences = runs.map((run) => ({
    ...{ id: idAt(run.completedAt), incident_id: id, repository_connection_id: connectionId },
    workflow_run_id: runIds.get(run),
    lane: laneOf({
      workflowExternalId: `demo-${habit.workflow}`,
      workflowName: habit.workflow,
      branch: 'main',
      event: 'push',
    }),
    ...{ run_number: run.number, run_attempt: run.attempt, branch: 'main', on_default_branch: true },
    ...{ commit_sha: run.commit, occurred_at: run.completedAt, created_at: run.completedAt },
    ...{ severity: incident.severity, cause: {}, verdict, confidence: 0.9, evidence: [], suspects: [], fingerprint },
    ...{ grouped_by: 'fingerprint', grouped_because: 'Demo data: made up.', green_at: resolvedAt },
  }));
  const events = [
    { type: 'opened', at: opened, message: `Demo data: opened by ${habit.workflow} #${first.number} on main.` },
    { type: 'resolved', at: resolvedAt, message: 'Demo data: a green run.' },
  ].map((event) => ({ ...event, id: idAt(event.at), incident_id: id }));
  if (fix === null)
    return {
      incidents: [incident],
      incident_occurrences: occurrences,
      incident_events: events,
      fix_attempts: [],
      pull_requests: [],
    };
  const isProposed = fix.outcome === 'proposed';
  const attempt = {
    ...{ ...same, id: idAt(fix.openedAt), incident_id: id, workflow_run_id: runIds.get(first), number: 1 },
    ...{ head_sha: first.commit, branch: 'main', target_branch: 'main', outcome: fix.outcome },
    ...(isProposed
      ? { kind: 'rule', fixer: kind.fixer, confidence: 0.95 }
      : { code: 'fix.declined', reason: 'Demo data.' }),
    ...{ gates: [], commands: [], created_at: fix.openedAt },
  };
  const pull = {
    ...{ ...same, id: idAt(fix.openedAt), incident_id: id, pr_number: number, title: `fix: ${kind.title}` },
    ...{ body: 'Demo data.', branch_name: `devflowfix/demo-${habit.workflow}-${number}`, base_branch: 'main' },
    ...{ source_branch: 'main', source_sha: first.commit, head_sha: first.commit, phase: fix.phase },
    ...{ acted_phase: fix.phase, draft: false, wants_draft: false, checks: [], additions: 2, deletions: 1 },
    ...{ commits: 1, comments: 0 },
    ...{ changed_files: 1, fix_kind: 'rule', fixer: kind.fixer, confidence: 0.95, attempt: 1, attempt_id: attempt.id },
    ...{ tries: [], created_at: fix.openedAt, updated_at: fix.endedAt, closed_at: fix.endedAt },
    verified_at: fix.isVerified ? fix.endedAt : null,
    merged_at: fix.phase === 'merged' ? fix.endedAt : null,
    ...(fix.harm === null ? {} : { harmed_at: new Date(fix.endedAt.getTime() + 2 * 24 * 3_600_000), harm: fix.harm }),
  };
  return {
    ...{ incidents: [incident], incident_occurrences: occurrences, incident_events: events },
    ...{ fix_attempts: [attempt], pull_requests: isProposed ? [pull] : [] },
  };
}

/** A job, or a test of it, that cannot make up its mind. */
export function flakyRow(
  { userId, connectionId }: Owner,
  of: { readonly workflow: string; readonly test: string; readonly observations: number; readonly failures: number },
  now: Date,
): Row {
  const { workflow, test, observations, failures } = of;
  const { low, high } = wilson(failures, observations);
  const last = new Date(now.getTime() - 26 * 3_600_000);
  return {
    ...{ id: idAt(last), repository_connection_id: connectionId, user_id: userId, workflow: `demo-${workflow}` },
    ...{ workflow_name: workflow, branch: 'main', job: 'build', test, state: 'flaky', observations, failures },
    ...{
      failure_rate: failures / observations,
      failure_rate_low: low,
      failure_rate_high: high,
      flips: failures * 2 - 1,
    },
    ...{ flaky_commits: failures, clean_passes: 3, last_failed_at: last, last_flaked_at: last },
    ...{ observed_at: last, updated_at: last },
  };
}
