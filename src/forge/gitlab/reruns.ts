import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { GitLabApi } from './api';
import { gitlabError } from './errors';
import { jobListSchema, pipelineSchema } from './schemas';
import type { RawJob } from './schemas';
import { toJobState, toRunState } from './states';

/** Jobs retried one by one for a whole rerun; GitLab has no word for it. */
const MOST_JOBS = 100;
const TOO_OLD = /archived|too old|not retryable|cannot be retried/i;

/**
 * Retries a pipeline: its failed and cancelled jobs in one request, or every job that ran, one after the other. The
 * pipeline keeps its id; the new jobs are its next attempt.
 */
export async function rerunPipeline(
  api: GitLabApi,
  project: number,
  pipeline: number,
  { failedJobsOnly }: { failedJobsOnly: boolean },
): Promise<void> {
  const { data } = await api.get(pipelineSchema, ({ pipelines }) => pipelines.show(project, pipeline));
  // GitLab would take the request and retry what has ended so far.
  if (toRunState(data).status !== 'completed') throw gitlabError('conflict', 'the pipeline is still running');
  const jobs = await newestJobs(api, project, pipeline);
  try {
    if (failedJobsOnly) {
      await api.write(z.unknown(), ({ pipelines }) => pipelines.retry(project, pipeline));
      return;
    }
    const ran = jobs.filter((job) => toJobState(job).status === 'completed' && job.started_at !== null);
    for (const { id } of ran.slice(0, MOST_JOBS)) {
      await api.write(z.unknown(), ({ jobs: all }) => all.retry(project, Number(id)), 'data');
    }
  } catch (error) {
    throw toRerunError(error, jobs);
  }
}

async function newestJobs(api: GitLabApi, project: number, pipelineId: number): Promise<RawJob[]> {
  const { items } = await api.pages(jobListSchema, MOST_JOBS / 100, ({ jobs }, page) =>
    jobs.all(project, { pipelineId, ...page }),
  );
  return items;
}

/** GitLab refuses an archived pipeline as it refuses a stranger; the jobs say which it is. */
export function toRerunError(error: unknown, jobs: readonly Pick<RawJob, 'archived'>[]): unknown {
  if (!(error instanceof ForgeError) || error.kind !== 'forbidden') return error;
  const isOld = jobs.some(({ archived }) => archived === true) || TOO_OLD.test(error.reason ?? '');
  return isOld ? new ForgeError('gitlab', 'gone', { status: 403, reason: error.reason ?? 'archived' }) : error;
}
