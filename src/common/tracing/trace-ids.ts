import { createHash } from 'node:crypto';

/** The ids of W3C Trace Context: 32 and 16 lower-case hexadecimal digits, never all zero. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * The trace a request id stands for, and in it the span of the request itself. The request id already travels with every
 * task and fact a request causes, so each process knows the trace without being told: one from a delivery to its pull
 * request.
 */
export function traceIdsOf(requestId: string): TraceIds {
  const digest = createHash('sha256').update(requestId).digest('hex');
  // All zero is "no id"; SHA-256 will not say it, but nothing promises that.
  return { traceId: digest.slice(0, 31) + '1', spanId: digest.slice(32, 47) + '1' };
}
