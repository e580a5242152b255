import type { Fields } from '../common/fields';
import type { ForgeRun } from '../forge/forge.types';
import { isPullRequestRun, laneOf } from './domain/lane';
import type { WorkflowRunEntity } from './workflow-run.entity';
import type { Owner, WorkflowRun } from './workflow.public';

/** A telling of a run: in whose repository, and which request brought it. */
export interface ToldRun {
  readonly owner: Owner;
  readonly run: ForgeRun;
  readonly requestId?: string | undefined;
}

/** What of a run the forge told, without what is ours. */
export function forgePart(run: ForgeRun): ForgeRun {
  return {
    externalId: run.externalId,
    attempt: run.attempt,
    number: run.number,
    workflowExternalId: run.workflowExternalId,
    workflowName: run.workflowName,
    workflowPath: run.workflowPath,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    branch: run.branch,
    commitSha: run.commitSha,
    commitMessage: run.commitMessage,
    author: run.author,
    pullRequestNumbers: run.pullRequestNumbers,
    baseBranch: run.baseBranch,
    url: run.url,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    updatedAt: run.updatedAt,
  };
}

/** Row → domain. */
export function toWorkflowRun(row: Fields<WorkflowRunEntity>): WorkflowRun {
  return {
    id: row.id,
    userId: row.user_id,
    connectionId: row.repository_connection_id,
    incidentId: row.incident_id,
    lane: row.lane,
    isPullRequest: isPullRequestRun(row),
    jobsReadAt: row.jobs_read_at,
    logExcerpts: row.log_excerpts,
    createdAt: row.created_at,
    storedAt: row.updated_at,
    externalId: row.run_id,
    attempt: row.run_attempt,
    number: row.run_number,
    workflowExternalId: row.workflow_id,
    workflowName: row.workflow_name,
    workflowPath: row.workflow_path,
    event: row.event,
    status: row.status,
    conclusion: row.conclusion,
    branch: row.branch,
    commitSha: row.commit_sha,
    commitMessage: row.commit_message,
    author: row.author,
    pullRequestNumbers: row.pull_request_numbers,
    baseBranch: row.base_branch,
    url: row.run_url,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    updatedAt: row.forge_updated_at,
  };
}

/** The columns a telling fills. */
export function runColumns(
  run: ForgeRun,
): Omit<
  Fields<WorkflowRunEntity>,
  | 'id'
  | 'user_id'
  | 'repository_connection_id'
  | 'incident_id'
  | 'jobs_read_at'
  | 'log_excerpts'
  | 'checked_at'
  | 'created_at'
  | 'updated_at'
> {
  return {
    run_id: run.externalId,
    run_attempt: run.attempt,
    run_number: run.number,
    workflow_id: run.workflowExternalId,
    workflow_name: run.workflowName,
    workflow_path: run.workflowPath,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    branch: run.branch,
    lane: laneOf(run),
    commit_sha: run.commitSha,
    commit_message: run.commitMessage,
    author: run.author,
    pull_request_numbers: [...run.pullRequestNumbers],
    base_branch: run.baseBranch,
    run_url: run.url,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    forge_updated_at: run.updatedAt,
  };
}
