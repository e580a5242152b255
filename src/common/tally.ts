/** How often a process writes down what it counted, milliseconds; a crash loses at most this much of it. */
const EVERY_MS = 5_000;

/** How often each thing of one key happened since the last writing. */
export interface Tallied<K, F extends string> {
  readonly key: K;
  readonly counts: Readonly<Partial<Record<F, number>>>;
}

interface Pending<K, F extends string> {
  readonly key: K;
  readonly counts: Partial<Record<F, number>>;
}

/** How counts are kept apart and written. */
export interface TallyOptions<K, F extends string> {
  /** Keys of the same name are one. */
  readonly nameOf: (key: K) => string;
  /** Adds the counts to what is there. A throw means that nothing was written. */
  readonly write: (rows: readonly Tallied<K, F>[]) => Promise<void>;
  /** Hears of a writing that failed in the background, whose counts are kept for the next, or at the end. */
  readonly onError: (error: unknown) => void;
}

/**
 * Counts what happens too often to be written each time: in the process, and written together every five seconds in which
 * something happened, or when told. A process that is killed loses the seconds it had not written; a connection that breaks
 * while the database commits may count those seconds twice. Memory grows with the keys of five seconds only.
 */
export class Tally<K, F extends string> {
  private pending = new Map<string, Pending<K, F>>();
  private timer: NodeJS.Timeout | null = null;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly options: TallyOptions<K, F>) {}

  /** Costs no I/O. */
  add(key: K, field: F, times = 1): void {
    const name = this.options.nameOf(key);
    const known: Pending<K, F> = this.pending.get(name) ?? { key, counts: {} };
    known.counts[field] = (known.counts[field] ?? 0) + times;
    this.pending.set(name, known);
    this.schedule();
  }

  /** Resolves when all that was counted before is written; throws what `write` throws, and keeps the counts. */
  flush(): Promise<void> {
    const write = (): Promise<void> => this.writePending();
    // One after the other: counts given back by a failed writing must be there for the next.
    this.last = this.last.then(write, write);
    return this.last;
  }

  /** Writes what is left. Where that fails it is told to `onError`, and lost: a process must be able to stop without a database. */
  async close(): Promise<void> {
    await this.flush().catch(this.options.onError);
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private schedule(): void {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush().catch(this.options.onError);
    }, EVERY_MS);
    this.timer.unref();
  }

  private async writePending(): Promise<void> {
    const rows = [...this.pending.values()];
    if (rows.length === 0) return;
    this.pending = new Map();
    try {
      await this.options.write(rows);
    } catch (error) {
      for (const { key, counts } of rows) this.giveBack(key, counts);
      throw error;
    }
  }

  private giveBack(key: K, counts: Partial<Record<F, number>>): void {
    for (const field of Object.keys(counts) as F[]) this.add(key, field, counts[field]);
  }
}
