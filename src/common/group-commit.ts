/** How items are gathered into batches. */
export interface GroupCommitOptions<T, R> {
  readonly maxItems: number;
  /** A batch is closed before it grows beyond this; a single larger item goes alone. */
  readonly maxBytes: number;
  /**
   * Batches written at the same time. While one is, the next fills, and starts early only when it is full: fewer, larger
   * commits cost less than many small ones.
   */
  readonly maxInFlight: number;
  readonly sizeOf: (item: T) => number;
  /** Writes a batch durably and gives one result per item, in order. All or nothing: a throw means nothing was written. */
  readonly write: (items: readonly T[]) => Promise<readonly R[]>;
  /** True for an error that one item's content can cause: the batch's items are then written one by one. */
  readonly isItemsFault: (error: unknown) => boolean;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: items that arrive while a write is under way share the next one. One `submit` resolves after its own
 * item is durable. The first item of a quiet period waits only for the current turn of the event loop.
 */
export class GroupCommit<T, R> {
  private queue: Waiting<T, R>[] = [];
  private queuedBytes = 0;
  private inFlight = 0;
  private scheduled = false;
  private idle: (() => void)[] = [];

  constructor(private readonly options: GroupCommitOptions<T, R>) {}

  /** Rejects with what `write` threw. */
  submit(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.queuedBytes += this.options.sizeOf(item);
      this.queue.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when nothing waits and nothing is being written. */
  async flush(): Promise<void> {
    if (this.queue.length === 0 && this.inFlight === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private schedule(): void {
    if (this.scheduled || !this.mayStart()) return;
    this.scheduled = true;
    // After this turn's other requests have been read, so that they travel together.
    setImmediate(() => {
      this.scheduled = false;
      if (!this.mayStart()) return;
      void this.writeNext();
      this.schedule();
    });
  }

  private mayStart(): boolean {
    const { maxInFlight, maxItems, maxBytes } = this.options;
    if (this.queue.length === 0 || this.inFlight >= maxInFlight) return false;
    return this.inFlight === 0 || this.queue.length >= maxItems || this.queuedBytes >= maxBytes;
  }

  private async writeNext(): Promise<void> {
    const batch = this.takeBatch();
    this.inFlight += 1;
    try {
      await this.write(batch);
    } finally {
      this.inFlight -= 1;
      this.schedule();
      if (this.queue.length === 0 && this.inFlight === 0) for (const wake of this.idle.splice(0)) wake();
    }
  }

  private takeBatch(): Waiting<T, R>[] {
    const { maxItems, maxBytes, sizeOf } = this.options;
    let bytes = 0;
    let count = 0;
    for (const { item } of this.queue) {
      bytes += sizeOf(item);
      if (count > 0 && (count >= maxItems || bytes > maxBytes)) break;
      count += 1;
    }
    const batch = this.queue.splice(0, count);
    for (const { item } of batch) this.queuedBytes -= sizeOf(item);
    return batch;
  }

  private async write(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.options.write(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error('the writer gave no result for an item'));
        else resolve(result);
      });
    } catch (error) {
      if (!this.options.isItemsFault(error)) {
        this.failAll(batch, error);
        return;
      }
      // One item is to blame: the others must not pay for it.
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const single of batch) await this.write([single]);
    }
  }

  /** The store is away: what waits would only wait for the same failure, one time-out after the other. */
  private failAll(batch: readonly Waiting<T, R>[], error: unknown): void {
    const waiting = this.queue;
    this.queue = [];
    this.queuedBytes = 0;
    for (const { reject } of [...batch, ...waiting]) reject(error);
  }
}
