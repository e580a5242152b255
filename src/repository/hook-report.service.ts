import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { DAY_MS } from '../common/time';
import { Database } from '../database/database';
import { isConnected, type Connection, type WebhookStatus } from './domain/connection';
import { groupDeliveries, type DeliveryHistory } from './domain/hook-deliveries';
import { hookFailure } from './domain/hook-failure';
import { HookService } from './hook.service';
import { RedeliveryService, type RedeliveryResult } from './redelivery.service';
import { ConnectionDirectory } from './connection.directory';
import { RepositoryErrors } from './repository.errors';
import { RepositoryAccess } from './repository.access';

/** The hook of a connection as the forge shows it at this moment. */
export interface HookReport {
  readonly connection: Connection;
  readonly status: WebhookStatus;
  /** Why it is not active, or why the forge could not be asked; null when all is well. */
  readonly reason: string | null;
  readonly recent: readonly DeliveryHistory[];
  /** Failed sendings of the last day; null when the forge could not be asked. */
  readonly failures: number | null;
}

export interface Repaired extends RedeliveryResult {
  readonly connection: Connection;
  readonly recreated: boolean;
  readonly url: string;
  readonly webhookId: string;
}

const LIST_LIMIT = 300;
const SHOWN = 20;

/** What a person asks about a hook, and the repair a person asks for. */
@Injectable()
export class HookReportService {
  private readonly logger = new Logger('Hooks');

  constructor(
    private readonly db: Database,
    private readonly directory: ConnectionDirectory,
    private readonly hooks: HookService,
    private readonly redelivery: RedeliveryService,
    private readonly access: RepositoryAccess,
    private readonly clock: Clock,
  ) {}

  /** Looks the hook up at the forge. A forge that cannot be asked leaves what we know, with the reason. */
  async report(userId: string, id: string): Promise<HookReport> {
    const connection = await this.directory.owned(this.db.read, userId, id);
    const { externalId, status, statusReason } = connection.webhook;
    const known = { connection, status, reason: statusReason, recent: [], failures: null };
    if (!isConnected(connection) || externalId === null) return known;
    try {
      return await this.access.use(connection, async (client) => {
        const state = await this.hooks.observe(connection, client);
        const found = { connection, status: state.status, reason: state.reason };
        if (state.status === 'missing') return { ...found, recent: [], failures: null };
        const since = new Date(this.clock.now().getTime() - DAY_MS);
        const query = { since, limit: LIST_LIMIT };
        const sendings = await client.listHookDeliveries(connection.repository, externalId, query);
        const failures = sendings.filter(({ ok }) => !ok).length;
        return { ...found, recent: groupDeliveries(sendings).slice(0, SHOWN), failures };
      });
    } catch (error) {
      const failure = hookFailure(error, this.clock.now());
      if (failure === null) throw error;
      this.logger.warn({ error, connectionId: id }, 'a webhook could not be looked at');
      return { ...known, reason: statusReason ?? failure.reason };
    }
  }

  /**
   * Makes the hook again, or brings it back to what it should be, with a new secret, and asks for everything it failed
   * to deliver. Throws `repository.disconnected` for a connection that has ended or has no credential, and what the
   * forge refuses by its meaning; the row then says why.
   */
  async repair(userId: string, id: string): Promise<Repaired> {
    const before = await this.directory.owned(this.db.read, userId, id);
    if (!isConnected(before)) throw new AppError(RepositoryErrors.disconnected);
    const { events } = before.webhook.events.length > 0 ? before.webhook : { events: this.hooks.defaultEvents(before) };
    const intent = await this.db.transaction((tx) => this.hooks.intend(tx, before, { secret: 'rotate', events }));
    const result = await this.hooks.apply(before, intent);
    if (result.outcome === 'failed') throw result.cause;
    const connection = await this.directory.owned(this.db.read, userId, id);
    const webhookId = connection.webhook.externalId;
    // Disconnected by another request while the forge was told.
    if (webhookId === null || !isConnected(connection)) throw new AppError(RepositoryErrors.disconnected);
    const redelivered = await this.redeliver(connection);
    const recreated = webhookId !== before.webhook.externalId;
    return { ...redelivered, connection, recreated, url: intent.url, webhookId };
  }

  /** The hook stands; a redelivery that cannot be asked for now is the sweep's business. */
  private async redeliver(connection: Connection): Promise<RedeliveryResult> {
    try {
      return await this.access.use(connection, (client) =>
        this.redelivery.redeliverFailed(connection, client, { isForced: true }),
      );
    } catch (error) {
      if (hookFailure(error, this.clock.now()) === null) throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'redelivery could not be asked for');
      return { asked: 0, waiting: 0 };
    }
  }
}
