import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { AuthErrors } from './auth.errors';
import { UserStore } from './user.store';

/** What other features may ask about accounts. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
  ) {}

  /** Throws `common.not_found` when there is no such account; a deactivated one is there. */
  async require(userId: string): Promise<void> {
    if (!(await this.users.exists(this.db.read, userId))) throw new AppError(CommonErrors.notFound);
  }

  /**
   * Until the end of the transaction the account stays open: who deactivates it waits, or was first. Throws `auth.deactivated`,
   * also when there is no such account.
   */
  async holdOpen(tx: Tx, userId: string): Promise<void> {
    await this.users.holdUnchanged(tx, userId);
    const user = await this.users.find(tx, userId);
    if (user?.deactivated_at !== null) throw new AppError(AuthErrors.deactivated);
  }
}
