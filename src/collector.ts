import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to mark its heap in one go instead of step by step.
 *
 * V8 starts its next marking when little more than the young generation is left below its limit, and counts every body's
 * bytes outside the heap against that. With our 55 MB of code and metadata, which hardly grow, that was one whole marking
 * every 300 deliveries: half of the process' CPU time (docs/performance.md). In one go it happens once in thousands, and
 * stops the process for 20 to 50 ms.
 */
export function markInOneGo(): void {
  setFlagsFromString('--no-incremental-marking');
}
