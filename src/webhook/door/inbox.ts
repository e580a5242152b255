import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseError } from 'pg';
import { AppError } from '../../common/errors';
import { GroupCommit } from '../../common/group-commit';
import { DatabaseConfig } from '../../config/config';
import { FairTurns, isAhead } from '../../queue/fair-turns';
import { WebhookErrors } from '../webhook.errors';
import { processDeliveries } from '../webhook.tasks';
import { InboxStore, type InsertOutcome, type NewDelivery } from './inbox.store';

/** The numbers are measured: docs/performance.md, Ingest. */
const MAX_ROWS = 100;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const MAX_IN_FLIGHT = 2;
/** Seconds after which a forge or a proxy may try again. */
const RETRY_SECONDS = 5;

/** A tenant whose deliveries come faster than one a second for long, or 300 at once, is told apart from those who wait for one. */
const DELIVERY_COST_MS = 1_000;

/** `accepted` is durable and will be processed (unless it was given as ignored); `duplicate` had no second effect. */
export type Acceptance = 'accepted' | 'duplicate';

/** Takes verified deliveries and makes them durable, many in one commit. */
@Injectable()
export class Inbox implements OnApplicationShutdown {
  private readonly logger = new Logger('Webhook');
  private readonly store: InboxStore;
  private readonly turns = new FairTurns(DELIVERY_COST_MS);
  private readonly commits: GroupCommit<NewDelivery, InsertOutcome>;
  /** Deliveries being stored now, by door and delivery id: a twin waits for its sibling instead of racing it. */
  private readonly pending = new Map<string, Promise<Acceptance>>();

  constructor(config: DatabaseConfig) {
    this.store = new InboxStore({
      url: config.url,
      connections: MAX_IN_FLIGHT,
      maxAttempts: processDeliveries.maxAttempts,
      onError: (error) => {
        this.logger.warn({ error }, 'a connection of the inbox was lost');
      },
    });
    this.commits = new GroupCommit({
      maxItems: MAX_ROWS,
      maxBytes: MAX_BATCH_BYTES,
      maxInFlight: MAX_IN_FLIGHT,
      sizeOf: (delivery) => delivery.body.length,
      write: (deliveries) => this.store.insert(deliveries),
      isItemsFault,
    });
  }

  /** Resolves after the commit. Throws `webhook.not_stored` when the database did not confirm it. */
  accept(arrived: Omit<NewDelivery, 'ahead'>): Promise<Acceptance> {
    const key = `${arrived.doorId} ${arrived.deliveryId}`;
    const twin = this.pending.get(key);
    if (twin !== undefined) return twin.then(() => 'duplicate');
    const delivery = { ...arrived, ahead: isAhead(this.turns.headStart(arrived.userId, Date.now())) };
    const storing = this.makeDurable(key, delivery);
    this.pending.set(key, storing);
    return storing;
  }

  /** The HTTP server is closed by now; what it still accepted is written before the connections end. */
  async onApplicationShutdown(): Promise<void> {
    await this.commits.flush();
    await this.store.close();
  }

  private async makeDurable(key: string, delivery: NewDelivery): Promise<Acceptance> {
    try {
      const outcome = await this.commits.submit(delivery);
      if (outcome === 'stored') return 'accepted';
      if (delivery.ignored !== null) return 'duplicate';
      return (await this.store.revive(delivery)) ? 'accepted' : 'duplicate';
    } catch (error) {
      if (isItemsFault(error)) throw error;
      throw new AppError(WebhookErrors.notStored, { retryAfterSeconds: RETRY_SECONDS, cause: error });
    } finally {
      this.pending.delete(key);
    }
  }
}

/** SQLSTATE classes a row's own content can cause: data exception, constraint violation, program limit exceeded. */
function isItemsFault(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}
