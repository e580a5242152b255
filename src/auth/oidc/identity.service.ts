import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../../common/errors';
import type { Principal } from '../../common/http/principal';
import { AuthConfig } from '../../config/config';
import { Database } from '../../database/database';
import { AccountService } from '../account.service';
import { AuthErrors } from '../auth.errors';
import { opensWithout, type WaysIn } from '../domain/identity';
import type { Client } from '../login-throttle';
import { SessionStore } from '../session.store';
import { UserIdentityStore, type UserIdentityRow } from '../user-identity.store';
import { UserStore, type UserRow } from '../user.store';

/** Somebody at an issuer that an account belongs to. */
export interface LinkedIdentity {
  readonly row: UserIdentityRow;
  /** What the issuer is called; null for one that is set no more. */
  readonly issuerName: string | null;
  /** False for the last way to sign in. */
  readonly mayUnlink: boolean;
}

/** Who an account is at issuers, and how that ends. `SignInService` is how it begins. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly db: Database,
    private readonly identities: UserIdentityStore,
    private readonly sessions: SessionStore,
    private readonly users: UserStore,
    private readonly accounts: AccountService,
    private readonly config: AuthConfig,
  ) {}

  /** The caller's own, oldest first. */
  async list(caller: Principal): Promise<readonly LinkedIdentity[]> {
    const [user, rows] = [await this.accounts.me(caller), await this.identities.list(this.db.read, caller.userId)];
    const ways = this.waysOf(user, rows);
    const { oidc } = this.config;
    return rows.map((row) => ({
      row,
      issuerName: row.issuer === oidc?.issuer ? oidc.name : null,
      mayUnlink: opensWithout(row.id, ways),
    }));
  }

  /**
   * That person opens the account no more: every other session that they opened ends; the caller's own goes on. Throws
   * `common.not_found`, `auth.last_sign_in`, and as `AccountService.prove`.
   */
  async unlink(caller: Principal, id: string, password: string, client: Client): Promise<void> {
    const own = await this.identities.list(this.db.read, caller.userId);
    if (!own.some((row) => row.id === id)) throw new AppError(CommonErrors.notFound);
    await this.accounts.prove(caller, password, client);
    await this.db.transaction(async (tx) => {
      const rows = await this.identities.lockAndList(tx, caller.userId);
      if (!rows.some((row) => row.id === id)) throw new AppError(CommonErrors.notFound);
      const user = await this.users.find(tx, caller.userId);
      if (user === null) throw new AppError(CommonErrors.unauthenticated);
      if (!opensWithout(id, this.waysOf(user, rows))) throw new AppError(AuthErrors.lastSignIn);
      await this.sessions.removeOfIdentity(tx, id, caller.credentialId);
      await this.identities.remove(tx, id);
    });
  }

  private waysOf(user: UserRow, identities: readonly UserIdentityRow[]): WaysIn {
    const password = user.password_hash !== null && this.config.passwordLogin === 'open';
    return { password, identities, issuer: this.config.oidc?.issuer ?? null };
  }
}
