import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import { currentContext } from '../common/request-context';
import type { Tx } from '../database/tx';
import { FairTurns, HEAD_START_MS, isAhead, tenantOf } from './fair-turns';
import { factBatchKind, factKey, factTaskKind, MAX_BATCH, type FactBatch } from './fact-batch';
import { Pace, type PaceLimit } from './pace';
import { TaskRegistry } from './task.registry';
import { TaskStore } from './task.store';
import type { FactDefinition, TaskDefinition, TaskEnvelope } from './task';

export interface EnqueueOptions {
  /** A waiting task with the same key is replaced, so that repeated wishes become one task. */
  readonly key?: string;
  readonly runAt?: Date;
  /**
   * Instead of `runAt`: so long after PostgreSQL's own now. For waits between tries: a process whose clock is behind would
   * otherwise use them all up at once, and one whose clock is ahead would let them wait.
   */
  readonly delayMs?: number;
  readonly userId?: string;
  /** Tasks of one named lane run one after the other. */
  readonly lane?: string;
  /** Lower runs earlier; default 0. */
  readonly priority?: number;
  /**
   * For tasks with a key, in a process that works on tasks: so often at most. A wish for one that waits changes nothing of
   * when it begins.
   */
  readonly pace?: PaceLimit;
}

/** A fact to be told. */
export interface NewFact<P> {
  readonly id: string;
  readonly payload: P;
  /** The request that caused it; without one, that of the running request or task. */
  readonly requestId?: string | undefined;
}

interface QueuedJob {
  readonly kind: string;
  readonly maxAttempts: number;
  readonly envelope: TaskEnvelope;
  readonly options: EnqueueOptions;
  /** Milliseconds; decided by whose it is unless given. */
  readonly headStart?: number;
}

/**
 * The jobs of a JSON array, put in; `$2`: one of the same key that waits keeps its time. Delays and head starts count from PostgreSQL's clock: processes' clocks may differ by more
 * than either.
 */
const ADD_JOBS = `
  select count(*) from graphile_worker.add_jobs((
    select array_agg((identifier, payload, queue_name,
             coalesce(clock_timestamp() + delay_ms * interval '1 millisecond', run_at),
             max_attempts, job_key, priority, null)::graphile_worker.job_spec)
    from json_to_recordset($1::json) as job(identifier text, payload json, queue_name text, run_at timestamptz,
           delay_ms float8, max_attempts integer, job_key text, priority integer)), $2)`;

/**
 * The way into the queue. Every enqueue takes the caller's transaction: the task exists exactly when the change that
 * asked for it is committed (outbox).
 */
@Injectable()
export class TaskQueue {
  private readonly turns = new FairTurns();
  private pace: Pace | null = null;

  constructor(
    private readonly registry: TaskRegistry,
    private readonly store: TaskStore,
  ) {}

  /** From now on tasks that want it are paced; without somebody who works on tasks all the time nothing may be put off. */
  startPacing(): void {
    this.pace = new Pace();
  }

  /** Enqueues one task nobody waits for. */
  async enqueue<P>(tx: Tx, definition: TaskDefinition<P>, payload: P, options: EnqueueOptions = {}): Promise<void> {
    await this.enqueueAll(tx, definition, [{ payload, options }]);
  }

  /** Enqueues tasks of one kind in one statement; their keys must differ. */
  async enqueueAll<P>(
    tx: Tx,
    { kind, maxAttempts }: TaskDefinition<P>,
    wanted: readonly { readonly payload: P; readonly options: EnqueueOptions }[],
  ): Promise<void> {
    const jobs = wanted.map(({ payload, options }) => {
      const envelope = { ...this.origin(options), data: payload };
      return { kind, maxAttempts, envelope, options };
    });
    await this.add(tx, jobs);
  }

  /** Enqueues a task its user may follow at `GET /api/v2/tasks/{id}`; returns that id. */
  async enqueueTracked<P>(
    tx: Tx,
    definition: TaskDefinition<P>,
    payload: P,
    options: EnqueueOptions & { readonly userId: string },
  ): Promise<string> {
    const id = newId();
    const origin = this.origin(options);
    const { kind, maxAttempts } = definition;
    await this.store.insertQueued(tx, {
      id,
      userId: options.userId,
      kind,
      payload,
      requestId: origin.request_id ?? null,
      lane: options.lane ?? null,
      priority: options.priority ?? null,
    });
    await this.add(tx, [{ kind, maxAttempts, envelope: { ...origin, task_id: id, data: payload }, options }]);
    return id;
  }

  /**
   * Tells every subscriber a fact, each by a task of its own. `id` names the fact: telling it again while the first
   * telling still waits is a no-op; later, handlers are idempotent.
   */
  async publish<P>(tx: Tx, fact: FactDefinition<P>, id: string, payload: P): Promise<void> {
    await this.publishAll(tx, fact, [{ id, payload }]);
  }

  /**
   * `publish` for many facts of one kind in one statement; their ids must differ. A subscriber that takes many gets them
   * in batches, without the check for a fact that waits already.
   */
  async publishAll<P>(tx: Tx, fact: FactDefinition<P>, told: readonly NewFact<P>[]): Promise<void> {
    const jobs = this.registry.subscribersOf(fact.name).flatMap((subscriber) => {
      const takesMany = this.registry.find(factBatchKind(fact.name, subscriber)) !== undefined;
      return takesMany && told.length > 1
        ? this.inBatches(fact.name, subscriber, told)
        : this.oneByOne(fact.name, subscriber, told);
    });
    await this.add(tx, jobs);
  }

