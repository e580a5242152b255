import { z } from 'zod';

/** Facts one task carries at most: enough to make the round trips cheap, little enough to be done within a second. */
export const MAX_BATCH = 50;

/** Facts that travel together to a subscriber that takes many (`@OnFacts`). */
export interface FactBatch {
  readonly facts: readonly {
    readonly id: string;
    readonly data: unknown;
    readonly request_id?: string | undefined;
  }[];
}

/** A batch whose facts are as `schema` says. */
export function batchSchema(schema: z.ZodType = z.unknown()): z.ZodType<FactBatch> {
  const fact = z.object({ id: z.string(), data: schema, request_id: z.string().optional() });
  return z.object({ facts: z.array(fact).min(1) });
}

/** The kind of the task that brings a fact to a subscriber. */
export function factTaskKind(fact: string, subscriber: string): string {
  return `fact:${fact}:${subscriber}`;
}

/** The kind of the task that brings several at once. */
export function factBatchKind(fact: string, subscriber: string): string {
  return `facts:${fact}:${subscriber}`;
}

/** The queue's key of a fact on its way: told again while it waits, it is still one task. */
export function factKey(fact: string, id: string, subscriber: string): string {
  return `${fact}:${id}:${subscriber}`;
}
