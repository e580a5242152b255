import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import type { OwnLimits, Principal } from '../common/http/principal';
import { Database } from '../database/database';
import { AuthErrors } from './auth.errors';
import { ClosingHooks } from './closing-hooks';
import { SessionStore } from './session.store';
import type { Role } from './user.entity';
import { UserStore, type UserRow } from './user.store';

/** What an admin may do with accounts. The last active admin stays one, whoever asks at once. */
@Injectable()
export class UserAdminService {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
    private readonly sessions: SessionStore,
    private readonly closing: ClosingHooks,
    private readonly clock: Clock,
  ) {}

  async list(
    search: string | null,
    query: PageQuery,
  ): Promise<{ readonly items: readonly UserRow[]; readonly nextCursor: string | null }> {
    const page = pageRequest(query);
    return toPage(await this.users.list(this.db.read, search, page), page.limit);
  }

  /** Throws `common.not_found`. */
  async get(id: string): Promise<UserRow> {
    const user = await this.users.find(this.db.read, id);
    if (user === null) throw new AppError(CommonErrors.notFound);
    return user;
  }

  /** A deactivated account ends its sessions, and its tokens open nothing until it is open again. Throws `common.not_found`, `auth.last_admin`, `auth.own_account`. */
  async change(
    caller: Principal,
    id: string,
    change: { readonly role?: Role; readonly active?: boolean },
  ): Promise<UserRow> {
    if (change.active === false && id === caller.userId) throw new AppError(AuthErrors.ownAccount);
    await this.db.transaction(async (tx) => {
      const user = await this.users.find(tx, id);
      if (user === null) throw new AppError(CommonErrors.notFound);
      if (change.role === 'member' || change.active === false) {
        if (!(await this.users.lockAndAskIfOthersAdminister(tx, id))) throw new AppError(AuthErrors.lastAdmin);
      }
      if (change.role !== undefined) await this.users.setRole(tx, id, change.role);
      if (change.active === true) await this.users.setDeactivated(tx, id, null);
      if (change.active === false && user.deactivated_at === null) {
        await this.users.setDeactivated(tx, id, this.clock.now());
        await this.sessions.removeOthers(tx, id, null);
      }
    });
    return this.get(id);
  }

  /**
   * Deletes the account and everything that is its own, after its hooks and tokens at forges as far as those answer. Throws
   * `common.not_found`, `auth.last_admin`, `auth.own_account`.
   */
  async close(caller: Principal, id: string): Promise<void> {
    // Nobody gets in any more while the forges are asked, which may take long.
    await this.change(caller, id, { active: false });
    await this.closing.run(id);
    await this.users.remove(this.db.read, id);
  }

  /** Replaces the request limits of an account; they count in every process from its next request on. Throws `common.not_found`. */
  async setLimits(id: string, limits: OwnLimits): Promise<UserRow> {
    if (!(await this.users.setLimits(this.db.read, id, limits))) throw new AppError(CommonErrors.notFound);
    return this.get(id);
  }

  /** Throws `common.not_found`. */
  async endSessions(id: string): Promise<void> {
    await this.get(id);
    await this.sessions.removeOthers(this.db.read, id, null);
  }

  /** Everybody's but the caller's; returns how many. */
  async endAllSessions(caller: Principal): Promise<number> {
    return this.sessions.removeAllBut(this.db.read, caller.credentialId);
  }
}
