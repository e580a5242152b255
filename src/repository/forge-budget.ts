import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { RateLimits, type RateLimitRule } from '../common/http/rate-limits';
import { currentContext } from '../common/request-context';
import { DAY_MS, MINUTE_MS } from '../common/time';
import { Database } from '../database/database';
import { ForgeError } from '../forge/forge.errors';
import type { ForgeKind } from '../forge/forge.types';
import { RepositoryUsageStore } from './repository-usage.store';

const LIMIT = 'forge_calls';
const HOUR = 3600;
/**
 * What a deactivated account's repositories have to do looks again after an eighth of the time it has been deactivated, within
 * these bounds: deliveries go on coming, and after months there may be a hundred thousand tasks that look.
 */
const LOOK_AGAIN = { share: 1 / 8, leastMs: 15 * MINUTE_MS, mostMs: DAY_MS } as const;

/** Where the calls of one hour stand. */
export interface HourStanding {
  readonly calls: number;
  /** When more may be made; null while there are some left. */
  readonly limitedUntil: Date | null;
}

/**
 * Keeps the calls of a deactivated account back, and a repository within the forge calls an hour that an admin allows it, over all
 * processes. What has begun is finished: a task or request that was let in once makes all its calls, however many, because one that
 * needs more than are left would else begin anew every hour and never end. So a limit is passed by what the work under way needs.
 */
@Injectable()
export class ForgeBudget {
  private readonly logger = new Logger('Usage');
  /** What is under way, by its context: the connections it was let in for. */
  private readonly admitted = new WeakMap<object, Set<string>>();

  constructor(
    private readonly db: Database,
    private readonly store: RepositoryUsageStore,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * Throws a `ForgeError` (`rate-limited`, held back by us) when its account is deactivated or nothing is left. Returns what settles
   * the calls that were made then; null where nothing has to be.
   */
  async admit(kind: ForgeKind, connectionId: string): Promise<((calls: number) => Promise<void>) | null> {
    const bounds = await this.store.bounds(this.db.read, connectionId);
    // Whatever is under way: nothing is done in the name of somebody who was shut out a moment ago.
    if (bounds !== null && bounds.deactivatedAt !== null) {
      throw ForgeError.heldBack(kind, 'deactivated', lookAgainAt(bounds.deactivatedAt, this.clock.now()));
    }
    const points = bounds?.callsPerHour ?? null;
    if (points === null) return null;
    const known = this.admittedNow();
    if (!known.has(connectionId)) {
      const { limitedUntil } = await this.standingOf(connectionId, points);
      if (limitedUntil !== null) throw ForgeError.heldBack(kind, 'limit', limitedUntil);
      known.add(connectionId);
    }
    return (calls) => this.settle(connectionId, { points, seconds: HOUR }, calls);
  }

  /** Where the present hours of some connections stand; `connections` are their ids with their limits. */
  async standings(connections: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, HourStanding>> {
    const taken = await this.limits.look(LIMIT, [...connections.keys()]);
    return new Map(
      [...connections].map(([id, points]) => {
        const state = taken.get(id);
        if (state === undefined) return [id, { calls: 0, limitedUntil: null }];
        const until = new Date(this.clock.now().getTime() + state.msLeft);
        return [id, { calls: state.taken, limitedUntil: state.taken < points ? null : until }];
      }),
    );
  }

  private async standingOf(connectionId: string, points: number): Promise<HourStanding> {
    const standing = (await this.standings(new Map([[connectionId, points]]))).get(connectionId);
    return standing ?? { calls: 0, limitedUntil: null };
  }

  private admittedNow(): Set<string> {
    const context = currentContext();
    if (context === undefined) return new Set();
    const known = this.admitted.get(context) ?? new Set();
    this.admitted.set(context, known);
    return known;
  }

  /** The work is done or has failed by then: that its calls could not be counted must not make it another failure. */
  private async settle(connectionId: string, rule: RateLimitRule, calls: number): Promise<void> {
    if (calls === 0) return;
    try {
      await this.limits.takeMany(LIMIT, connectionId, rule, calls);
    } catch (error) {
      this.logger.warn({ error, connectionId, calls }, 'calls of a forge could not be counted against their limit');
    }
  }
}

function lookAgainAt(since: Date, now: Date): Date {
  const share = (now.getTime() - since.getTime()) * LOOK_AGAIN.share;
  return new Date(now.getTime() + Math.min(Math.max(share, LOOK_AGAIN.leastMs), LOOK_AGAIN.mostMs));
}
