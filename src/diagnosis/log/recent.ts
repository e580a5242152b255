import type { LogLine } from './log.types';

/** How much a line is wanted: 2 for the ends of steps and findings, 1 for what weighs something, 0 for the rest. */
export type Want = 0 | 1 | 2;

/** A place in the ring: a line, written over by a later one. */
export interface RecentLine {
  number: number;
  text: string;
  role: LogLine['role'];
  annotated: boolean;
  json: string | null;
  strength: number;
  want: Want;
}

const place = (): RecentLine => ({
  number: 0,
  text: '',
  role: 'output',
  annotated: false,
  json: null,
  strength: 0,
  want: 0,
});

/**
 * The newest lines, first in, first out; `room` is the most there can be. Its places are made once, when first needed, and
 * written over: V8 learns from the first lines of a log, which are all kept, that such an object lives long, and would put
 * each later one where only a full collection frees it, with the block of text it holds. That took half the time of a long
 * log.
 */
export class RecentLines {
  private readonly places: RecentLine[] = [];
  private first = 0;
  private count = 0;

  constructor(private readonly room: number) {}

  get length(): number {
    return this.count;
  }

  /** The place behind the newest, which becomes the newest, to be written; throws when there is none. */
  next(): RecentLine {
    if (this.count === this.room) throw new RangeError(`no room for more than ${this.room} lines`);
    this.count += 1;
    return this.at(this.count - 1);
  }

  /** The oldest, which leaves and may be written over next; null when there is none. */
  shift(): RecentLine | null {
    if (this.count === 0) return null;
    const oldest = this.at(0);
    this.first = (this.first + 1) % this.room;
    this.count -= 1;
    return oldest;
  }

  /** The newest `count` are wanted that much at least. */
  raise(count: number, want: Want): void {
    for (let index = Math.max(0, this.count - count); index < this.count; index += 1) {
      const line = this.at(index);
      if (line.want < want) line.want = want;
    }
  }

  private at(index: number): RecentLine {
    return (this.places[(this.first + index) % this.room] ??= place());
  }
}
