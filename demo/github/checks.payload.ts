import type { Job, Run } from './actions.store';
import { nodeId, timestamp } from './payloads';
import type { Json, Repository } from './payloads';

/** A job as a check run: GitHub shows each job of its Actions as one, under the same id. */
export function checkRunPayload(run: Run, job: Job, repository: Repository): Json {
  const url = `${repository.url}/check-runs/${job.id}`;
  const details = `${repository.html_url}/actions/runs/${run.id}/job/${job.id}`;
  // Checks know fewer states than jobs.
  const status = job.status === 'completed' || job.status === 'in_progress' ? job.status : 'queued';
  return {
    id: job.id,
    name: job.name,
    node_id: nodeId('CR', job.id),
    head_sha: run.commit.sha,
    external_id: nodeId('J', job.id),
    url,
    html_url: details,
    details_url: details,
    status,
    conclusion: job.conclusion,
    started_at: timestamp(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt === null ? null : timestamp(job.completedAt),
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: suiteOf(run) },
    app: null,
    pull_requests: [],
  };
}

function suiteOf(run: Run): number {
  return run.id + 20_000_000_000;
}

/** The same as its webhook carries it. */
export function checkEventPayload(run: Run, job: Job, repository: Repository): Json {
  return checkRunPayload(run, job, repository);
}
