import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashToken } from '../common/crypto/random-token';
import { RateLimits, type HeaderSink, type RateLimitRule } from '../common/http/rate-limits';

/** Who sends a request, as far as it can be told before a login. */
export interface Client {
  readonly address: string;
  readonly userAgent: string | null;
  /** Where the standing of the limits is told. */
  readonly headers: HeaderSink;
}

/** Who sends this request. */
export function clientOf(request: FastifyRequest, headers: FastifyReply): Client {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? null, headers };
}

/** Guesses at one account: a person mistypes a few times, a list of common passwords has thousands. */
const ACCOUNT: RateLimitRule = { points: 10, seconds: 900 };
/** Failures from one address over all accounts; an office behind one address shares it. */
const ADDRESS: RateLimitRule = { points: 50, seconds: 900 };
/** New accounts from one address. */
const REGISTRATION: RateLimitRule = { points: 100, seconds: 3600 };

const accountKey = (email: string): string => hashToken(email.toLowerCase());

/**
 * Slows guessing. A try is counted before the password is looked at, so that many at once get no more tries than one
 * after another; success gives it back.
 */
@Injectable()
export class LoginThrottle {
  constructor(private readonly limits: RateLimits) {}

  /** Counts one try; throws `common.rate_limited`. */
  async attempt(email: string, client: Client): Promise<void> {
    await this.limits.consume('login_address', client.address, ADDRESS, client.headers);
    await this.limits.consume('login_account', accountKey(email), ACCOUNT, client.headers);
  }

  /** The try was no guess. */
  async succeeded(email: string, client: Client): Promise<void> {
    await this.limits.giveBack('login_address', client.address, ADDRESS);
    await this.limits.reset('login_account', accountKey(email), ACCOUNT);
  }

  /** Counts one registration; throws `common.rate_limited`. */
  async registration(client: Client): Promise<void> {
    await this.limits.consume('register_address', client.address, REGISTRATION, client.headers);
  }
}
