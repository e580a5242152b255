import { lru } from 'tiny-lru';

/** Keys remembered; one that is forgotten may burst again. */
const KEYS = 10_000;

/** How often a task that many things ask for needs to run. */
export interface PaceLimit {
  /** So many begin at once after a while of quiet. */
  readonly burst: number;
  /** After them one begins every so many milliseconds. */
  readonly everyMs: number;
}

interface Known {
  /** When the last one wished for begins. */
  readonly begins: number;
  /** When the burst would be whole again. */
  readonly wholeAt: number;
}

/**
 * Paces tasks that do the same work again at each wish: in a storm one in a while is enough, and it finds all that was
 * wished for meanwhile. What waits for its time already is wished for only once. A process counts its own wishes.
 */
export class Pace {
  private readonly known = lru<Known>(KEYS);

  /** Milliseconds from `now` at which the task of this key should begin; 0: at once. */
  wait(key: string, { burst, everyMs }: PaceLimit, now: number): number {
    const last = this.known.get(key);
    if (last !== undefined && last.begins > now) return last.begins - now;
    const wholeAt = Math.max(now, last?.wholeAt ?? now) + everyMs;
    const begins = Math.max(now, wholeAt - burst * everyMs);
    this.known.set(key, { begins, wholeAt });
    return begins - now;
  }
}
