import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '../auth/accounts';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { dayBefore, dayOf, dayRangeOf, type DayRange, type DayRangeQuery } from '../common/http/day-range';
import { KeptTables } from '../common/kept-tables';
import { AuthConfig } from '../config/config';
import { Database } from '../database/database';
import { CHUNK, inChunks } from '../database/in-chunks';
import { CallTally } from '../forge/call-tally';
import { ForgeBudget, type HourStanding } from './forge-budget';
import { RepositoryUsageStore, type CalledRepository } from './repository-usage.store';

/** Repositories of one answer: those that were called for most. */
const MOST = 100;

/** A repository with its days, and where its present hour stands; null where it has no limit. */
export type RepositoryUsageOf = CalledRepository & { readonly hour: HourStanding | null };

export interface RepositoryUsage extends DayRange {
  readonly repositories: readonly RepositoryUsageOf[];
}

/** Counts the calls of forges by connected repository and day (`Tally` says what a crash may lose), and answers and limits them. */
@Injectable()
export class RepositoryUsageService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly tally: CallTally<'repository_connection_id'>;

  constructor(
    private readonly db: Database,
    private readonly store: RepositoryUsageStore,
    private readonly budget: ForgeBudget,
    private readonly accounts: Accounts,
    private readonly config: AuthConfig,
    private readonly clock: Clock,
    private readonly tables: KeptTables,
  ) {
    this.tally = new CallTally(clock, {
      column: 'repository_connection_id',
      // Null is of none: a list of repositories, connecting one, a look whether the account still works.
      of: ({ repository }) => repository,
      write: (rows) => store.add(db.read, rows),
      onError: (error) => {
        this.logger.warn({ error }, 'the calls for repositories could not be written yet');
      },
    });
  }

  onModuleInit(): void {
    const days = this.config.usageRetentionDays;
    this.tables.register({ name: 'repository_usage', table: 'repository_usage', byDay: true, days });
  }

  /** Works of other rooms have ended by now, and the database is still open. */
  async onApplicationShutdown(): Promise<void> {
    await this.tally.close();
  }

  /**
   * The 100 connected repositories of an account that were called for most, or the one asked for. What this process counted is
   * in it; of other processes what is older than five seconds. Throws `common.not_found` for no such account, `common.invalid_input`.
   */
  async of(userId: string, query: DayRangeQuery, connectionId: string | null = null): Promise<RepositoryUsage> {
    const range = dayRangeOf(query, this.clock.now());
    await this.accounts.require(userId);
    return this.within(userId, range, connectionId);
  }

  private async within(userId: string, range: DayRange, connectionId: string | null): Promise<RepositoryUsage> {
    await this.tally.flush();
    const rows = await this.store.called(this.db.read, { userId, ...range, connectionId }, MOST);
    const limited = rows.flatMap(({ id, callsPerHour }) =>
      callsPerHour === null ? [] : [[id, callsPerHour] as const],
    );
    const standings = await this.budget.standings(new Map(limited));
    return { ...range, repositories: rows.map((row) => ({ ...row, hour: standings.get(row.id) ?? null })) };
  }

  /** Replaces the limit of one repository; it counts in every process from the next task or request on. Of the days only today's is answered. Throws `common.not_found`. */
  async setLimit(userId: string, connectionId: string, callsPerHour: number | null): Promise<RepositoryUsageOf> {
    if (!(await this.store.setLimit(this.db.read, userId, connectionId, callsPerHour))) {
      throw new AppError(CommonErrors.notFound);
    }
    const today = dayOf(this.clock.now());
    const [repository] = (await this.within(userId, { from: today, to: today }, connectionId)).repositories;
    // An ended connection without calls is in no list.
    if (repository === undefined) throw new AppError(CommonErrors.notFound);
    return repository;
  }

  /** Forgets the days beyond `USAGE_RETENTION_DAYS`; returns how many rows. */
  async removeOld(): Promise<number> {
    const day = dayBefore(this.clock.now(), this.config.usageRetentionDays);
    return inChunks(CHUNK, (limit) => this.store.removeBefore(this.db.read, day, limit));
  }
}
