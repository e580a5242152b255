import type { RunApi } from '../forge';
import { ForgeError } from '../forge.errors';
import type { ForgeJob } from '../forge.types';
import { nextLink, urlId } from './api';
import type { GitHubApi } from './api';
import { toJob, toRun } from './convert';
import { readLogs } from './logs';
import { jobListSchema, runListSchema, runSchema } from './schemas';

const PAGE_SIZE = 100;
/** A matrix makes at most 256 jobs and a run holds few matrices; 20 pages are 2,000 jobs. */
const JOB_PAGES = 20;

/** GitHub answers every refused rerun with 403 and says why in words only. */
const STILL_RUNNING = /already running|still running|in progress|not (?:yet )?(?:been )?completed/i;
const TOO_LATE = /month ago|days ago|too old|too many times|re-?run limit|limit (?:of|has been) |maximum|expired/i;

/** A refused rerun by what can be done about it. */
export function toRerunError(error: unknown): unknown {
  if (!(error instanceof ForgeError) || error.reason === null || error.status === null) return error;
  if (error.kind !== 'forbidden' && error.kind !== 'rejected') return error;
  const details = { status: error.status, reason: error.reason };
  if (STILL_RUNNING.test(error.reason)) return new ForgeError('github', 'conflict', details);
  if (TOO_LATE.test(error.reason)) return new ForgeError('github', 'gone', details);
  return error;
}

/** Workflow runs, jobs and logs seen by one credential. */
export function runApi(api: GitHubApi): RunApi {
  return {
    async listRuns(repository, query) {
      return api.inRepository(repository, async (base) => {
        const { data, headers } = await api.get(runListSchema, `${base}/actions/runs`, {
          page: query.page,
          per_page: query.perPage,
          ...(query.since === undefined ? {} : { created: `>=${query.since.toISOString()}` }),
        });
        const items = data.workflow_runs.map((raw) => toRun(raw));
        return { items, hasNext: nextLink(headers) !== null };
      });
    },
    async getRun(repository, runExternalId, attempt) {
      return api.inRepository(repository, async (base) => {
        const run = `${base}/actions/runs/${urlId(runExternalId)}`;
        const { data } = await api.get(runSchema, attempt === undefined ? run : `${run}/attempts/${attempt}`);
        return toRun(data);
      });
    },
    async listJobs(repository, runExternalId, attempt) {
      return api.inRepository(repository, async (base) => {
        const url = `${base}/actions/runs/${urlId(runExternalId)}/attempts/${attempt}/jobs`;
        const jobs: ForgeJob[] = [];
        for (let page = 1; page <= JOB_PAGES; page += 1) {
          const { data, headers } = await api.get(jobListSchema, url, { per_page: PAGE_SIZE, page });
          jobs.push(...data.jobs.map((raw) => toJob(raw, attempt)));
          if (nextLink(headers) === null) break;
        }
        return jobs;
      });
    },
    async readLogs(repository, run, jobs, take) {
      if (jobs.length === 0) return;
      await api.inRepository(repository, async (base) => readLogs(api, base, run, jobs, take));
    },
    async rerun(repository, runExternalId, { failedJobsOnly }) {
      const command = failedJobsOnly ? 'rerun-failed-jobs' : 'rerun';
      await api.inRepository(repository, async (base) => {
        try {
          await api.command('POST', `${base}/actions/runs/${urlId(runExternalId)}/${command}`);
        } catch (error) {
          throw toRerunError(error);
        }
      });
    },
  };
}
