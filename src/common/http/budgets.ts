import { Injectable } from '@nestjs/common';
import { lru } from 'tiny-lru';
import { AppError, CommonErrors } from '../errors';
import { RateLimits, tellStanding, type HeaderSink, type RateLimitRule } from './rate-limits';

/** Share of a budget that is taken from the database at a time: the larger, the fewer writes, and the more lies idle. */
const BLOCK = 0.02;
/** Keys a process remembers. One that is forgotten is trusted anew. */
const MOST_KEYS = 50_000;

/** What a process knows of one key in the present window. */
interface Account {
  /** When the window ends, milliseconds. */
  until: number;
  /** May be spent before the shared budget is asked. */
  trust: number;
  /** Was spent so, and is not settled yet. */
  owed: number;
  /** Was taken from the shared budget, and is not spent yet. */
  held: number;
  /** Left of the shared budget when it was last asked. */
  left: number;
  /** A taking under way, for all who wait for it. */
  taking: Promise<void> | null;
}

/**
 * Limits of ordinary requests over all processes, which cost an ordinary request no write. Points are taken from the shared
 * budget in blocks of 2 %; the first block of a window is spent on trust and settled with the next. So a quiet caller
 * writes never, a busy one once in a block, a refused one not at all, and each process lets at most one block too much through.
 */
@Injectable()
export class Budgets {
  private readonly accounts = lru<Account>(MOST_KEYS);

  constructor(private readonly limits: RateLimits) {}

  /**
   * Spends one point; throws `common.rate_limited` when none is left. `name` must always come with the same window; the points may be
   * each key's own, and may change: what was used in the present window stays used.
   */
  async spend(name: string, key: string, rule: RateLimitRule, headers?: HeaderSink): Promise<void> {
    const block = Math.max(1, Math.ceil(rule.points * BLOCK));
    const account = this.accountOf(`${name}:${rule.points}:${key}`, rule, block);
    const passes = await this.spendOne(account, () => this.take(name, key, rule, block, account));
    const resetSeconds = Math.max(1, Math.ceil((account.until - Date.now()) / 1000));
    tellStanding(headers, name, rule, { left: Math.max(0, account.left + account.held - account.owed), resetSeconds });
    if (!passes) {
      throw new AppError(CommonErrors.rateLimited, { details: { limit: name }, retryAfterSeconds: resetSeconds });
    }
  }

  /** Whether nothing is left to spend, as far as this process knows; spends nothing and asks nobody. */
  isSpent(name: string, key: string, rule: RateLimitRule): boolean {
    const account = this.accounts.get(`${name}:${rule.points}:${key}`);
    if (account === undefined || account.until <= Date.now()) return false;
    return account.trust + account.held + account.left === 0;
  }

  private accountOf(key: string, rule: RateLimitRule, block: number): Account {
    const known = this.accounts.get(key);
    if (known !== undefined && known.until > Date.now()) return known;
    const until = Date.now() + rule.seconds * 1000;
    const account = { until, trust: block, owed: 0, held: 0, left: rule.points, taking: null };
    this.accounts.set(key, account);
    return account;
  }

  private async spendOne(account: Account, take: () => Promise<void>): Promise<boolean> {
    for (;;) {
      if (account.trust > 0) {
        account.trust -= 1;
        account.owed += 1;
        return true;
      }
      if (account.held > 0) {
        account.held -= 1;
        return true;
      }
      if (account.left === 0) return false;
      account.taking ??= take().finally(() => {
        account.taking = null;
      });
      await account.taking;
    }
  }

  private async take(name: string, key: string, rule: RateLimitRule, block: number, account: Account): Promise<void> {
    const { owed } = account;
    const asked = owed + block;
    const { taken, msLeft } = await this.limits.takeMany(name, key, rule, asked);
    const granted = Math.min(asked, Math.max(0, rule.points - (taken - asked)));
    account.owed -= owed;
    account.held += Math.max(0, granted - owed);
    account.left = Math.max(0, rule.points - taken);
    account.until = Date.now() + msLeft;
  }
}
