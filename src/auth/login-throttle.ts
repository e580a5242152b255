import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashToken } from '../common/crypto/random-token';
import { AppError, CommonErrors } from '../common/errors';
import { addressKey } from '../common/http/address-key';
import { RateLimits, tellStanding, type HeaderSink, type RateLimitRule } from '../common/http/rate-limits';
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
 * Right passwords at one account. Each costs 20 ms of a processor, 19 MiB and a session that stays for weeks, and a loop with
 * a right password would cost them without end. People log in a few times a day; a script that does so every 15 seconds
 * instead of keeping its session still passes, and should use an API token.
 */
const OPENED: RateLimitRule = { points: 60, seconds: QUARTER };

/**
 * Whose tries are counted: an account's by its id, however its address is written; those at no account by the address as
 * PostgreSQL compares it (`UserStore.findByEmail`). JavaScript's lower case is another one: for it `İ` is not `i`.
 */
export function accountKey(userId: string | null, compared: string): string {
  return userId ?? hashToken(compared);
}

/**
 * Slows guessing, and logging in without end. A try is counted before the password is looked at, so that many at once get
 * no more tries than one after another; success gives it back, and is counted for itself.
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

  /**
   * Throws `common.rate_limited` when an account was opened as often as it may be, before its password is looked at. Then nothing
   * was guessed, and the address gets its point back: a script that runs wild must not shut out all who share its address.
   */
  async mayOpen(account: string, client: Client): Promise<void> {
    const used = (await this.limits.look('login_opened', [account])).get(account);
    if (used === undefined || used.taken < OPENED.points) return;
    await this.limits.giveBack('login_address', addressKey(client.address), this.address);
    const resetSeconds = Math.max(1, Math.ceil(used.msLeft / 1000));
    tellStanding(client.headers, 'login_opened', OPENED, { left: 0, resetSeconds });
    throw new AppError(CommonErrors.rateLimited, {
      details: { limit: 'login_opened' },
      retryAfterSeconds: resetSeconds,
    });
  }

  /** Counts one right password at an account; throws `common.rate_limited`. */
  async opened(account: string, client: Client): Promise<void> {
    await this.limits.consume('login_opened', account, OPENED, client.headers);
  }

  /** Counts one registration; throws `common.rate_limited`. */
  async registration(client: Client): Promise<void> {
    await this.limits.consume('register_address', addressKey(client.address), this.registrations, client.headers);
  }
}
