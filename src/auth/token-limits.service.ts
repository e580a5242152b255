import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import type { OwnLimits, Principal } from '../common/http/principal';
import type { RequestLimits } from '../config/request-limits';
import { Database } from '../database/database';
import type { ApiTokenRow } from './api-token.store';
import { ApiTokenStore } from './api-token.store';
import { AuthErrors } from './auth.errors';
import { isAbove, tighterOf, tokenLimitsOf } from './domain/token-limits';
import { RequestBudget } from './request-budget';
import { ownLimitsOf, UserStore } from './user.store';

/** A token with what it may ask in a minute. */
export interface LimitedToken {
  readonly row: ApiTokenRow;
  readonly effective: RequestLimits;
}

/** How often API tokens may ask. */
@Injectable()
export class TokenLimitsService {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
    private readonly tokens: ApiTokenStore,
    private readonly budget: RequestBudget,
  ) {}

  /** `account` is what an admin set for the token's account. */
  with(account: OwnLimits, row: ApiTokenRow): LimitedToken {
    const set = tighterOf({ own: row.limits, admin: row.admin_limits });
    return { row, effective: tokenLimitsOf(this.budget.limitsOf(account), set) };
  }

  /** The tokens of an account, for admins. Throws `common.not_found`, `common.invalid_cursor`. */
  async list(
    userId: string,
    query: PageQuery,
  ): Promise<{ readonly items: readonly LimitedToken[]; readonly nextCursor: string | null }> {
    const page = pageRequest(query);
    const account = await this.accountOf(userId);
    const { items, nextCursor } = toPage(await this.tokens.list(this.db.read, userId, page), page.limit);
    return { items: items.map((row) => this.with(account, row)), nextCursor };
  }

  /**
   * Replaces what the owner set before; counts in every process from the token's next request on. Throws `common.not_found`, and
   * `auth.limit_too_high` for more than the account has.
   */
  async setOwn(caller: Principal, id: string, wish: OwnLimits): Promise<LimitedToken> {
    const allowed = this.budget.limitsOf(caller.limits);
    if (isAbove(allowed, wish)) throw new AppError(AuthErrors.limitTooHigh, { details: { allowed: { ...allowed } } });
    return this.set(caller.userId, id, caller.limits, { limits: wish });
  }

  /** Replaces what an admin set before, and leaves what the owner set. Throws `common.not_found`. */
  async setAsAdmin(userId: string, id: string, limits: OwnLimits): Promise<LimitedToken> {
    return this.set(userId, id, await this.accountOf(userId), { admin_limits: limits });
  }

  private async set(
    userId: string,
    id: string,
    account: OwnLimits,
    change: Partial<Pick<ApiTokenRow, 'limits' | 'admin_limits'>>,
  ): Promise<LimitedToken> {
    await this.tokens.setLimits(this.db.read, userId, id, change);
    const row = await this.tokens.find(this.db.read, userId, id);
    if (row === null) throw new AppError(CommonErrors.notFound);
    return this.with(account, row);
  }

  private async accountOf(userId: string): Promise<OwnLimits> {
    const user = await this.users.find(this.db.read, userId);
    if (user === null) throw new AppError(CommonErrors.notFound);
    return ownLimitsOf(user);
  }
}
