import type { Background } from '../common/background';
import { composeStatus, currentJobs, isSettled } from './pipelines';
import type { Job, JobPlan, Pipeline, PipelineStore, Status } from './pipelines';
import { Trace } from './trace';
import type { User } from './users';

/** Who is told of each change of status. */
export interface PipelineEvents {
  pipeline(pipeline: Pipeline): Promise<void>;
  build(pipeline: Pipeline, job: Job): Promise<void>;
}

export type NewPipeline = Omit<
  Pipeline,
  'id' | 'iid' | 'jobs' | 'status' | 'createdAt' | 'startedAt' | 'finishedAt' | 'updatedAt' | 'archived'
>;

/** Carries pipelines through their life: one at a time, jobs by stage and need. */
export class PipelineEngine {
  private readonly aborts = new Map<number, AbortController>();
  private queue: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly store: PipelineStore,
    private readonly background: Background,
    private readonly now: () => Date,
    private readonly events: PipelineEvents,
  ) {}

  /** Makes a pipeline and queues it. One whose file is wrong fails at once and has no job. */
  start(input: NewPipeline, plans: readonly JobPlan[]): Pipeline {
    const pipeline = this.create(input, plans);
    this.enqueue(pipeline);
    return pipeline;
  }

  /** Makes a child and carries it to its end before it returns: for a trigger job that depends on it. */
  async startNow(input: NewPipeline, plans: readonly JobPlan[], made: (pipeline: Pipeline) => void): Promise<Pipeline> {
    const pipeline = this.create(input, plans);
    made(pipeline);
    await this.perform(pipeline);
    return pipeline;
  }

  /** Runs what failed or was canceled again, under new ids, and what was skipped because of it. */
  retry(pipeline: Pipeline, by: User): void {
    const again = currentJobs(pipeline).filter(({ status }) => status === 'failed' || status === 'canceled');
    for (const job of again) this.replace(pipeline, job, by);
    this.reopen(pipeline);
  }

  /** Runs one job again; null when it cannot be. */
  retryJob(pipeline: Pipeline, job: Job, by: User): Job | null {
    if (job.retried || !['success', 'failed', 'canceled'].includes(job.status)) return null;
    const next = this.replace(pipeline, job, by);
    this.reopen(pipeline);
    return next;
  }

  /** Starts a manual job. */
  play(pipeline: Pipeline, job: Job): void {
    job.status = 'pending';
    this.reopen(pipeline);
  }

  /** Stops what runs; what has not begun never will. */
  cancel(pipeline: Pipeline): void {
    for (const job of currentJobs(pipeline)) {
      if (!isSettled(job.status)) this.stop(pipeline, job);
      if (job.downstream) this.cancel(job.downstream);
    }
    this.enqueue(pipeline);
  }

  cancelJob(pipeline: Pipeline, job: Job): void {
    this.stop(pipeline, job);
    this.enqueue(pipeline);
  }

  close(): void {
    this.isClosed = true;
    for (const abort of this.aborts.values()) abort.abort();
  }

  private create(input: NewPipeline, plans: readonly JobPlan[]): Pipeline {
    const createdAt = this.now();
    const pipeline = this.store.add({
      ...input,
      status: input.yamlErrors === null ? 'created' : 'failed',
      createdAt,
      startedAt: null,
      finishedAt: input.yamlErrors === null ? null : createdAt,
      updatedAt: createdAt,
      archived: false,
    });
    for (const plan of plans) this.addJob(pipeline, plan, input.user);
    return pipeline;
  }

  private addJob(pipeline: Pipeline, plan: JobPlan, user: User): Job {
    return this.store.addJob(pipeline, {
      plan,
      user,
      createdAt: this.now(),
      trace: new Trace(this.now),
      status: 'created',
      queuedAt: null,
      startedAt: null,
      finishedAt: null,
      failureReason: null,
      allowFailure: plan.allowFailure,
      retried: false,
      downstream: null,
      reports: [],
      archive: null,
    });
  }

  private replace(pipeline: Pipeline, job: Job, by: User): Job {
    job.retried = true;
    const next = this.addJob(pipeline, job.plan, by);
    // A job once asked for by hand needs no second asking.
    next.status = 'pending';
    return next;
  }

  private reopen(pipeline: Pipeline): void {
    for (const job of currentJobs(pipeline)) if (job.status === 'skipped') job.status = 'created';
    pipeline.finishedAt = null;
    this.enqueue(pipeline);
  }

  private stop(_pipeline: Pipeline, job: Job): void {
    const running = this.aborts.get(job.id);
    if (running) running.abort();
    else {
      job.status = 'canceled';
      job.finishedAt = this.now();
    }
  }

  private enqueue(pipeline: Pipeline): void {
    const turn = this.queue.then(() => this.perform(pipeline));
    this.queue = turn.catch(() => undefined);
    this.background.run(() => turn);
  }

  private async perform(pipeline: Pipeline): Promise<void> {
    if (this.isClosed) return;
    if (pipeline.yamlErrors !== null) return this.events.pipeline(pipeline);
    for (const job of pipeline.jobs) if (job.status === 'created') await this.events.build(pipeline, job);
    for (let next = this.step(pipeline); next && !this.isStopped(); next = this.step(pipeline)) {
      if (next.decision === 'run') await this.run(pipeline, next.job);
      else await this.settle(pipeline, next.job, next.decision);
    }
    await this.update(pipeline);
    return undefined;
  }

  private isStopped(): boolean {
    return this.isClosed;
  }

  /** The first job something can be done about. */
  private step(pipeline: Pipeline): { job: Job; decision: 'run' | 'skipped' | 'manual' } | null {
    for (const job of currentJobs(pipeline)) {
      if (job.status === 'pending') return { job, decision: 'run' };
      if (job.status !== 'created') continue;
      const decision = decide(pipeline, job);
      if (decision !== null) return { job, decision };
    }
    return null;
  }

  private async settle(pipeline: Pipeline, job: Job, status: 'skipped' | 'manual'): Promise<void> {
    job.status = status;
    await this.events.build(pipeline, job);
    await this.update(pipeline);
  }

  private async run(pipeline: Pipeline, job: Job): Promise<void> {
    const abort = new AbortController();
    this.aborts.set(job.id, abort);
    job.status = 'pending';
    job.queuedAt = this.now();
    await this.events.build(pipeline, job);
    await this.update(pipeline);
    job.status = 'running';
    job.startedAt = this.now();
    pipeline.startedAt ??= job.startedAt;
    await this.events.build(pipeline, job);
    await this.update(pipeline);
    const attempt = pipeline.jobs.filter(({ plan }) => plan.name === job.plan.name).length;
    const result = await job.plan.perform({ pipeline, job, attempt, signal: abort.signal });
    this.aborts.delete(job.id);
    job.status = abort.signal.aborted ? 'canceled' : result.status;
    job.allowFailure = job.plan.allowFailure || result.allowFailure === true;
    job.failureReason = job.status === 'failed' ? (result.failureReason ?? 'script_failure') : null;
    job.finishedAt = this.now();
    await this.events.build(pipeline, job);
    await this.update(pipeline);
  }

  /** Tells of the pipeline's status when it has changed. */
  private async update(pipeline: Pipeline): Promise<void> {
    const status: Status = composeStatus(currentJobs(pipeline));
    if (status === pipeline.status) return;
    const at = this.now();
    pipeline.status = status;
    pipeline.updatedAt = at;
    pipeline.finishedAt = isSettled(status) ? at : null;
    await this.events.pipeline(pipeline);
  }
}

/** What becomes of a job that waits; null while what it waits for is not settled. */
function decide(pipeline: Pipeline, job: Job): 'run' | 'skipped' | 'manual' | null {
  const { plan } = job;
  const current = currentJobs(pipeline);
  const stage = pipeline.stages.indexOf(plan.stage);
  const before = current.filter((other) =>
    plan.needs === null ? pipeline.stages.indexOf(other.plan.stage) < stage : plan.needs.includes(other.plan.name),
  );
  const isOpen = (other: Job): boolean =>
    !isSettled(other.status) && !(other.status === 'manual' && other.allowFailure);
  if (before.some(isOpen)) return null;
  const isBad = (other: Job): boolean =>
    (other.status === 'failed' || other.status === 'canceled') && !other.allowFailure;
  const isSkipped = (other: Job): boolean => other.status === 'skipped' && plan.needs !== null;
  const isRed = before.some(isBad);
  if (plan.when === 'always') return 'run';
  if (plan.when === 'on_failure') return isRed ? 'run' : 'skipped';
  if (isRed || before.some(isSkipped)) return 'skipped';
  return plan.when === 'manual' ? 'manual' : 'run';
}
