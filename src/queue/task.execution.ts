import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { newId } from '../common/ids';
import { withContext } from '../common/request-context';
import { SpanKind, tellShared, traced, type Span } from '../common/tracing/tracing';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import { batchSchema } from './fact-batch';
import { QueueMetrics, type TaskOutcome } from './queue.metrics';
import { decideRetry, failureOf } from './retry';
import { TaskErrors } from './task.errors';
import { TaskQueue } from './task.queue';
import type { RegisteredTask } from './task.registry';
import { TaskStore } from './task.store';
import type { TaskEnvelope } from './task';

/** What the queue knows of the job a task came in. */
export interface JobInfo {
  readonly id: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly key: string | null;
  /** What the queue kept of the last try that ended with an error; null when none did. */
  readonly lastError: string | null;
  readonly signal: AbortSignal;
}

/**
 * A worker that is killed in a task's last try leaves it without an end, and so does a database that does not take the end: it
 * gets tries beyond (see `Liveness`). In this many it runs as before, for most of the killed did nothing wrong; then it is buried
 * without running, since it may be what kills.
 */
const TRIES_BEYOND = 2;

/** A task put off this often by a forge that never listens again is dead. At one wait an hour: two days. */
const MAX_WAITS = 48;

const envelopeSchema = z.object({
  data: z.unknown(),
  request_id: z.string().optional(),
  task_id: z.string().optional(),
  user_id: z.string().optional(),
  waits: z.number().int().optional(),
  lane: z.string().optional(),
  priority: z.int().optional(),
});

/** A batch of facts of any shape, to be broken up. */
const anyBatch = batchSchema();

/**
 * Runs one task: opens its envelope, sets the log context, keeps the tracked row true, and turns a thrown error into
 * retry (throws, so that the queue backs off), wait until, or death. Resolves when the queue may forget the job.
 */
@Injectable()
export class TaskExecution {
  private readonly logger = new Logger('Tasks');

  constructor(
    private readonly db: Database,
    private readonly store: TaskStore,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
    private readonly metrics: QueueMetrics,
  ) {}

  async run(task: RegisteredTask, rawPayload: unknown, job: JobInfo): Promise<void> {
    const parsed = envelopeSchema.safeParse(rawPayload);
    // The queue's crontab enqueues its own payload, without an envelope.
    const own = parsed.success && 'data' in parsed.data ? parsed.data : null;
    const envelope: TaskEnvelope = own ?? { data: {} };
    const isOutlived = job.attempt > task.definition.maxAttempts + TRIES_BEYOND && job.attempt >= job.maxAttempts;
    const taskId = envelope.task_id ?? newId();
    const requestId = envelope.request_id ?? taskId;
    const { kind } = task.definition;
    const startedAt = performance.now();
    const startedAtMs = Date.now();
    const end = (outcome: TaskOutcome): void => {
      this.metrics.observe(kind, outcome, (performance.now() - startedAt) / 1000);
    };
    const attributes = { 'devflowfix.task.id': taskId, 'devflowfix.task.attempt': job.attempt };
    const work = async (span: Span): Promise<void> => {
      try {
        const outcome = await this.execute(task, envelope, taskId, job, isOutlived);
        span.setAttribute('devflowfix.task.outcome', outcome);
        end(outcome);
      } catch (error) {
        end('retried');
        if (error instanceof RetryLater) throw error;
        // The database did not take what became of the task; the message may hold values, and the queue keeps it.
        this.logger.warn({ error }, 'how a task ended could not be written down; later again');
        throw new RetryLater(failureOf(error).code, job.attempt);
      } finally {
        if (task.batchOf !== null) tellShared(requestsOf(envelope), kind, span, startedAtMs);
      }
    };
    await withContext({ requestId, taskId, taskKind: kind }, () => traced(kind, attributes, work, SpanKind.CONSUMER));
  }

  /** Throws for a task that the queue has to bring again. */
  private async execute(
    task: RegisteredTask,
    envelope: TaskEnvelope,
    taskId: string,
    job: JobInfo,
    isOutlived: boolean,
  ): Promise<Exclude<TaskOutcome, 'retried'>> {
    const tracked = envelope.task_id !== undefined;
    if (tracked) await this.store.markRunning(this.db.read, taskId, job.attempt, this.clock.now());
    try {
      // A batch whose worker was killed may hold what killed it, with up to 49 others: they part at once, and do not run again.
      if (isOutlived || (task.batchOf !== null && wasKilled(job)))
        throw new AppError(wasKilled(job) ? TaskErrors.workerDied : TaskErrors.endLost);
      const payload = task.definition.schema.parse(envelope.data);
      const result = await task.handle(payload, {
        attempt: job.attempt,
        maxAttempts: job.maxAttempts,
        signal: job.signal,
        progress: async (percent, step) => {
          if (tracked) await this.store.saveProgress(this.db.read, taskId, percent, step);
        },
      });
      if (tracked) await this.store.markSucceeded(this.db.read, taskId, result, this.clock.now());
      return 'succeeded';
    } catch (error) {
      if (task.batchOf === null) return this.fail(task, envelope, taskId, job, error);
      await this.breakUp(task.batchOf, envelope, job, error);
      return 'broken_up';
    }
  }

