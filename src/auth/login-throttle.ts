import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashToken } from '../common/crypto/random-token';
import { AuthConfig } from '../config/config';
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

/** Wrong passwords are counted in a quarter of an hour, new accounts in an hour. */
const [QUARTER, HOUR] = [900, 3600];

const accountKey = (email: string): string => hashToken(email.toLowerCase());

/**
 * Slows guessing. A try is counted before the password is looked at, so that many at once get no more tries than one
 * after another; success gives it back.
 */
@Injectable()
export class LoginThrottle {
  /** Guesses at one account: a person mistypes a few times, a list of common passwords has thousands. */
  private readonly account: RateLimitRule;
  /** Failures from one address over all accounts. */
  private readonly address: RateLimitRule;
  private readonly registrations: RateLimitRule;

  constructor(
    private readonly limits: RateLimits,
    { strangerLimits }: AuthConfig,
  ) {
    this.account = { points: strangerLimits.loginAccount, seconds: QUARTER };
    this.address = { points: strangerLimits.loginAddress, seconds: QUARTER };
    this.registrations = { points: strangerLimits.registration, seconds: HOUR };
  }

  /** Counts one try; throws `common.rate_limited`. */
  async attempt(email: string, client: Client): Promise<void> {
    await this.limits.consume('login_address', client.address, this.address, client.headers);
    await this.limits.consume('login_account', accountKey(email), this.account, client.headers);
  }

  /** The try was no guess. */
  async succeeded(email: string, client: Client): Promise<void> {
    await this.limits.giveBack('login_address', client.address, this.address);
    await this.limits.reset('login_account', accountKey(email), this.account);
  }

  /** Counts one registration; throws `common.rate_limited`. */
  async registration(client: Client): Promise<void> {
    await this.limits.consume('register_address', client.address, this.registrations, client.headers);
  }
}
