import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { isConnected, type Connection } from './domain/connection';
import { planRedelivery } from './domain/hook-deliveries';
import { HookRecovery } from './hook.recovery';
import { HookStore } from './hook.store';
import { RepositoryStore } from './repository.store';
import { RepositoryAccess } from './repository.access';

export interface RedeliveryResult {
  /** Deliveries the forge was asked to send again. */
  readonly asked: number;
  /** Failed deliveries left for a later check. */
  readonly waiting: number;
}

/** The forge redelivers what is at most this old. */
const WINDOW_MS = 3 * 24 * 60 * 60_000;
/** What was on its way during the last check may still fail: look at it once more. */
const IN_FLIGHT_MS = 10 * 60_000;
/** Sendings looked at in one check: ten answers of the forge. */
const LIST_LIMIT = 1_000;
/** Asked for in one check. GitHub takes 80 content-creating requests a minute of one user. */
const ASK_LIMIT = 50;
/** While more can be asked for, look again at the next minute's tick. */
const BUSY_CHECK_MS = 30_000;

/** Asks forges to send again what they could not deliver; they never do so by themselves. */
@Injectable()
export class RedeliveryService {
  private readonly logger = new Logger('Redelivery');

  constructor(
    private readonly db: Database,
    private readonly connections: RepositoryStore,
    private readonly hooks: HookStore,
    private readonly access: RepositoryAccess,
    private readonly clock: Clock,
    private readonly recovery: HookRecovery,
  ) {}

  /** One check of one connection. A forge that refuses or is away is asked again at the next check, not retried. */
  async check(connectionId: string): Promise<void> {
    const connection = await this.connections.byId(this.db.read, connectionId);
    if (connection === null) return;
    if (!isConnected(connection) || connection.webhook.externalId === null) {
      await this.hooks.setCheck(this.db.read, connectionId, 'redeliver', null);
      return;
    }
    if (!connection.isEnabled) return;
    try {
      const { asked, waiting } = await this.access.use(connection, (client) =>
        this.redeliverFailed(connection, client, { isForced: false }),
      );
      if (asked > 0 && waiting > 0) {
        const soon = new Date(this.clock.now().getTime() + BUSY_CHECK_MS);
        await this.hooks.setCheck(this.db.read, connectionId, 'redeliver', soon);
      }
    } catch (error) {
      if (!(error instanceof ForgeError) && !(error instanceof AppError)) throw error;
      this.logger.warn({ error, connectionId }, 'deliveries could not be looked at');
      if (error instanceof ForgeError && error.retryAt !== null) {
        await this.hooks.setCheck(this.db.read, connectionId, 'redeliver', error.retryAt);
      }
    }
  }

  /**
   * Lists what the hook failed to deliver within three days and asks for it again, at most 50 at a time. `isForced`
   * (a person's repair) waits for nothing. Throws what the forge throws.
   */
  async redeliverFailed(
    connection: Connection,
    client: ForgeClient,
    options: { readonly isForced: boolean },
  ): Promise<RedeliveryResult> {
    const hookId = connection.webhook.externalId;
    if (hookId === null) return { asked: 0, waiting: 0 };
    const now = this.clock.now();
    const windowStart = new Date(now.getTime() - WINDOW_MS);
    const known = options.isForced ? null : await this.hooks.redeliverSince(this.db.read, connection.id);
    const since = known !== null && known > windowStart ? known : windowStart;
    const sendings = await client.listHookDeliveries(connection.repository, hookId, { since, limit: LIST_LIMIT });
    const plan = planRedelivery(sendings, { now, limit: ASK_LIMIT, isForced: options.isForced });
    // Before anything is sent again: that alone may wake a hook, and nobody would know that it slept.
    const isNews = plan.due.some(({ attempts }) => attempts === 1);
    if (isNews) await this.recovery.afterFailures(connection, sendings, since);
    let asked = 0;
    for (const delivery of plan.due) {
      if (await this.ask(connection, hookId, delivery.newest.externalId, client)) asked += 1;
    }
    const settledBefore = plan.openSince ?? new Date(now.getTime() - IN_FLIGHT_MS);
    await this.hooks.setRedeliverSince(this.db.read, connection.id, settledBefore);
    if (asked > 0)
      this.logger.log({ connectionId: connection.id, asked, waiting: plan.waiting }, 'asked for redelivery');
    return { asked, waiting: plan.waiting };
  }

  /** False when the forge will not send this one again; others may still be sent. */
  private async ask(connection: Connection, hookId: string, sendingId: string, client: ForgeClient): Promise<boolean> {
    try {
      await client.redeliver(connection.repository, hookId, sendingId);
      return true;
    } catch (error) {
      if (!(error instanceof ForgeError) || !['not-found', 'gone', 'rejected', 'conflict'].includes(error.kind))
        throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'a delivery cannot be sent again');
      return false;
    }
  }
}
