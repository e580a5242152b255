import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError, CommonErrors } from '../common/errors';

/** Keeps our own limit of requests to an endpoint. */
export abstract class ChatLimit {
  /** Takes one point of a key; throws `common.rate_limited` when none is left. */
  abstract consume(
    name: string,
    key: string,
    rule: { readonly points: number; readonly seconds: number },
  ): Promise<void>;
}

/** The same for one process without a database: a command. */
export class MemoryChatLimit extends ChatLimit {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  async consume(
    name: string,
    key: string,
    { points, seconds }: { readonly points: number; readonly seconds: number },
  ): Promise<void> {
    const limiter = this.limiters.get(name) ?? new RateLimiterMemory({ points, duration: seconds });
    this.limiters.set(name, limiter);
    try {
      await limiter.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new AppError(CommonErrors.rateLimited, {
        details: { limit: name },
        retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      });
    }
  }
}
