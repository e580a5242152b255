import { Injectable } from '@nestjs/common';
import { hashToken } from '../../common/crypto/random-token';
import { AppError, CommonErrors } from '../../common/errors';
import { addressKey } from '../../common/http/address-key';
import { RateLimits, type RateLimitRule } from '../../common/http/rate-limits';
import { Database } from '../../database/database';
import { Audit } from '../audit';
import { AuthErrors } from '../auth.errors';
import type { Client } from '../login-throttle';
import { SessionStore } from '../session.store';
import { Issuer, LOGOUT_TOKEN_SECONDS } from './issuer';

/** Far more than an issuer of a large company sends at the end of a day; each costs a signature's check. */
const KNOCKS: RateLimitRule = { points: 600, seconds: 60 };
/** A token is taken once as long as it could be taken at all, with what clocks may differ. */
const ONCE: RateLimitRule = { points: 1, seconds: LOGOUT_TOKEN_SECONDS + 120 };

/** Ends sessions here that ended at the issuer (OpenID Connect Back-Channel Logout 1.0). */
@Injectable()
export class IssuerLogoutService {
  constructor(
    private readonly db: Database,
    private readonly issuer: Issuer,
    private readonly sessions: SessionStore,
    private readonly limits: RateLimits,
    private readonly audit: Audit,
  ) {}

  /**
   * Ends the sessions the token names; none is no error, they may be over already. Throws `auth.oidc_not_configured`,
   * `auth.oidc_logout_rejected`, `common.rate_limited`.
   */
  async end(token: string, client: Client): Promise<void> {
    await this.limits.consume('oidc_logout', addressKey(client.address), KNOCKS, client.headers);
    const { issuer } = this.issuer.settings;
    const wish = await this.issuer.readLogout(token);
    const key = hashToken(`${issuer} ${wish.jti}`);
    await this.takeOnce(key);
    try {
      const ended = await this.sessions.removeAtIssuer(this.db.read, issuer, wish);
      for (const userId of new Set(ended)) await this.note(userId, client);
    } catch (error) {
      // The issuer may send it again, and then it must not look like a replay.
      await this.limits.reset('oidc_logout_token', key, ONCE);
      throw error;
    }
  }

  private async takeOnce(key: string): Promise<void> {
    try {
      await this.limits.consume('oidc_logout_token', key, ONCE);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== CommonErrors.rateLimited.code) throw error;
      throw new AppError(AuthErrors.oidcLogoutRejected);
    }
  }

  private async note(userId: string, { address, userAgent }: Client): Promise<void> {
    await this.audit.record({
      ...{ user_id: userId, action: 'SignIn_endedAtIssuer', summary: 'Signed out by the issuer' },
      ...{ request: 'POST /api/v2/auth/oidc/backchannel-logout', via: 'oidc', credential_id: null },
      ...{ address, user_agent: userAgent },
    });
  }
}
