import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '../../database/database';
import { AppError, CommonErrors } from '../errors';

/** At most `points` in `seconds`, counted from the first. */
export interface RateLimitRule {
  readonly points: number;
  readonly seconds: number;
}

/** Where `RateLimit` and `RateLimit-Policy` go: a Fastify reply. */
export interface HeaderSink {
  getHeader(name: string): number | string | string[] | undefined;
  header(name: string, value: string): unknown;
}

/** What rate-limiter-flexible wants of a `pg` client, over our own connection pool. */
function storeClient(db: Database): object {
  return {
    query: async ({
      text,
      values,
    }: {
      text: string;
      values: unknown[];
    }): Promise<{ rows: unknown[]; rowCount: number }> => {
      const answer: unknown = await db.read.query(text, values);
      // A delete without `returning` comes as [rows, count].
      if (/^\s*delete/i.test(text)) return { rows: [], rowCount: (answer as [unknown[], number])[1] };
      const rows = answer as unknown[];
      return { rows, rowCount: rows.length };
    },
  };
}

/** Counts how often somebody did something, over all processes (table `rate_limits`). */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterPostgres>();

  constructor(private readonly db: Database) {}

  /**
   * Takes one point; throws `common.rate_limited`, with the seconds to wait, when none is left. `name` must always come
   * with the same rule; `key` is whose points they are (hash what is private). With `headers` the caller's answer
   * carries the standing of this limit.
   */
  async consume(name: string, key: string, rule: RateLimitRule, headers?: HeaderSink): Promise<void> {
    const state = await this.take(this.limiter(name, rule), key);
    const resetSeconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    tellStanding(headers, name, rule, { left: state.remainingPoints, resetSeconds });
    if (state.consumedPoints > rule.points) {
      throw new AppError(CommonErrors.rateLimited, { details: { limit: name }, retryAfterSeconds: resetSeconds });
    }
  }

  /**
   * Takes points whether there are as many left or not; returns how many are taken in this window, and its milliseconds left.
   * Of the rule only the window counts, which must always be the same for a `name`.
   */
  async takeMany(
    name: string,
    key: string,
    rule: RateLimitRule,
    points: number,
  ): Promise<{ readonly taken: number; readonly msLeft: number }> {
    const { consumedPoints, msBeforeNext } = await this.take(this.limiter(name, rule), key, points);
    return { taken: consumedPoints, msLeft: msBeforeNext };
  }

  /** What these keys have taken in their present windows, and the milliseconds left of those; a key that took nothing is left out. */
  async look(
    name: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly taken: number; readonly msLeft: number }>> {
    if (keys.length === 0) return new Map();
    const now = Date.now();
    // As rate-limiter-flexible names them.
    const rows = await this.db.read.query<{ key: string; points: number; expire: string }[]>(
      'select key, points, expire from rate_limits where key = any($1) and expire > $2',
      [keys.map((key) => `${name}:${key}`), now],
    );
    return new Map(
      rows.map(({ key, points, expire }) => [
        key.slice(name.length + 1),
        { taken: points, msLeft: Math.max(1, Number(expire) - now) },
      ]),
    );
  }

  /** Gives the one point back: what was counted turned out to be harmless. */
  async giveBack(name: string, key: string, rule: RateLimitRule): Promise<void> {
    await this.limiter(name, rule).reward(key, 1);
  }

  /** Forgets what this key has used. */
  async reset(name: string, key: string, rule: RateLimitRule): Promise<void> {
    await this.limiter(name, rule).delete(key);
  }

  /** Removes counts that ended before `now`; returns how many. */
  async removeExpired(now: Date): Promise<number> {
    const removed: unknown = await this.db.read.query('delete from rate_limits where expire < $1', [now.getTime()]);
    return (removed as [unknown[], number])[1];
  }

  private limiter(name: string, rule: RateLimitRule): RateLimiterPostgres {
    const known = this.limiters.get(name);
    if (known !== undefined) return known;
    const limiter = new RateLimiterPostgres({
      storeClient: storeClient(this.db),
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points: rule.points,
      duration: rule.seconds,
    });
    this.limiters.set(name, limiter);
    return limiter;
  }

  private async take(limiter: RateLimiterPostgres, key: string, points = 1): Promise<RateLimiterRes> {
    try {
      return await limiter.consume(key, points);
    } catch (refused) {
      // The library rejects with the state itself when no point is left.
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    }
  }
}

/** Says in an answer what a limit is and where its caller stands (`RateLimit`, `RateLimit-Policy`). */
export function tellStanding(
  headers: HeaderSink | undefined,
  name: string,
  rule: RateLimitRule,
  { left, resetSeconds }: { readonly left: number; readonly resetSeconds: number },
): void {
  append(headers, 'ratelimit-policy', `"${name}";q=${rule.points};w=${rule.seconds}`);
  append(headers, 'ratelimit', `"${name}";r=${left};t=${resetSeconds}`);
}

function append(headers: HeaderSink | undefined, name: string, value: string): void {
  if (headers === undefined) return;
  const before = headers.getHeader(name);
  headers.header(name, before === undefined ? value : `${String(before)}, ${value}`);
}
