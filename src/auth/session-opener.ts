import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { hashToken, randomToken } from '../common/crypto/random-token';
import { TokenCipher } from '../common/crypto/token-cipher';
import { newId } from '../common/ids';
import { DAY_MS } from '../common/time';
import { AuthConfig } from '../config/config';
import type { Tx } from '../database/tx';
import type { Client } from './login-throttle';
import { SessionStore } from './session.store';
import { UserStore } from './user.store';

const USER_AGENT_LENGTH = 300;

/** What an issuer that let somebody in said. */
export interface Vouched {
  readonly identityId: string;
  readonly idToken: string;
  /** Its own name for the session it has there (`sid`); null where it gives none. */
  readonly sid: string | null;
}

export interface OpenedSession {
  /** What the cookie carries. */
  readonly sessionToken: string;
  readonly at: Date;
}

/** Lets somebody in, however they proved who they are. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly cipher: TokenCipher,
    private readonly config: AuthConfig,
    private readonly clock: Clock,
  ) {}

  /** Null where the account is deactivated. `vouched`: null for a password. */
  async open(tx: Tx, userId: string, client: Client, vouched: Vouched | null): Promise<OpenedSession | null> {
    const now = this.clock.now();
    // The same row a deactivation changes: whichever comes second sees the other.
    if (!(await this.users.noteLogin(tx, userId, now))) return null;
    const sessionToken = randomToken();
    await this.sessions.insert(tx, {
      id: newId(),
      user_id: userId,
      token_hash: hashToken(sessionToken),
      user_agent: client.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
      address: client.address,
      created_at: now,
      expires_at: new Date(now.getTime() + this.config.sessionDays * DAY_MS),
      id_token: vouched === null ? null : this.cipher.encrypt(vouched.idToken),
      identity_id: vouched?.identityId ?? null,
      issuer_sid: vouched?.sid ?? null,
    });
    return { sessionToken, at: now };
  }
}