  /** Brings the facts of a batch to its subscriber again, each by a task of its own. */
  async breakUp(tx: Tx, of: { readonly fact: string; readonly subscriber: string }, batch: FactBatch): Promise<void> {
    const told = batch.facts.map(({ id, data, request_id }) => ({ id, payload: data, requestId: request_id }));
    await this.add(tx, this.oneByOne(of.fact, of.subscriber, told));
  }

  private oneByOne(fact: string, subscriber: string, told: readonly NewFact<unknown>[]): QueuedJob[] {
    const kind = factTaskKind(fact, subscriber);
    const origin = this.origin({});
    return told.map(({ id, payload, requestId }) => ({
      kind,
      maxAttempts: this.maxAttemptsOf(kind),
      envelope: { ...origin, ...(requestId === undefined ? {} : { request_id: requestId }), data: payload },
      options: { key: factKey(fact, id, subscriber) },
    }));
  }

  /** Those that have a head start go before, and never in one batch with, those whose tenants had their turns. */
  private inBatches(fact: string, subscriber: string, told: readonly NewFact<unknown>[]): QueuedJob[] {
    const kind = factBatchKind(fact, subscriber);
    const fallback = currentContext()?.requestId;
    const maxAttempts = this.maxAttemptsOf(kind);
    const now = Date.now();
    const placed = told.map((one) => ({ one, headStart: this.headStart(tenantOf(one.payload), now) }));
    const ahead = placed.filter(({ headStart }) => isAhead(headStart));
    const behind = placed.filter(({ headStart }) => !isAhead(headStart));
    return [...chunksOf(ahead, MAX_BATCH), ...chunksOf(behind, MAX_BATCH)].map((chunk): QueuedJob => {
      const facts = chunk.map(({ one }) => ({
        id: one.id,
        data: one.payload,
        request_id: one.requestId ?? fallback,
      }));
      const batch: FactBatch = { facts };
      const headStart = Math.max(...chunk.map((each) => each.headStart));
      return { kind, maxAttempts, envelope: { data: batch }, options: {}, headStart };
    });
  }

  private maxAttemptsOf(kind: string): number {
    const task = this.registry.find(kind);
    if (task === undefined) throw new Error(`no task for ${kind}`);
    return task.definition.maxAttempts;
  }

  /** Puts a task in with its envelope as it is, lane and priority too: for replay and for tasks put off until later. */
  async requeue(
    tx: Tx,
    kind: string,
    maxAttempts: number,
    envelope: TaskEnvelope,
    options: Pick<EnqueueOptions, 'key' | 'delayMs'>,
  ): Promise<void> {
    const place = {
      ...(envelope.lane === undefined ? {} : { lane: envelope.lane }),
      ...(envelope.priority === undefined ? {} : { priority: envelope.priority }),
    };
    await this.add(tx, [{ kind, maxAttempts, envelope, options: { ...options, ...place } }]);
  }

  /** True when a wish of the same key came while this job ran: the queue takes the key from it and gives it to a job of its own. */
  async isOvertaken(tx: Tx, jobId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>('select 1 from graphile_worker.jobs where id = $1 and key is null', [jobId]);
    return rows.length > 0;
  }

  private origin(options: EnqueueOptions): Pick<TaskEnvelope, 'request_id' | 'user_id' | 'lane' | 'priority'> {
    const requestId = currentContext()?.requestId;
    return {
      ...(requestId === undefined ? {} : { request_id: requestId }),
      ...(options.userId === undefined ? {} : { user_id: options.userId }),
      ...(options.lane === undefined ? {} : { lane: options.lane }),
      ...(options.priority === undefined ? {} : { priority: options.priority }),
    };
  }

  private async add(tx: Tx, jobs: readonly QueuedJob[]): Promise<void> {
    for (const isPaced of [false, true]) {
      const alike = jobs.filter(({ options: { pace } }) => (pace !== undefined) === isPaced);
      if (alike.length > 0) await tx.query(ADD_JOBS, [JSON.stringify(this.specsOf(alike)), isPaced]);
    }
  }

  private specsOf(jobs: readonly QueuedJob[]): readonly object[] {
    const now = Date.now();
    return jobs.map(({ kind, maxAttempts, envelope, options, headStart }) => ({
      identifier: kind,
      payload: envelope,
      max_attempts: maxAttempts,
      queue_name: options.lane ?? null,
      run_at: options.runAt ?? null,
      delay_ms:
        options.runAt === undefined
          ? (options.delayMs ?? this.pacedBy(options) ?? this.placeOf(envelope, headStart, now))
          : null,
      job_key: options.key ?? null,
      priority: options.priority ?? null,
    }));
  }

  /** Null: at once, where its turn is. */
  private pacedBy({ pace, key }: EnqueueOptions): number | null {
    if (this.pace === null || pace === undefined || key === undefined) return null;
    const wait = this.pace.wait(key, pace, performance.now());
    return wait === 0 ? null : wait;
  }

  /** Milliseconds from now at which the task counts as due, among others that are; null: from the moment it is stored. */
  private placeOf(envelope: TaskEnvelope, given: number | undefined, now: number): number | null {
    const headStart = given ?? this.headStart(envelope.user_id ?? tenantOf(envelope.data), now);
    return headStart === 0 ? null : -headStart;
  }

  /** What belongs to nobody is the service's own upkeep: rare, and never behind a tenant's storm. */
  private headStart(tenant: string | null, now: number): number {
    return tenant === null ? HEAD_START_MS : this.turns.headStart(tenant, now);
  }
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
