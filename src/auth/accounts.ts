import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
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
}
