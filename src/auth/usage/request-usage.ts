import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { dayOf } from '../../common/http/day-range';
import type { Principal } from '../../common/http/principal';
import { Tally } from '../../common/tally';
import type { RequestLimits } from '../../config/request-limits';
import { Database } from '../../database/database';
import { ApiUsageStore, type UsageCount, type UsageKey } from './api-usage.store';

/** What a request costs. */
export type RequestClass = keyof RequestLimits;

const PASSED = { read: 'reads', write: 'writes', expensive: 'expensive' } as const satisfies Record<
  RequestClass,
  UsageCount
>;

/** Counts the requests of accounts by day, credential and class (`Tally` says what a crash may lose). */
@Injectable()
export class RequestUsage implements OnApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly tally: Tally<UsageKey, UsageCount>;

  constructor(
    db: Database,
    store: ApiUsageStore,
    private readonly clock: Clock,
  ) {
    this.tally = new Tally({
      nameOf: ({ credential_id, day }) => `${credential_id} ${day}`,
      write: (rows) => store.add(db.read, rows),
      onError: (error) => {
        this.logger.warn({ error }, 'usage could not be written yet');
      },
    });
  }

  /** Notes one request that was let through, or refused because there were too many. Costs no I/O. */
  count({ userId, via, credentialId }: Principal, kind: RequestClass, outcome: 'passed' | 'refused'): void {
    const key = { user_id: userId, day: dayOf(this.clock.now()), credential_id: credentialId, via };
    this.tally.add(key, outcome === 'passed' ? PASSED[kind] : `${PASSED[kind]}_refused`);
  }

  /** Resolves when all that this process counted is written. */
  flush(): Promise<void> {
    return this.tally.flush();
  }

  /** The HTTP server is closed by now, and the database still open. */
  async onApplicationShutdown(): Promise<void> {
    await this.tally.close();
  }
}
