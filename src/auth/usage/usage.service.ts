import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { AppError, CommonErrors } from '../../common/errors';
import { dayRangeOf, type DayRange, type DayRangeQuery } from '../../common/http/day-range';
import type { RequestLimits } from '../../config/request-limits';
import { Database } from '../../database/database';
import { tighterOf, tokenLimitsOf } from '../domain/token-limits';
import { RequestBudget } from '../request-budget';
import { ownLimitsOf, UserStore } from '../user.store';
import { ApiUsageStore, type CredentialUsage, type UsageDay, type UsageRange } from './api-usage.store';
import { RequestUsage } from './request-usage';

/** Credentials of one answer: those that asked most often. */
const MOST_CREDENTIALS = 100;

/** How often an account asked, and how often it may. */
export interface Usage extends DayRange {
  readonly limits: RequestLimits;
  readonly days: readonly UsageDay[];
  /** Null unless wished for. */
  readonly credentials: readonly LimitedCredential[] | null;
}

/** A credential with what it may ask in a minute; null where it has no limits but the account's. */
export type LimitedCredential = CredentialUsage & { readonly limits: RequestLimits | null };

/** Answers how often accounts asked. */
@Injectable()
export class UsageService {
  constructor(
    private readonly db: Database,
    private readonly users: UserStore,
    private readonly store: ApiUsageStore,
    private readonly counted: RequestUsage,
    private readonly budget: RequestBudget,
    private readonly clock: Clock,
  ) {}

  /**
   * All that this process counted is in it; of other processes what is older than five seconds. Throws `common.not_found`,
   * `common.invalid_input`.
   */
  async of(userId: string, query: DayRangeQuery, byCredential: boolean): Promise<Usage> {
    const range = dayRangeOf(query, this.clock.now());
    const user = await this.users.find(this.db.read, userId);
    if (user === null) throw new AppError(CommonErrors.notFound);
    await this.counted.flush();
    const wanted = { userId, ...range };
    const limits = this.budget.limitsOf(ownLimitsOf(user));
    return {
      ...range,
      limits,
      days: await this.store.days(this.db.read, wanted),
      credentials: byCredential ? await this.credentialsOf(wanted, limits) : null,
    };
  }

  private async credentialsOf(wanted: UsageRange, account: RequestLimits): Promise<LimitedCredential[]> {
    const rows = await this.store.credentials(this.db.read, wanted, MOST_CREDENTIALS);
    return rows.map((row) => ({
      ...row,
      limits: row.prefix === null ? null : tokenLimitsOf(account, tighterOf(row.set)),
    }));
  }
}
