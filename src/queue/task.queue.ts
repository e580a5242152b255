import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import { currentContext } from '../common/request-context';
import type { Tx } from '../database/tx';
import { factTaskKind, TaskRegistry } from './task.registry';
import { TaskStore } from './task.store';
import type { FactDefinition, TaskDefinition, TaskEnvelope } from './task';

export interface EnqueueOptions {
  /** A waiting task with the same key is replaced, so that repeated wishes become one task. */
  readonly key?: string;
  readonly runAt?: Date;
  readonly userId?: string;
  /** Tasks of one named lane run one after the other. */
  readonly lane?: string;
  /** Lower runs earlier; default 0. */
  readonly priority?: number;
}

interface QueuedJob {
  readonly kind: string;
  readonly maxAttempts: number;
  readonly envelope: TaskEnvelope;
  readonly options: EnqueueOptions;
}

/**
 * The way into the queue. Every enqueue takes the caller's transaction: the task exists exactly when the change that
 * asked for it is committed (outbox).
 */
@Injectable()
export class TaskQueue {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly store: TaskStore,
  ) {}

  /** Enqueues one task nobody waits for. */
  async enqueue<P>(tx: Tx, definition: TaskDefinition<P>, payload: P, options: EnqueueOptions = {}): Promise<void> {
    const envelope = { ...this.origin(options), data: payload };
    await this.add(tx, [{ kind: definition.kind, maxAttempts: definition.maxAttempts, envelope, options }]);
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

  /** `publish` for many facts of one kind in one statement; their ids must differ. */
  async publishAll<P>(
    tx: Tx,
    fact: FactDefinition<P>,
    told: readonly { readonly id: string; readonly payload: P }[],
  ): Promise<void> {
    const jobs = this.registry.subscribersOf(fact.name).flatMap((subscriber) => {
      const kind = factTaskKind(fact.name, subscriber);
      const task = this.registry.find(kind);
      if (task === undefined) throw new Error(`no task for ${kind}`);
      return told.map(({ id, payload }) => ({
        kind,
        maxAttempts: task.definition.maxAttempts,
        envelope: { ...this.origin({}), data: payload },
        options: { key: `${fact.name}:${id}:${subscriber}` },
      }));
    });
    await this.add(tx, jobs);
  }

  /** Puts a task in with its envelope as it is: for replay and for tasks put off until later. */
  async requeue(
    tx: Tx,
    kind: string,
    maxAttempts: number,
    envelope: TaskEnvelope,
    options: EnqueueOptions,
  ): Promise<void> {
    await this.add(tx, [{ kind, maxAttempts, envelope, options }]);
  }

  private origin(options: EnqueueOptions): Pick<TaskEnvelope, 'request_id' | 'user_id' | 'lane'> {
    const requestId = currentContext()?.requestId;
    return {
      ...(requestId === undefined ? {} : { request_id: requestId }),
      ...(options.userId === undefined ? {} : { user_id: options.userId }),
      ...(options.lane === undefined ? {} : { lane: options.lane }),
    };
  }

  private async add(tx: Tx, jobs: readonly QueuedJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const specs = jobs.map(({ kind, maxAttempts, envelope, options }) => ({
      identifier: kind,
      payload: envelope,
      max_attempts: maxAttempts,
      queue_name: options.lane ?? null,
      run_at: options.runAt ?? null,
      job_key: options.key ?? null,
      priority: options.priority ?? null,
    }));
    await tx.query(
      `select count(*) from graphile_worker.add_jobs(
         (select array_agg(spec) from json_populate_recordset(null::graphile_worker.job_spec, $1::json) spec))`,
      [JSON.stringify(specs)],
    );
  }
}
