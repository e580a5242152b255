import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { parseCronItems } from 'graphile-worker';
import { handlerMarks } from './task.decorators';
import { currentContext } from '../common/request-context';
import { batchSchema, factBatchKind, factTaskKind, type FactBatch } from './fact-batch';
import {
  DEFAULT_MAX_ATTEMPTS,
  declaredWork,
  type FactDefinition,
  type TaskContext,
  type TaskDefinition,
  type TaskHandler,
  type Told,
} from './task';

export interface RegisteredTask {
  readonly definition: TaskDefinition;
  readonly handle: TaskHandler;
  readonly onDeath: ((payload: unknown, error: unknown) => Promise<void>) | null;
  /** Set for a batch of facts: fact and subscriber of the tasks it falls into when it fails. */
  readonly batchOf: { readonly fact: string; readonly subscriber: string } | null;
}

type HandlerOfMany = (told: readonly Told[], context: TaskContext) => Promise<unknown>;

/** A batch fails as a whole only when the database is away, or its worker is killed (then it is broken up); it waits for that as long as the queue's back-off goes: days. */
const BATCH_MAX_ATTEMPTS = 25;

/** A wiring mistake, found at start-up. */
export class WiringError extends Error {
  override readonly name = 'WiringError';
}

/**
 * Every handler of the process, found once at start-up. Refuses two handlers or two death watchers of one task, a
 * death watcher without a task, two subscriptions of one feature to one fact, and a declared task or fact that nobody
 * handles, a time that the queue cannot read.
 */
@Injectable()
export class TaskRegistry {
  private readonly tasks = new Map<string, RegisteredTask>();
  private readonly subscribers = new Map<string, string[]>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** Collects the handlers of all providers and holds them against what is declared. Throws `WiringError`. */
  collect(declared = declaredWork()): void {
    const deaths: { kind: string; onDeath: (payload: unknown, error: unknown) => Promise<void> }[] = [];
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as Record<string, unknown> | undefined | null;
      if (typeof instance !== 'object' || instance === null) continue;
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (prototype === null) continue;
      for (const entry of handlerMarks(prototype)) {
        const method = instance[entry.method] as (...args: unknown[]) => Promise<unknown>;
        const bound = (...args: unknown[]): Promise<unknown> => method.apply(instance, args);
        if (entry.type === 'task')
          this.add({ definition: entry.definition, handle: bound, onDeath: null, batchOf: null });
        else if (entry.type === 'fact' && entry.many) this.subscribeToMany(entry.definition, entry.subscriber, bound);
        else if (entry.type === 'fact') this.subscribe(entry.definition, entry.subscriber, bound);
        else deaths.push({ kind: entry.definition.kind, onDeath: bound as (typeof deaths)[number]['onDeath'] });
      }
    }
    for (const { kind, onDeath } of deaths) {
      const task = this.tasks.get(kind);
      if (task === undefined) throw new WiringError(`death of the task ${kind} is watched, but nothing handles it`);
      if (task.onDeath !== null) throw new WiringError(`two watchers for the death of the task ${kind}`);
      this.tasks.set(kind, { ...task, onDeath });
    }
    const missing = [
      ...declared.tasks.filter((task) => !this.tasks.has(task.kind)).map((task) => `task ${task.kind}`),
      ...declared.facts.filter((fact) => !this.subscribers.has(fact.name)).map((fact) => `fact ${fact.name}`),
    ];
    if (missing.length > 0) throw new WiringError(`nothing handles: ${missing.join(', ')}`);
  }

  all(): readonly RegisteredTask[] {
    return [...this.tasks.values()];
  }

  /** Undefined for a kind this version does not know (an old row, replayed). */
  find(kind: string): RegisteredTask | undefined {
    return this.tasks.get(kind);
  }

  /** The subscribers of a fact, in the order they were found. */
  subscribersOf(fact: string): readonly string[] {
    return this.subscribers.get(fact) ?? [];
  }

  private add(task: RegisteredTask): void {
    if (this.tasks.has(task.definition.kind))
      throw new WiringError(`two handlers for the task ${task.definition.kind}`);
    refuseUnreadableCron(task.definition);
    this.tasks.set(task.definition.kind, task);
  }

  private subscribe(fact: FactDefinition, subscriber: string, handle: TaskHandler): void {
    const kind = factTaskKind(fact.name, subscriber);
    const definition = { kind, schema: fact.schema, maxAttempts: DEFAULT_MAX_ATTEMPTS, cron: null };
    this.add({ definition, handle, onDeath: null, batchOf: null });
    this.subscribers.set(fact.name, [...(this.subscribers.get(fact.name) ?? []), subscriber]);
  }

  private subscribeToMany(fact: FactDefinition, subscriber: string, handle: HandlerOfMany): void {
    this.subscribe(fact, subscriber, (payload, context) =>
      handle([{ payload, requestId: currentContext()?.requestId }], context),
    );
    const schema = batchSchema(fact.schema);
    this.add({
      definition: { kind: factBatchKind(fact.name, subscriber), schema, maxAttempts: BATCH_MAX_ATTEMPTS, cron: null },
      handle: (batch, context) =>
        handle(
          (batch as FactBatch).facts.map(({ data, request_id }) => ({ payload: data, requestId: request_id })),
          context,
        ),
      onDeath: null,
      batchOf: { fact: fact.name, subscriber },
    });
  }
}

/** The loop would stop at it, which no test that drains the queue would notice. */
function refuseUnreadableCron({ kind, cron }: TaskDefinition): void {
  if (cron === null) return;
  try {
    parseCronItems([{ task: kind, match: cron }]);
  } catch (error) {
    throw new WiringError(`nobody can read when the task ${kind} is due: ${cron}`, { cause: error });
  }
}
