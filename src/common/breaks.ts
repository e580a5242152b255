import { setImmediate } from 'node:timers/promises';

/** A request that waits this long for its turn is not noticed. */
const AT_ONCE_MS = 10;

/** Has a long computation let others at the event loop now and then. */
export class Breaks {
  private since = performance.now();

  /** `atOnceMs`: how long the computation may have the event loop for itself. */
  constructor(private readonly atOnceMs = AT_ONCE_MS) {}

  /** Resolves at once, or after the others' turn where the computation has had its time. */
  async take(): Promise<void> {
    if (performance.now() - this.since < this.atOnceMs) return;
    await setImmediate();
    this.since = performance.now();
  }
}
