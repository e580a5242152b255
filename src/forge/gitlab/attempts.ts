import type { RunConclusion, RunStatus } from '../forge.types';
import { toJobState } from './states';
import type { State } from './states';

/** What tells one try of a job from another. */
export interface Tried {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly failure_reason?: string | null;
  readonly allow_failure?: boolean | null | undefined;
}

/** A try with the attempt it was made in. */
export interface Numbered<T> {
  readonly job: T;
  readonly attempt: number;
}

function compareIds(a: { id: string }, b: { id: string }): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Which attempt each try of a job belongs to. GitLab retries jobs, not pipelines: each retry is a new job of the same
 * name with a higher id in the same pipeline. The n-th try of a name is made in attempt n, so that a red try is never
 * overwritten by the green one after it. A name stands for as many jobs as its newest tries (`latest`) are; GitLab lets
 * no two of a pipeline share one, but what is imported may.
 *
 * What it cannot tell: two jobs retried one after the other, once each, are one further attempt, not two.
 */
export function numbered<T extends Tried>(all: readonly T[], latest: readonly T[] = []): readonly Numbered<T>[] {
  const width = new Map<string, number>();
  for (const { name } of latest) width.set(name ?? '', (width.get(name ?? '') ?? 0) + 1);
  const seen = new Map<string, number>();
  return [...all].sort(compareIds).map((job) => {
    const name = job.name ?? '';
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { job, attempt: Math.floor(before / (width.get(name) ?? 1)) + 1 };
  });
}

/** The newest attempt; 1 for a pipeline without jobs. */
export function newestAttempt(tries: readonly Numbered<unknown>[]): number {
  return tries.reduce((newest, { attempt }) => Math.max(newest, attempt), 1);
}

/** What stands at the end of an attempt: of each name the try made in it, or the last one before. */
export function standing<T extends Tried>(tries: readonly Numbered<T>[], attempt: number): readonly Numbered<T>[] {
  const last = new Map<string, number>();
  for (const { job, attempt: made } of tries) {
    if (made <= attempt) last.set(job.name ?? '', Math.max(made, last.get(job.name ?? '') ?? 0));
  }
  return tries.filter(({ job, attempt: made }) => made <= attempt && last.get(job.name ?? '') === made);
}

/** How bad an ending is for the whole: a pipeline is what its worst job is. */
const WORST: readonly RunConclusion[] = ['failure', 'timed_out', 'startup_failure', 'cancelled'];
const IDLE: readonly RunStatus[] = ['queued', 'waiting', 'pending'];

/**
 * How an attempt that was retried ended, from what stood at its end: GitLab keeps only the newest state of a pipeline.
 * Jobs that never began because an earlier stage failed are no reason to call it unfinished: it has been retried.
 */
export function pastState(tries: readonly Numbered<Tried>[]): State {
  const states = tries.map(({ job }) => toJobState(job));
  const worst = WORST.find((conclusion) => states.some((state) => state.conclusion === conclusion));
  if (worst !== undefined) return { status: 'completed', conclusion: worst === 'startup_failure' ? 'failure' : worst };
  const isIdle = states.every(({ status }) => IDLE.includes(status));
  return { status: 'completed', conclusion: isIdle ? 'skipped' : 'success' };
}
