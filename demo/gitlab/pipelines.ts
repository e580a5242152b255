import type { MergeRequest } from './merge-requests';
import type { Project } from './projects';
import type { Trace } from './trace';
import type { User } from './users';

export type Status = 'created' | 'pending' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped' | 'manual';

export type When = 'on_success' | 'on_failure' | 'always' | 'manual';

/** What a job is given to work with. */
export interface JobContext {
  readonly pipeline: Pipeline;
  readonly job: Job;
  /** 1 for the first try of a job of this name, 2 for its first retry. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** How a job ended. */
export interface JobResult {
  readonly status: 'success' | 'failed';
  /** GitLab's reason of a failure, `script_failure` and so on. */
  readonly failureReason?: string;
  /** It failed in a way its file allows. */
  readonly allowFailure?: boolean;
}

/** What a job will do; the same for each retry. */
export interface JobPlan {
  readonly name: string;
  readonly stage: string;
  /** Names of the jobs waited for; null waits for all earlier stages. */
  readonly needs: readonly string[] | null;
  readonly when: When;
  readonly allowFailure: boolean;
  /** A trigger job: it starts another pipeline and has no trace. */
  readonly isBridge: boolean;
  perform(context: JobContext): Promise<JobResult>;
}

export interface Job {
  readonly id: number;
  readonly plan: JobPlan;
  readonly createdAt: Date;
  readonly user: User;
  readonly trace: Trace;
  status: Status;
  queuedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  failureReason: string | null;
  allowFailure: boolean;
  /** Replaced by a newer job of the same name. */
  retried: boolean;
  /** The pipeline a bridge started. */
  downstream: Pipeline | null;
  /** What `artifacts:reports:junit` named: path and content. */
  readonly reports: { readonly path: string; readonly content: Buffer }[];
  archive: Buffer | null;
}

export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  readonly ref: string;
  readonly sha: string;
  readonly beforeSha: string;
  readonly source: string;
  readonly user: User;
  readonly createdAt: Date;
  readonly stages: readonly string[];
  readonly jobs: Job[];
  readonly name: string | null;
  readonly yamlErrors: string | null;
  readonly mergeRequest: MergeRequest | null;
  readonly parent: { readonly pipeline: Pipeline; readonly job: Job } | null;
  status: Status;
  startedAt: Date | null;
  finishedAt: Date | null;
  updatedAt: Date;
  /** Older than the instance lets jobs be retried (`archive_builds_in`). */
  archived: boolean;
}

/** What makes pipelines from pushes and merge requests. */
export interface PipelineTrigger {
  pushed(project: Project, branch: string, before: string | null, after: string, by: User): Promise<void>;
  mergeRequest(mr: MergeRequest, by: User): Promise<void>;
  /** By hand, for a branch; null when the file there makes no job. */
  start(project: Project, branch: string, sha: string, by: User): Promise<Pipeline | null>;
}

/** The newest jobs of each name. */
export function currentJobs(pipeline: Pipeline): readonly Job[] {
  return pipeline.jobs.filter(({ retried }) => !retried);
}

export function isSettled(status: Status): boolean {
  return ['success', 'failed', 'canceled', 'skipped'].includes(status);
}

/** A pipeline's status by its jobs', as GitLab composes it. */
export function composeStatus(jobs: readonly Job[]): Status {
  const counted = jobs.map(({ status, allowFailure }) => {
    if (allowFailure && (status === 'failed' || status === 'canceled')) return 'success';
    // A manual job nobody has to press counts as skipped.
    return allowFailure && status === 'manual' ? 'skipped' : status;
  });
  const has = (status: Status): boolean => counted.includes(status);
  if (counted.every((status) => status === 'skipped')) return 'skipped';
  if (counted.every((status) => status === 'created')) return 'created';
  if (has('running')) return 'running';
  if (has('pending')) return counted.some((status) => isSettled(status)) ? 'running' : 'pending';
  if (has('manual')) return 'manual';
  if (has('created')) return 'running';
  if (has('failed')) return 'failed';
  return has('canceled') ? 'canceled' : 'success';
}

/** The pipelines of all projects. */
export class PipelineStore {
  private readonly pipelines = new Map<number, Pipeline>();
  private readonly jobs = new Map<number, { pipeline: Pipeline; job: Job }>();
  private readonly iids = new Map<number, number>();
  private nextId = 51_001;
  private nextJobId = 910_001;

  add(pipeline: Omit<Pipeline, 'id' | 'iid' | 'jobs'>): Pipeline {
    const iid = (this.iids.get(pipeline.project.id) ?? 0) + 1;
    this.iids.set(pipeline.project.id, iid);
    const added: Pipeline = { ...pipeline, id: this.nextId++, iid, jobs: [] };
    this.pipelines.set(added.id, added);
    return added;
  }

  addJob(pipeline: Pipeline, job: Omit<Job, 'id'>): Job {
    const added: Job = { ...job, id: this.nextJobId++ };
    pipeline.jobs.push(added);
    this.jobs.set(added.id, { pipeline, job: added });
    return added;
  }

  get(id: number): Pipeline | undefined {
    return this.pipelines.get(id);
  }

  job(id: number): { readonly pipeline: Pipeline; readonly job: Job } | undefined {
    return this.jobs.get(id);
  }

  all(): readonly Pipeline[] {
    return [...this.pipelines.values()];
  }

  /** Newest first. */
  ofProject(projectId: number): readonly Pipeline[] {
    return this.all()
      .filter(({ project }) => project.id === projectId)
      .reverse();
  }

  ofCommit(projectId: number, sha: string): readonly Pipeline[] {
    return this.ofProject(projectId).filter((pipeline) => pipeline.sha === sha && pipeline.parent === null);
  }
}