  /** One of a batch is to blame, or the database: each fact gets a task of its own, or the queue brings the batch again. */
  private async breakUp(
    of: NonNullable<RegisteredTask['batchOf']>,
    envelope: TaskEnvelope,
    job: JobInfo,
    error: unknown,
  ): Promise<void> {
    const batch = anyBatch.parse(envelope.data);
    this.logger.warn({ error, facts: batch.facts.length }, 'a batch of facts failed; taking them one by one');
    try {
      await this.queue.breakUp(this.db.read, of, batch);
    } catch (storing) {
      // The message of an error may hold values, and the queue keeps it.
      this.logger.warn({ error: storing }, 'a batch of facts could not be broken up; later again');
      throw new RetryLater(failureOf(error).code, job.attempt);
    }
  }

  private async fail(
    task: RegisteredTask,
    envelope: TaskEnvelope,
    taskId: string,
    job: JobInfo,
    error: unknown,
  ): Promise<'put_off' | 'dead' | 'overtaken'> {
    const failure = failureOf(error);
    // The newer wish does the work, with all its tries and in its time. A tracked one is another task to its user.
    if (job.key !== null && envelope.task_id === undefined && (await this.queue.isOvertaken(this.db.read, job.id))) {
      this.logger.warn({ error, code: failure.code, attempt: job.attempt }, 'task failed; a newer one does its work');
      return 'overtaken';
    }
    const decision = decideRetry(error, this.clock.now());
    const waits = envelope.waits ?? 0;
    // A limit of our own is no forge that never listens again.
    const isHeldBack = error instanceof ForgeError && error.heldBack !== null;
    const exhausted = decision.action === 'retry' ? job.attempt >= job.maxAttempts : !isHeldBack && waits >= MAX_WAITS;
    if (decision.action === 'give-up' || exhausted) {
      this.logger.error({ error, code: failure.code, attempt: job.attempt }, 'task is dead');
      await this.bury(task, envelope, taskId, job, error);
      return 'dead';
    }
    this.logger.warn(
      { error, code: failure.code, attempt: job.attempt, action: decision.action },
      'task failed; later again',
    );
    if (envelope.task_id !== undefined) await this.store.markFailed(this.db.read, taskId, failure);
    if (decision.action === 'retry') throw new RetryLater(failure.code, job.attempt);
    await this.queue.requeue(
      this.db.read,
      task.definition.kind,
      task.definition.maxAttempts,
      { ...envelope, waits: isHeldBack ? waits : waits + 1 },
      { delayMs: decision.until.getTime() - this.clock.now().getTime(), ...(job.key === null ? {} : { key: job.key }) },
    );
    return 'put_off';
  }

  private async bury(
    task: RegisteredTask,
    envelope: TaskEnvelope,
    taskId: string,
    job: JobInfo,
    error: unknown,
  ): Promise<void> {
    try {
      await task.onDeath?.(envelope.data, error);
    } catch (deathError) {
      // The row must be written all the same: after the last try it is all that tells of the task.
      this.logger.error({ error: deathError }, 'the watcher of a dead task failed');
    }
    await this.store.markDead(this.db.read, {
      id: taskId,
      userId: envelope.user_id ?? null,
      kind: task.definition.kind,
      payload: envelope.data,
      requestId: envelope.request_id ?? null,
      lane: envelope.lane ?? null,
      priority: envelope.priority ?? null,
      attempts: job.attempt,
      error: failureOf(error),
      now: this.clock.now(),
    });
  }
}

/** Thrown to the queue so that it backs off; carries a code and the try only, because the queue keeps the message. */
class RetryLater extends Error {
  override readonly name = 'RetryLater';
  constructor(code: string, attempt: number) {
    super(`will be tried again: ${code} (try ${attempt})`);
  }
}

/** True when the try before this one ended with neither success nor an error: its worker died. */
function wasKilled({ attempt, lastError }: JobInfo): boolean {
  return attempt > 1 && lastError?.endsWith(`(try ${attempt - 1})`) !== true;
}

/** Whose facts a batch carries. */
function requestsOf({ data }: TaskEnvelope): readonly (string | undefined)[] {
  const batch = anyBatch.safeParse(data);
  return batch.success ? batch.data.facts.map(({ request_id }) => request_id) : [];
}
