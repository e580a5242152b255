import type { Query, QueryClient } from '@tanstack/react-query';
import { KEYS } from '../api/keys';

/** Several events of one moment make one renewal. */
const GATHER_MS = 250;
/** Figures change little with one run, and a busy CI tells of one every second. */
const GATHER_FIGURES_MS = 5_000;
/** A renewal that takes longer no longer holds up the next, and what got no answer meanwhile is given up and asked anew. */
const STUCK_MS = 30_000;

/**
 * Asks anew for what events made stale. A request on its way is never cut off by an event: with events coming quicker than
 * answers nothing would ever arrive, and neither would the page somebody asked for by "Show more". What an event may have
 * overtaken is asked for once more when its answer is there.
 */
export class Renewals {
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly running = new Set<string>();
  private readonly again = new Set<string>();
  private isStopped = false;

  constructor(private readonly client: Pick<QueryClient, 'getQueryCache' | 'invalidateQueries'>) {}

  /** Soon renews all queries whose keys begin with one of these words. */
  renew(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.running.has(key)) this.again.add(key);
      else if (!this.waiting.has(key)) {
        const afterMs = key === KEYS.analytics ? GATHER_FIGURES_MS : GATHER_MS;
        this.waiting.set(
          key,
          setTimeout(() => void this.run(key), afterMs),
        );
      }
    }
  }

  /** For good: forgets what waits; what is on its way is the last that was asked for. */
  stop(): void {
    this.isStopped = true;
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.again.clear();
  }

  private async run(key: string): Promise<void> {
    this.waiting.delete(key);
    this.running.add(key);
    // Its answer may be older than the event.
    const wasFetching = this.shown(key).some(isFetching);
    const renewed = this.client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
    const asked = this.shown(key).filter(isFetching).map(requestOf);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stuck = new Promise<'stuck'>((resolve) => {
      timer = setTimeout(() => {
        resolve('stuck');
      }, STUCK_MS);
    });
    const isStuck = (await Promise.race([renewed, stuck])) === 'stuck';
    clearTimeout(timer);
    this.running.delete(key);
    if (this.isStopped) return;
    // Not `cancelRefetch` in the next round: it leaves a first request, of which there are no data yet, as it is.
    if (isStuck) await Promise.all(asked.filter(isUnanswered).map(({ query }) => query.cancel({ revert: true })));
    if (isStuck || this.again.delete(key) || wasFetching || this.shown(key).some(isPartial)) this.renew([key]);
  }

  private shown(key: string): readonly Query[] {
    return this.client.getQueryCache().findAll({ queryKey: [key], type: 'active' });
  }
}

/** A request as it was at one moment. */
interface Request {
  readonly query: Query;
  readonly promise: Query['promise'];
  readonly failures: number;
}

function requestOf(query: Query): Request {
  return { query, promise: query.promise, failures: query.state.fetchFailureCount };
}

/** Still the same one, without any answer. One that was refused meanwhile waits for its next try, as the server wished. */
function isUnanswered({ query, promise, failures }: Request): boolean {
  return isFetching(query) && query.promise === promise && query.state.fetchFailureCount === failures;
}

function isFetching({ state }: Query): boolean {
  return state.fetchStatus === 'fetching';
}

/** Whether only one more page was fetched last: "Show more" takes the place of a renewal that is on its way. */
function isPartial({ state: { fetchMeta } }: Query): boolean {
  return fetchMeta?.fetchMore !== undefined;
}
