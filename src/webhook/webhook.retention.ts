import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock';
import { firstIdAt, newIdAt } from '../common/ids';
import { KeptTables } from '../common/kept-tables';
import { DAY_MS } from '../common/time';
import { RetentionConfig } from '../config/config';
import type { RetentionSettings } from '../config/retention';
import { dayOf } from '../database/daily-partitions';
import { Database } from '../database/database';
import { goneOwners } from '../database/gone-owners';
import { CHUNK, inChunks } from '../database/in-chunks';
import { DeliveryBodyStore } from './webhook-body.store';
import { DeliveryStore } from './webhook.store';

/** What was let go of. */
export interface Dropped {
  /** Partitions made for the days to come. */
  readonly prepared: number;
  /** Bodies of deliveries that never had their effect, carried over into today. */
  readonly carried: number;
  /** Days of bodies. */
  readonly days: number;
  readonly rows: number;
  /** Rows of accounts that are gone. */
  readonly forgotten: number;
}

/**
 * Lets go of old deliveries: bodies by whole days, rows in small batches. A body that still waits for its effect is moved
 * into today before its day goes. What came for an account that was just deleted goes, too.
 */
@Injectable()
export class DeliveryRetention implements OnModuleInit {
  private readonly logger = new Logger('Webhook');

  constructor(
    private readonly db: Database,
    private readonly store: DeliveryStore,
    private readonly bodies: DeliveryBodyStore,
    private readonly clock: Clock,
    @Inject(RetentionConfig) private readonly kept: RetentionSettings,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    this.tables.register({ name: 'deliveries', table: 'webhook_deliveries', days: this.kept.deliveryDays });
    this.tables.register({ name: 'payloads', table: 'webhook_bodies', days: this.kept.bodyDays });
  }

  async dropOld(): Promise<Dropped> {
    const now = this.clock.now();
    const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
    const { deliveryDays, bodyDays, unsettledBodyDays } = this.kept;
    const bodiesFrom = dayOf(before(bodyDays));
    const prepared = await this.bodies.prepareDays(this.db.read, now);
    const carried = await this.carryOver(now, firstIdAt(bodiesFrom), before(unsettledBodyDays));
    const dropped = await this.bodies.dropDays(this.db.read, bodiesFrom);
    const busy = [...prepared.busy, ...dropped.busy];
    if (busy.length > 0) this.logger.warn({ busy }, 'days of bodies are locked by somebody; tried again tomorrow');
    const rows = await this.removeRows(before(deliveryDays), firstIdAt(bodiesFrom));
    const forgotten = await this.forget(firstIdAt(bodiesFrom));
    return { prepared: prepared.changed.length, carried, days: dropped.changed.length, rows, forgotten };
  }

  private carryOver(now: Date, bodyBefore: string, since: Date): Promise<number> {
    return inChunks(CHUNK, (limit) =>
      this.db.transaction(async (tx) => {
        const ids = await this.store.lockUnsettled(tx, { bodyBefore, since, limit });
        const moves = ids.map((from) => ({ from, to: newIdAt(now) }));
        if (moves.length > 0) await this.store.moveBodies(tx, moves);
        return moves.length;
      }),
    );
  }

  /** A door knows an account for five seconds after its end, and asks nobody whether what it stores has an owner. */
  private async forget(bodiesFrom: string): Promise<number> {
    let rows = 0;
    for (const userId of await goneOwners(this.db.read, 'webhook_deliveries')) {
      rows += await inChunks(CHUNK, (limit) =>
        this.db.transaction((tx) => this.store.removeOf(tx, userId, bodiesFrom, limit)),
      );
    }
    return rows;
  }

  private removeRows(before: Date, bodiesFrom: string): Promise<number> {
    return inChunks(CHUNK, (limit) => this.db.transaction((tx) => this.store.removeOld(tx, before, bodiesFrom, limit)));
  }
}
