import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Budgets } from '../common/http/budgets';
import type { Principal } from '../common/http/principal';
import type { HeaderSink, RateLimitRule } from '../common/http/rate-limits';
import { AuthConfig } from '../config/config';
import { isSafeMethod } from './domain/origin';

const MINUTE = 60;
/** Requests without a valid credential from one address; an office behind one address shares it. */
const STRANGERS: RateLimitRule = { points: 300, seconds: MINUTE };

/** Counts ordinary requests: of an account, of each of its tokens, and of addresses whose credentials are none. */
@Injectable()
export class RequestBudget {
  constructor(
    private readonly budgets: Budgets,
    private readonly config: AuthConfig,
  ) {}

  /** Throws `common.rate_limited`. */
  async spend(
    { userId, via, credentialId }: Principal,
    request: FastifyRequest,
    isExpensive: boolean,
    headers: HeaderSink,
  ): Promise<void> {
    // An export is the same list without pages.
    const kind =
      isExpensive || /^\s*text\/csv\b/i.test(request.headers.accept ?? '')
        ? 'expensive'
        : isSafeMethod(request.method)
          ? 'read'
          : 'write';
    const points = this.config.requestLimits[kind];
    await this.budgets.spend(kind, userId, { points, seconds: MINUTE }, headers);
    if (via === 'session') return;
    // A program that runs wild must not lock its owner out of the page.
    const half = { points: Math.max(1, Math.floor(points / 2)), seconds: MINUTE };
    await this.budgets.spend(`${kind}_token`, credentialId, half, headers);
  }

  /** A request nobody knows the sender of. Throws `common.rate_limited`. */
  async spendStranger(request: FastifyRequest, headers: HeaderSink): Promise<void> {
    await this.budgets.spend('unauthenticated', request.ip, STRANGERS, headers);
  }
}
