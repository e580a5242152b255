import type { z } from 'zod';

/** Declares one kind of background work. The schema is checked when a task starts, so old payloads cannot crash it. */
export interface TaskDefinition<P = unknown> {
  /** `feature.verb`, e.g. `webhook.process`. Stable: rows in the queue carry it. */
  readonly kind: string;
  readonly schema: z.ZodType<P>;
  /** Tries before the task counts as dead, whoever enqueued it; see `DEFAULT_MAX_ATTEMPTS`, `CRON_MAX_ATTEMPTS`. */
  readonly maxAttempts: number;
  /** Five-field crontab (UTC); the queue enqueues the task with `{}` at these minutes, once over all processes. */
  readonly cron: string | null;
}

const declared = { tasks: new Set<TaskDefinition>(), facts: new Set<FactDefinition>() };

/** Everything the loaded code declares; start-up checks that each has its handler. */
export function declaredWork(): {
  readonly tasks: readonly TaskDefinition[];
  readonly facts: readonly FactDefinition[];
} {
  return { tasks: [...declared.tasks], facts: [...declared.facts] };
}

/** Tries before a task counts as dead, unless its definition says otherwise: about an hour with the queue's back-off. */
export const DEFAULT_MAX_ATTEMPTS = 8;

/** As `DEFAULT_MAX_ATTEMPTS` for what the crontab enqueues: a missed minute is made up for by the next one. */
const CRON_MAX_ATTEMPTS = 1;

/** Declares a task. `kind` must be unique; start-up refuses one without a handler. */
export function defineTask<P>(
  kind: string,
  schema: z.ZodType<P>,
  options: { maxAttempts?: number; cron?: string } = {},
): TaskDefinition<P> {
  const definition = {
    kind,
    schema,
    maxAttempts: options.maxAttempts ?? (options.cron === undefined ? DEFAULT_MAX_ATTEMPTS : CRON_MAX_ATTEMPTS),
    cron: options.cron ?? null,
  };
  declared.tasks.add(definition);
  return definition;
}

/** Declares one fact: a past-tense statement a feature makes, delivered to each subscriber as a task of its own. */
export interface FactDefinition<P = unknown> {
  /** `feature.past-tense`, e.g. `workflow.run-failed`. */
  readonly name: string;
  readonly schema: z.ZodType<P>;
}

/** Declares a fact. Start-up refuses one nobody subscribes to. */
export function defineFact<P>(name: string, schema: z.ZodType<P>): FactDefinition<P> {
  const definition = { name, schema };
  declared.facts.add(definition);
  return definition;
}

/** What a handler may know and do about its own run. */
export interface TaskContext {
  /** 1-based. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the process wants to stop and this task should end early if it can. */
  readonly signal: AbortSignal;
  /** Shows progress (0..100) on a tracked task; does nothing on others. */
  progress(percent: number, step: string): Promise<void>;
}

/** One of several facts a subscriber gets together. */
export interface Told<P = unknown> {
  readonly payload: P;
  /** The request that caused it, for log lines and for what is told next. */
  readonly requestId: string | undefined;
}

/** A method that does a task. What it returns becomes a tracked task's `result`, so it must hold no secret. */
export type TaskHandler<P = unknown> = (payload: P, context: TaskContext) => Promise<unknown>;

/** What travels in the queue: the handler's payload and whose work it is. */
export interface TaskEnvelope {
  readonly data: unknown;
  readonly request_id?: string | undefined;
  /** Id of the row in `tasks`, for tracked tasks. */
  readonly task_id?: string | undefined;
  readonly user_id?: string | undefined;
  /** How often the task was put off until a forge listens again. */
  readonly waits?: number | undefined;
  /** Kept here too, so that a task put off stays in its lane. */
  readonly lane?: string | undefined;
  readonly priority?: number | undefined;
}
