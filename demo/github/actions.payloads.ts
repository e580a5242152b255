import type { Attempt, CommitInfo, Job, Run, RunPullRequest, Workflow } from './actions.store';
import { minimalRepository, nodeId, timestamp } from './payloads';
import type { Json, Repository, User } from './payloads';

/** What the payloads need to know besides the run itself. */
export interface RunContext {
  readonly repository: Repository;
  readonly actor: User;
  readonly triggeringActor: User;
  readonly baseUrl: string;
}

function optional(date: Date | null): string | null {
  return date === null ? null : timestamp(date);
}

export function workflowPayload(workflow: Workflow, repository: Repository): Json {
  return {
    id: workflow.id,
    node_id: nodeId('W', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt.toISOString(),
    updated_at: workflow.updatedAt.toISOString(),
    url: `${repository.url}/actions/workflows/${workflow.id}`,
    html_url: `${repository.html_url}/blob/${repository.default_branch}/${workflow.path}`,
    badge_url: `${repository.html_url}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

function headCommit(commit: CommitInfo): Json {
  const person = { name: commit.authorName, email: commit.authorEmail };
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    message: commit.message,
    timestamp: commit.timestamp,
    author: person,
    committer: person,
  };
}

function pullRequestPayload(pull: RunPullRequest, repository: Repository): Json {
  const repo = { id: repository.id, url: repository.url, name: repository.name };
  return {
    id: pull.id,
    number: pull.number,
    url: `${repository.url}/pulls/${pull.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  };
}

/** A run as REST and the `workflow_run` webhook show it, seen at one of its attempts. */
export function runPayload(run: Run, attempt: Attempt, context: RunContext): Json {
  const { repository } = context;
  const url = `${repository.url}/actions/runs/${run.id}`;
  const minimal = minimalRepository(repository, context.baseUrl);
  const suite = run.id + 20_000_000_000;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WFR', run.id),
    check_suite_id: suite,
    check_suite_node_id: nodeId('CS', suite),
    head_branch: run.branch,
    head_sha: run.commit.sha,
    path: run.workflow.path,
    display_title: run.displayTitle,
    run_number: run.number,
    run_attempt: attempt.number,
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: `${repository.html_url}/actions/runs/${run.id}`,
    pull_requests: run.pullRequests.map((pull) => pullRequestPayload(pull, repository)),
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(attempt.updatedAt),
    run_started_at: timestamp(attempt.startedAt),
    actor: context.actor,
    triggering_actor: context.triggeringActor,
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repository.url}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${repository.url}/actions/workflows/${run.workflow.id}`,
    head_commit: headCommit(run.commit),
    repository: minimal,
    head_repository: minimal,
  };
}

/** A job as REST and the `workflow_job` webhook show it. */
export function jobPayload(run: Run, attempt: Attempt, job: Job, repository: Repository): Json {
  const onRunner = job.startedAt !== null && job.conclusion !== 'skipped';
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: `${repository.url}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    node_id: nodeId('CR', job.id),
    head_sha: run.commit.sha,
    url: `${repository.url}/actions/jobs/${job.id}`,
    html_url: `${repository.html_url}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: timestamp(job.createdAt),
    // GitHub gives a queued job a start, too: the time it was created.
    started_at: timestamp(job.startedAt ?? job.createdAt),
    completed_at: optional(job.completedAt),
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: optional(step.startedAt),
      completed_at: optional(step.completedAt),
    })),
    check_run_url: `${repository.url}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: onRunner ? 1 : null,
    runner_name: onRunner ? 'demo-runner-1' : null,
    runner_group_id: onRunner ? 0 : null,
    runner_group_name: onRunner ? 'Default' : null,
  };
}
