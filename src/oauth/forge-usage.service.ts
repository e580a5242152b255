import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { dayOf, dayRangeOf, type DayRange, type DayRangeQuery } from '../common/http/day-range';
import { Tally } from '../common/tally';
import { Database } from '../database/database';
import { onForgeCalls, type ForgeCall } from '../forge/wire/calls';
import { ForgeUsageStore, type ForgeUsageCount, type ForgeUsageKey, type ForgeUsageRow } from './forge-usage.store';
import { OAuthConnectionStore, type ConnectionRow } from './oauth-connection.store';

/** A connection with the days on which its forge was called. */
export interface ForgeUsage extends DayRange {
  readonly connections: readonly { readonly row: ConnectionRow; readonly days: readonly ForgeUsageRow[] }[];
}

/** Counts the calls of forges by connection and day (`Tally` says what a crash may lose), and answers them. */
@Injectable()
export class ForgeUsageService implements OnApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly tally: Tally<ForgeUsageKey, ForgeUsageCount>;
  private readonly silence: () => void;

  constructor(
    private readonly db: Database,
    private readonly store: ForgeUsageStore,
    private readonly connections: OAuthConnectionStore,
    private readonly clock: Clock,
  ) {
    this.tally = new Tally({
      nameOf: ({ oauth_connection_id, day }) => `${oauth_connection_id} ${day}`,
      write: (rows) => store.add(db.read, rows),
      onError: (error) => {
        this.logger.warn({ error }, 'the calls of forges could not be written yet');
      },
    });
    this.silence = onForgeCalls((call) => {
      this.heard(call);
    });
  }

  /** Works of other rooms have ended by now, and the database is still open. */
  async onApplicationShutdown(): Promise<void> {
    this.silence();
    await this.tally.close();
  }

  /**
   * All connections of an account. What this process counted is in it; of other processes what is older than five seconds.
   * Throws `common.not_found` for no such account, `common.invalid_input`.
   */
  async of(userId: string, query: DayRangeQuery): Promise<ForgeUsage> {
    const range = dayRangeOf(query, this.clock.now());
    if (!(await this.store.knowsUser(this.db.read, userId))) throw new AppError(CommonErrors.notFound);
    await this.tally.flush();
    const rows = await this.connections.list(this.db.read, userId);
    const days = await this.store.days(this.db.read, userId, range.from, range.to);
    return {
      ...range,
      connections: rows.map((row) => ({ row, days: days.filter((day) => day.oauth_connection_id === row.id) })),
    };
  }

  private heard({ account, limited }: ForgeCall): void {
    // Nobody's: an exchange of OAuth codes, or a look whether the forge answers.
    if (account === null) return;
    const key = { oauth_connection_id: account, day: dayOf(this.clock.now()) };
    this.tally.add(key, 'calls');
    if (limited) this.tally.add(key, 'refused');
  }
}
