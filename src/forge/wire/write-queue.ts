import { AsyncResource } from 'node:async_hooks';
import Bottleneck from 'bottleneck';
import type { WriteTurns } from '../write-turns';

/** GitHub's advice, and no hindrance elsewhere: a second between requests that create something, or a secondary limit follows. */
export const WRITE_INTERVAL_MS = 1000;

/** What a write makes: something people are told of (`content`), or git data nobody sees until a branch moves. */
export type WriteKind = 'content' | 'data';

/**
 * Writes of one credential go out one after the other; those that create content with a time between. In this process in
 * the order they came; with `turns` also among all others.
 */
export class WriteQueue {
  private readonly serial = new Bottleneck.Group({ maxConcurrent: 1 });
  private readonly spaced: Bottleneck.Group;

  constructor(
    private readonly intervalMs: number = WRITE_INTERVAL_MS,
    private readonly turns: WriteTurns | null = null,
  ) {
    this.spaced = new Bottleneck.Group({ maxConcurrent: 1, minTime: intervalMs });
  }

  /** Runs `work` when it is its turn, in the asynchronous context it was given in. A failure of one write does not hold up the next. */
  async run<T>(key: string, kind: WriteKind, work: () => Promise<T>): Promise<T> {
    const { turns } = this;
    // The queue goes on in the context of the call before: its log lines, trace and account are others.
    const own = AsyncResource.bind(work);
    const wait = kind === 'data' ? 0 : this.intervalMs;
    const inTurn = turns === null ? own : (): Promise<T> => turns.run(key, wait, own);
    const send = (): Promise<T> => this.serial.key(key).schedule(inTurn);
    return kind === 'data' ? send() : this.spaced.key(key).schedule(send);
  }
}
