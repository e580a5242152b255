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

/** How somebody proved who they are: an issuer vouched for them, or they said the password with this hash. */
export type Proof = Vouched | { readonly passwordHash: string };

/** Why nobody is let in: the account is shut, or the password that was looked at is not its any more. */
export type NotOpened = 'deactivated' | 'password-changed';

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

  /** A word where nobody is let in; who does not know the password of today hears nothing else. */
  async open(tx: Tx, userId: string, client: Client, proof: Proof): Promise<OpenedSession | NotOpened> {
    const now = this.clock.now();
    const vouched = 'passwordHash' in proof ? null : proof;
    const checkedHash = 'passwordHash' in proof ? proof.passwordHash : null;
    // The same row a deactivation, a new password and a seizure change: whichever comes second sees the other.
    if (!(await this.users.noteLogin(tx, userId, now, checkedHash))) {
      const hash = (await this.users.find(tx, userId))?.password_hash ?? null;
      return checkedHash !== null && checkedHash !== hash ? 'password-changed' : 'deactivated';
    }
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
