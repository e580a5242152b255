import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashToken } from '../common/crypto/random-token';
import { addressKey } from '../common/http/address-key';
import { RateLimits, type HeaderSink, type RateLimitRule } from '../common/http/rate-limits';
import { AuthConfig } from '../config/config';

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

/**
 * Whose tries are counted: an account's by its id, however its address is written; those at no account by the address as
 * PostgreSQL compares it (`UserStore.findByEmail`). JavaScript's lower case is another one: for it `İ` is not `i`.
 */
export function accountKey(userId: string | null, compared: string): string {
  return userId ?? hashToken(compared);
}

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

  /** Counts one try from an address, before anything is looked up; throws `common.rate_limited`. */
  async attemptFrom(client: Client): Promise<void> {
    await this.limits.consume('login_address', addressKey(client.address), this.address, client.headers);
  }

  /** Counts one try at an account (`accountKey`); throws `common.rate_limited`. */
  async attemptAt(account: string, client: Client): Promise<void> {
    await this.limits.consume('login_account', account, this.account, client.headers);
  }

  /** The try was no guess. */
  async succeeded(account: string, client: Client): Promise<void> {
    await this.limits.giveBack('login_address', addressKey(client.address), this.address);
    await this.limits.reset('login_account', account, this.account);
  }

  /** Counts one registration; throws `common.rate_limited`. */
  async registration(client: Client): Promise<void> {
    await this.limits.consume('register_address', addressKey(client.address), this.registrations, client.headers);
  }
}
