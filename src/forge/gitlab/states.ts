import type { RunConclusion, RunStatus } from '../forge.types';

/** Where something stands, in our words: a conclusion exists only with `completed`. */
export interface State {
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
}

const under = (status: RunStatus): State => ({ status, conclusion: null });
const ended = (conclusion: RunConclusion): State => ({ status: 'completed', conclusion });

/** GitLab's one word for state and outcome, of pipelines and jobs alike. */
const STATES: ReadonlyMap<string, State> = new Map([
  ['created', under('queued')],
  ['preparing', under('queued')],
  ['waiting_for_resource', under('waiting')],
  ['waiting_for_callback', under('waiting')],
  ['scheduled', under('waiting')],
  ['pending', under('pending')],
  ['running', under('in_progress')],
  ['canceling', under('in_progress')],
  ['success', ended('success')],
  ['failed', ended('failure')],
  ['canceled', ended('cancelled')],
  ['skipped', ended('skipped')],
]);

/** Why a failed job failed, where that is more than its script's word: time ran out, or it never began. */
const REASONS: ReadonlyMap<string, RunConclusion> = new Map([
  ['stuck_or_timeout_failure', 'timed_out'],
  ['job_execution_timeout', 'timed_out'],
  ['job_execution_server_timeout', 'timed_out'],
  ['runner_unsupported', 'startup_failure'],
  ['stale_schedule', 'startup_failure'],
  ['scheduler_failure', 'startup_failure'],
  ['unmet_prerequisites', 'startup_failure'],
  ['ci_quota_exceeded', 'startup_failure'],
  ['no_matching_runner', 'startup_failure'],
  ['builds_disabled', 'startup_failure'],
  ['user_blocked', 'startup_failure'],
  ['project_deleted', 'startup_failure'],
  ['invalid_bridge_trigger', 'startup_failure'],
  ['bridge_pipeline_is_child_pipeline', 'startup_failure'],
  ['downstream_pipeline_creation_failed', 'startup_failure'],
  ['reached_max_descendant_pipelines_depth', 'startup_failure'],
  ['reached_max_pipeline_hierarchy_size', 'startup_failure'],
  ['insufficient_bridge_permissions', 'startup_failure'],
  ['insufficient_upstream_permissions', 'startup_failure'],
]);

function known(status: string): State {
  // A word GitLab invents later claims as little as possible.
  return STATES.get(status) ?? under('pending');
}

/**
 * A pipeline. One that stands at a manual job has run everything it may and goes on when a person says so, if ever: that
 * is what `action_required` means. One that GitLab refused to make (broken CI file) never started.
 */
export function toRunState(pipeline: { readonly status: string; readonly yaml_errors?: string | null }): State {
  if (pipeline.status === 'manual') return ended('action_required');
  const state = known(pipeline.status);
  const isRefused = state.conclusion === 'failure' && (pipeline.yaml_errors ?? null) !== null;
  return isRefused ? ended('startup_failure') : state;
}

/** A job. One that may fail says nothing about its pipeline when it does; one that waits for a person waits. */
export function toJobState(job: {
  readonly status: string;
  readonly failure_reason?: string | null;
  readonly allow_failure?: boolean | null | undefined;
}): State {
  if (job.status === 'manual') return under('waiting');
  const state = known(job.status);
  if (state.conclusion !== 'failure') return state;
  if (job.allow_failure === true) return ended('neutral');
  return ended(REASONS.get(job.failure_reason ?? '') ?? 'failure');
}
