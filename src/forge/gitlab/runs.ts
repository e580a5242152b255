import type { RunApi } from '../forge';
import type { ForgeRun, RepositoryRef } from '../forge.types';
import { hasNext, numericId } from './api';
import type { GitLabApi } from './api';
import { newestAttempt, pastState, standing } from './attempts';
import type { Numbered } from './attempts';
import { bridgeOf, decides, pipelineIdsOf } from './children';
import { stateOf, toRun, WORKFLOW_NAME } from './convert';
import type { PipelineIds } from './children';
import type { RunContext } from './convert';
import { gitlabError, isNotFound } from './errors';
import { jobsOf, triesOf } from './jobs';
import { readTraces } from './logs';
import { rerunPipeline } from './reruns';
import { commitSchema, mergeRequestSchema, pipelineListSchema, pipelineSchema } from './schemas';
import type { RawCommit, RawJob, RawPipeline } from './schemas';

/** Pipelines read at a time for a list: each is some three requests, and GitLab.com allows 2,000 a minute. */
const AT_A_TIME = 5;
const MERGE_REQUEST = /^refs\/merge-requests\/(\d{1,10})\/(head|merge|train)$/;

/** Pipelines, jobs and traces seen by one credential. */
export function runApi(api: GitLabApi): RunApi {
  return {
    async listRuns(repository, { page, perPage, since }) {
      const project = numericId(repository.externalId);
      const { data, headers } = await api.get(pipelineListSchema, ({ pipelines }) =>
        pipelines.all(project, {
          page,
          perPage,
          orderBy: 'id',
          sort: 'desc',
          // Whatever was made since then was touched since then; what was only touched is left out below.
          ...(since === undefined ? {} : { updatedAfter: since.toISOString() }),
        }),
      );
      const isWanted = ({ created_at: at }: RawPipeline): boolean => since === undefined || at === null || at >= since;
      const wanted = data.filter(isWanted);
      const items: ForgeRun[] = [];
      for (let at = 0; at < wanted.length; at += AT_A_TIME) {
        const some = wanted.slice(at, at + AT_A_TIME);
        items.push(...(await Promise.all(some.map(({ id }) => read(api, repository, id)))));
      }
      return { items, hasNext: hasNext(headers) };
    },
    async getRun(repository, runExternalId, attempt) {
      return read(api, repository, runExternalId, attempt);
    },
    async listJobs(repository, runExternalId, attempt) {
      return jobsOf(api, numericId(repository.externalId), { externalId: runExternalId, attempt });
    },
    async readLogs(repository, _run, jobs, take) {
      await readTraces(api, numericId(repository.externalId), jobs, take);
    },
    async rerun(repository, runExternalId, options) {
      await rerunPipeline(api, numericId(repository.externalId), pipelineIdsOf(runExternalId).pipeline, options);
    },
  };
}

async function read(api: GitLabApi, repository: RepositoryRef, runId: string, attempt?: number): Promise<ForgeRun> {
  const project = numericId(repository.externalId);
  const ids = pipelineIdsOf(runId);
  const { pipeline } = ids;
  const { data: raw } = await api.get(pipelineSchema, ({ pipelines }) => pipelines.show(project, pipeline));
  const workflowName = ids.parent === null ? WORKFLOW_NAME : await childName(api, project, ids, raw);
  const tries = await triesOf(api, project, pipeline);
  const newest = newestAttempt(tries);
  const wanted = attempt ?? newest;
  if (wanted > newest) throw gitlabError('not-found', 'the pipeline has no such attempt');
  const [times, commit] = [timesOf(raw, tries, wanted), await commitOf(api, project, raw.sha)];
  const state = wanted === newest ? stateOf(raw) : pastState(standing(tries, wanted));
  return toRun(raw, {
    externalId: runId,
    workflowName,
    attempt: wanted,
    state,
    ...times,
    completedAt: wanted === newest ? raw.finished_at : times.completedAt,
    ...(await placeOf(api, project, raw, commit)),
    commitMessage: commit?.message ?? null,
  });
}

/** A child is named after the job that started it. One whose end is its parent's is no run. */
async function childName(api: GitLabApi, project: number, ids: PipelineIds, raw: RawPipeline): Promise<string> {
  const bridge = await bridgeOf(api, project, ids);
  if (decides(bridge, raw)) throw gitlabError('gone', 'a child pipeline whose jobs are told with its parent');
  return `${WORKFLOW_NAME} / ${bridge.name ?? bridge.id}`;
}

/** The first attempt begins with the pipeline, a later one with its first retry; each ends with its last job. */
function timesOf(
  raw: RawPipeline,
  tries: readonly Numbered<RawJob>[],
  attempt: number,
): { startedAt: Date | null; completedAt: Date | null } {
  const own = tries.filter((one) => one.attempt === attempt).map(({ job }) => job);
  const earliest = own.flatMap(({ created_at: at }) => at ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  const latest = own.flatMap(({ finished_at: at }) => at ?? []).sort((a, b) => b.getTime() - a.getTime())[0];
  return {
    startedAt: attempt === 1 ? raw.created_at : (earliest ?? raw.created_at),
    completedAt: latest ?? raw.finished_at,
  };
}

async function commitOf(api: GitLabApi, project: number, sha: string): Promise<RawCommit | null> {
  try {
    return (await api.get(commitSchema, ({ commits }) => commits.show(project, sha))).data;
  } catch (error) {
    // Garbage-collected after its branch was deleted.
    if (isNotFound(error)) return null;
    throw error;
  }
}

/**
 * Which branch and commit a pipeline is about. A merge request's pipeline runs on a ref of its own and, with merged
 * results, on a commit GitLab made of both sides: its second parent is what people pushed.
 */
async function placeOf(
  api: GitLabApi,
  project: number,
  raw: RawPipeline,
  commit: RawCommit | null,
): Promise<Pick<RunContext, 'branch' | 'commitSha' | 'mergeRequest'>> {
  const [, iid, kind] = MERGE_REQUEST.exec(raw.ref ?? '') ?? [];
  if (iid === undefined) {
    return { branch: raw.tag === true ? null : raw.ref, commitSha: raw.sha, mergeRequest: null };
  }
  const number = Number(iid);
  const commitSha = kind === 'head' ? raw.sha : (commit?.parent_ids?.[1] ?? raw.sha);
  try {
    const { data } = await api.get(mergeRequestSchema, ({ mergeRequests }) => mergeRequests.show(project, number));
    return { branch: data.source_branch, commitSha, mergeRequest: { number, baseBranch: data.target_branch } };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { branch: null, commitSha, mergeRequest: { number, baseBranch: null } };
  }
}
