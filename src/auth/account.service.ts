import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError, CommonErrors } from '../common/errors';
import type { Principal } from '../common/http/principal';
import { newId } from '../common/ids';
import { AuthConfig } from '../config/config';
import { Database } from '../database/database';
import { Audit } from './audit';
import { AuthErrors } from './auth.errors';
import { accountKey, LoginThrottle, type Client } from './login-throttle';
import { Issuer } from './oidc/issuer';
import { Passwords } from './passwords';
import { SessionOpener } from './session-opener';
import { SessionStore } from './session.store';
import { UserStore, type UserRow } from './user.store';

/** How long a sign-in counts as just done: as long as a visit to an issuer may take. */
const FRESH_MS = 600_000;

/** Accounts: making them, getting into them, changing them. */
@Injectable()
export class AccountService {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly opener: SessionOpener,
    private readonly issuer: Issuer,
    private readonly cipher: TokenCipher,
    private readonly audit: Audit,
    private readonly config: AuthConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * The first account is an admin's. Throws `auth.registration_closed`, `auth.password_login_closed`, `auth.email_taken`,
   * `common.rate_limited`.
   */
  async register(
    input: { email: string; password: string; fullName: string | null },
    client: Client,
  ): Promise<UserRow> {
    if (this.config.passwordLogin === 'closed') throw new AppError(AuthErrors.passwordLoginClosed);
    await this.throttle.registration(client);
    const passwordHash = await this.passwords.hash(input.password);
    return this.db.transaction(async (tx) => {
      const isFirst = await this.users.lockAndAskIfEmpty(tx);
      if (!isFirst && this.config.registration === 'closed') throw new AppError(AuthErrors.registrationClosed);
      const user = await this.users.insert(tx, {
        id: newId(),
        email: input.email,
        passwordHash,
        fullName: input.fullName,
        role: isFirst ? 'admin' : 'member',
        now: this.clock.now(),
      });
      if (user === null) throw new AppError(AuthErrors.emailTaken);
      return user;
    });
  }

  /**
   * Opens a session; `sessionToken` is what the cookie carries. A wrong password and an unknown account take the same
   * time and the same error (`auth.wrong_credentials`), as does one that is changed while it is looked at; too many tries, and
   * too many right ones, throw `common.rate_limited`. Only who knows the password hears that the account is deactivated.
   */
  async login(
    input: { email: string; password: string },
    client: Client,
  ): Promise<{ user: UserRow; sessionToken: string }> {
    if (this.config.passwordLogin === 'closed') throw new AppError(AuthErrors.passwordLoginClosed);
    await this.throttle.attemptFrom(client);
    const { user, compared } = await this.users.findByEmail(this.db.read, input.email);
    const account = accountKey(user?.id ?? null, compared);
    await this.throttle.mayOpen(account, client);
    await this.throttle.attemptAt(account, client);
    const passwordHash = user?.password_hash ?? null;
    const matches = await this.passwords.matches(input.password, passwordHash);
    if (user === null || passwordHash === null || !matches) {
      if (user !== null) this.loginFailed(user.id, client);
      throw new AppError(AuthErrors.wrongCredentials);
    }
    await this.throttle.succeeded(account, client);
    await this.throttle.opened(account, client);
    const opened = await this.db.transaction((tx) => this.opener.open(tx, user.id, client, { passwordHash }));
    if (opened === 'deactivated') throw new AppError(AuthErrors.deactivated);
    if (opened === 'password-changed') throw new AppError(AuthErrors.wrongCredentials);
    return { user: { ...user, last_login_at: opened.at }, sessionToken: opened.sessionToken };
  }

  /** Ends the caller's session; an API token stays. Returns where the issuer that let them in ends its own, if it can. */
  async logout(caller: Principal): Promise<string | null> {
    if (caller.via !== 'session') return null;
    const sealed = await this.sessions.take(this.db.read, caller.userId, caller.credentialId);
    if (sealed === null || this.config.oidc === null) return null;
    return this.issuer.endSessionUrl(this.cipher.decrypt(sealed));
  }

  async me(caller: Principal): Promise<UserRow> {
    const user = await this.users.find(this.db.read, caller.userId);
    if (user === null) throw new AppError(CommonErrors.unauthenticated);
    return user;
  }

  /**
   * Changes what is given. A new e-mail address or password asks for the current password (`auth.wrong_password`), which must
   * still be the account's when the change is written; a new password ends every other session. An account without a
   * password has neither to change (`auth.no_password`).
   */
  async update(
    caller: Principal,
    change: { fullName?: string | null; email?: string; password?: string; currentPassword?: string },
    client: Client,
  ): Promise<UserRow> {
    const user = await this.me(caller);
    const isProtected = change.email !== undefined || change.password !== undefined;
    const checkedHash = isProtected ? await this.checkPassword(user, change.currentPassword ?? '', client) : null;
    const passwordHash = change.password === undefined ? null : await this.passwords.hash(change.password);
    await this.db.transaction(async (tx) => {
      const wanted = {
        ...(change.fullName === undefined ? {} : { full_name: change.fullName }),
        ...(change.email === undefined ? {} : { email: change.email }),
        ...(passwordHash === null ? {} : { password_hash: passwordHash }),
      };
      const updated = await this.users.update(tx, user.id, wanted, checkedHash);
      if (updated === 'email-taken') throw new AppError(AuthErrors.emailTaken);
      if (updated === 'password-changed') throw new AppError(AuthErrors.wrongPassword);
      if (passwordHash === null) return;
      await this.sessions.removeOthers(tx, user.id, caller.via === 'session' ? caller.credentialId : null);
    });
    return this.me(caller);
  }

  /** Of an account that is known; what is typed for others is nobody's. Not waited for: the time would tell which is which. */
  private loginFailed(userId: string, { address, userAgent }: Client): void {
    this.audit.note({
      ...{ user_id: userId, action: 'Account_loginFailed', summary: 'Log in: wrong password' },
      ...{ request: 'POST /api/v2/auth/login', via: 'password', credential_id: null, address, user_agent: userAgent },
    });
  }

  /**
   * Who asks has said the password, or, without one that is taken here, signed in a moment ago. Throws `auth.sign_in_again`,
   * `auth.wrong_password`, `common.rate_limited`.
   */
  async prove(caller: Principal, password: string, client: Client): Promise<void> {
    const user = await this.me(caller);
    if (user.password_hash !== null && this.config.passwordLogin === 'open') {
      await this.checkPassword(user, password, client);
      return;
    }
    const began = await this.sessions.beganAt(this.db.read, caller.userId, caller.credentialId);
    if (began === null || this.clock.now().getTime() - began.getTime() > FRESH_MS) {
      throw new AppError(AuthErrors.signInAgain);
    }
  }

  /** Returns the hash that the password fits. Throws `auth.no_password`, `auth.wrong_password`, `common.rate_limited`. */
  async checkPassword(user: UserRow, password: string, client: Client): Promise<string> {
    const { id, password_hash: hash } = user;
    if (hash === null) throw new AppError(AuthErrors.noPassword);
    await this.throttle.attemptFrom(client);
    await this.throttle.attemptAt(id, client);
    if (!(await this.passwords.matches(password, hash))) throw new AppError(AuthErrors.wrongPassword);
    await this.throttle.succeeded(id, client);
    return hash;
  }
}
