import Bottleneck from 'bottleneck';

/** GitHub's advice: a second between requests that create something, or a secondary limit follows. */
export const WRITE_INTERVAL_MS = 1000;

/** What a write makes: something people are told of (`content`), or git data nobody sees until a branch moves. */
export type WriteKind = 'content' | 'data';

/** Writes of one credential go out one after the other; those that create content with a time between. */
export class WriteQueue {
  private readonly serial = new Bottleneck.Group({ maxConcurrent: 1 });
  private readonly spaced: Bottleneck.Group;

  constructor(intervalMs: number = WRITE_INTERVAL_MS) {
    this.spaced = new Bottleneck.Group({ maxConcurrent: 1, minTime: intervalMs });
  }

  /** Runs `work` when it is its turn. A failure of one write does not hold up the next. */
  async run<T>(key: string, kind: WriteKind, work: () => Promise<T>): Promise<T> {
    const send = (): Promise<T> => this.serial.key(key).schedule(work);
    return kind === 'data' ? send() : this.spaced.key(key).schedule(send);
  }
}
