import type { ForgeJob } from '../forge.types';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { newestAttempt, numbered, standing } from './attempts';
import type { Numbered } from './attempts';
import { bridgesOf, decides, pipelineIdsOf } from './children';
import { toJob } from './convert';
import { jobListSchema, pipelineSchema } from './schemas';
import type { RawBridge, RawJob } from './schemas';

/** 2,000 jobs; GitLab.com allows fewer in a pipeline. */
const JOB_PAGES = 20;
/** A child pipeline may have children, and no further. */
const DEEPEST_CHILD = 2;

/** All tries of a pipeline's own jobs, numbered. */
export async function triesOf(api: GitLabApi, project: number, pipeline: number): Promise<readonly Numbered<RawJob>[]> {
  const all = await list(api, project, pipeline, true);
  const isAmbiguous = new Set(all.map(({ name }) => name)).size < all.length;
  // The newest tries are asked for only where a name comes twice: most pipelines are never retried.
  return numbered(all, isAmbiguous ? await list(api, project, pipeline, false) : []);
}

async function list(api: GitLabApi, project: number, pipelineId: number, includeRetried: boolean): Promise<RawJob[]> {
  const { items } = await api.pages(jobListSchema, JOB_PAGES, ({ jobs }, page) =>
    jobs.all(project, { pipelineId, includeRetried, ...page }),
  );
  return items;
}

/**
 * The jobs that stand at the end of an attempt, with those of the pipelines they started: a child pipeline holds the real
 * failure, and its parent says no more than that something failed. Those are called `bridge / job`. A child that does not
 * decide over its parent is a run of its own.
 */
export async function jobsOf(
  api: GitLabApi,
  project: number,
  run: { readonly externalId: string; readonly attempt: number },
): Promise<readonly ForgeJob[]> {
  const { pipeline } = pipelineIdsOf(run.externalId);
  const tries = await triesOf(api, project, pipeline);
  const isNewest = run.attempt >= newestAttempt(tries);
  const own = standing(tries, run.attempt).map(({ job }) => toJob(job, run));
  return [...own, ...(isNewest ? await below(api, project, run, pipeline, '', 1) : [])];
}

async function below(
  api: GitLabApi,
  project: number,
  run: { readonly externalId: string; readonly attempt: number },
  pipeline: number,
  prefix: string,
  depth: number,
): Promise<readonly ForgeJob[]> {
  const found: ForgeJob[] = [];
  for (const bridge of await bridgesOf(api, project, pipeline))
    found.push(...(await ofBridge(api, project, run, bridge, prefix, depth)));
  return found;
}

async function ofBridge(
  api: GitLabApi,
  project: number,
  run: { readonly externalId: string; readonly attempt: number },
  bridge: RawBridge,
  prefix: string,
  depth: number,
): Promise<readonly ForgeJob[]> {
  const name = `${prefix}${bridge.name ?? `Job ${bridge.id}`}`;
  const child = bridge.downstream_pipeline;
  const isHere = child !== null && child !== undefined && Number(child.project_id ?? project) === project;
  // One that started nothing, or something in another project, stands for itself.
  if (!isHere || depth > DEEPEST_CHILD) return [toJob(bridge, run, name)];
  const id = numericId(child.id);
  const { data: pipeline } = await api.get(pipelineSchema, ({ pipelines }) => pipelines.show(project, id));
  // A child that goes on alone is a run of its own.
  if (!decides(bridge, pipeline)) return [toJob(bridge, run, name)];
  const children = standing(await triesOf(api, project, id), Number.MAX_SAFE_INTEGER);
  const told = children.map(({ job }) => toJob(job, run, `${name} / ${job.name ?? job.id}`));
  return [...told, ...(await below(api, project, run, id, `${name} / `, depth + 1))];
}
