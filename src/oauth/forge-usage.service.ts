import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Accounts } from '../auth/accounts';
import { Clock } from '../common/clock';
import { dayRangeOf, type DayRange, type DayRangeQuery } from '../common/http/day-range';
import { Database } from '../database/database';
import { CallTally } from '../forge/call-tally';
import { ForgeUsageStore, type ForgeUsageRow } from './forge-usage.store';
import { OAuthConnectionStore, type ConnectionRow } from './oauth-connection.store';

/** A connection with the days on which its forge was called. */
export interface ForgeUsage extends DayRange {
  readonly connections: readonly { readonly row: ConnectionRow; readonly days: readonly ForgeUsageRow[] }[];
}

/** Counts the calls of forges by connection and day (`Tally` says what a crash may lose), and answers them. */
@Injectable()
export class ForgeUsageService implements OnApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly tally: CallTally<'oauth_connection_id'>;

  constructor(
    private readonly db: Database,
    private readonly store: ForgeUsageStore,
    private readonly connections: OAuthConnectionStore,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {
    this.tally = new CallTally(clock, {
      column: 'oauth_connection_id',
      // Null is nobody's: an exchange of OAuth codes, or a look whether the forge answers.
      of: ({ account }) => account,
      write: (rows) => store.add(db.read, rows),
      onError: (error) => {
        this.logger.warn({ error }, 'the calls of forges could not be written yet');
      },
    });
  }

  /** Works of other rooms have ended by now, and the database is still open. */
  async onApplicationShutdown(): Promise<void> {
    await this.tally.close();
  }

  /**
   * All connections of an account. What this process counted is in it; of other processes what is older than five seconds.
   * Throws `common.not_found` for no such account, `common.invalid_input`.
   */
  async of(userId: string, query: DayRangeQuery): Promise<ForgeUsage> {
    const range = dayRangeOf(query, this.clock.now());
    await this.accounts.require(userId);
    await this.tally.flush();
    const rows = await this.connections.list(this.db.read, userId);
    const days = await this.store.days(this.db.read, userId, range.from, range.to);
    return {
      ...range,
      connections: rows.map((row) => ({ row, days: days.filter((day) => day.oauth_connection_id === row.id) })),
    };
  }
}
