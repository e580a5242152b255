import { z } from 'zod';

/**
 * Of a payload whose handler finds the connection by itself: it is told so that tasks are found by repository. None in what
 * was enqueued by a version that did not tell it.
 */
export const toldConnection = z.uuid().optional();

const payloadOfConnection = z.object({ connection_id: z.uuid() });

/** Which connected repository a task is about, as its payload says in `connection_id`; null when it does not. */
export function connectionOf(payload: unknown): string | null {
  return payloadOfConnection.safeParse(payload).data?.connection_id ?? null;
}
