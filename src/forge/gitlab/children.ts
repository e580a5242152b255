import { numericId } from './api';
import type { GitLabApi } from './api';
import { gitlabError } from './errors';
import { bridgeListSchema } from './schemas';
import type { RawBridge, RawPipeline } from './schemas';

/** A pipeline by its id, and the one that started it where it is a run of its own all the same. */
export interface PipelineIds {
  readonly pipeline: number;
  readonly parent: number | null;
}

/** A child that does not decide over its parent is a run whose id names both: GitLab tells no child's parent but in hooks. */
export function childRunId(parent: string, child: string): string {
  return `${parent}/${child}`;
}

/** What a run's id names. */
export function pipelineIdsOf(runExternalId: string): PipelineIds {
  const [first = '', second, more] = runExternalId.split('/');
  if (more !== undefined) throw gitlabError('not-found', 'not an id of this forge');
  return second === undefined
    ? { pipeline: numericId(first), parent: null }
    : { pipeline: numericId(second), parent: numericId(first) };
}

/** The trigger jobs of a pipeline. */
export async function bridgesOf(api: GitLabApi, project: number, pipeline: number): Promise<readonly RawBridge[]> {
  const { items } = await api.pages(bridgeListSchema, 1, ({ jobs }, page) =>
    // Gitbeaker's types forget that this list has pages.
    jobs.allPipelineBridges(project, pipeline, page as never),
  );
  return items;
}

/**
 * True where a trigger job ends as its child does (`strategy: depend`), so that the child's end is the parent's. GitLab does
 * not say so: a job that only starts its child has ended before it.
 */
export function decides(
  bridge: Pick<RawBridge, 'status' | 'finished_at'>,
  child: Pick<RawPipeline, 'finished_at'>,
): boolean {
  if (bridge.finished_at === null) return true;
  return child.finished_at !== null && bridge.finished_at >= child.finished_at;
}

/** The trigger job that started a child. */
export async function bridgeOf(api: GitLabApi, project: number, { pipeline, parent }: PipelineIds): Promise<RawBridge> {
  const bridges = parent === null ? [] : await bridgesOf(api, project, parent);
  const own = bridges.find(({ downstream_pipeline: child }) => Number(child?.id) === pipeline);
  if (own === undefined) throw gitlabError('not-found', 'the pipeline started no such child');
  return own;
}
