/** Work nobody waits for: webhook sending, CI. `idle()` is how a test or the demo waits for all of it. */
export class Background {
  private readonly running = new Set<Promise<void>>();
  private readonly failures: unknown[] = [];
  private count = 0;

  /** How much was started so far: a caller that waits and then acts can tell whether its act caused more. */
  get started(): number {
    return this.count;
  }

  /** Starts work and remembers its failure for the next `idle()`. */
  run(work: () => Promise<unknown>): void {
    this.count += 1;
    const promise: Promise<void> = work().then(
      () => {
        this.running.delete(promise);
      },
      (error: unknown) => {
        this.running.delete(promise);
        this.failures.push(error);
      },
    );
    this.running.add(promise);
  }

  /** Resolves when nothing is running. Throws what failed since the last call: a fault of the stand-in itself. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
    const failures = this.failures.splice(0);
    if (failures.length > 0) throw new AggregateError(failures, 'the demo forge failed in the background');
  }
}
