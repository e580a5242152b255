import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeHookDelivery } from '../forge/forge.types';
import { TaskQueue } from '../queue/task.queue';
import { newId } from '../common/ids';
import { isConnected, type Connection } from './domain/connection';
import { hookFailure } from './domain/hook-failure';
import { HookService } from './hook.service';
import { deliveriesMissed } from './repository.facts';
import { RepositoryStore } from './repository.store';
import { RepositoryAccess } from './repository.access';

/** How far back is read where no delivery ever came. */
const UNKNOWN_MS = 24 * 60 * 60_000;
/** A delivery tells of what began a little before it. */
const BEFORE_MS = 5 * 60_000;

/**
 * Wakes hooks that their forge switched off for failing, and tells that deliveries are missing: such a forge neither
 * sends nor keeps what happens meanwhile. A hook that a person switched off is left alone.
 */
@Injectable()
export class HookRecovery {
  private readonly logger = new Logger('Hooks');

  constructor(
    private readonly db: Database,
    private readonly connections: RepositoryStore,
    private readonly hooks: HookService,
    private readonly access: RepositoryAccess,
    private readonly registry: ForgeRegistry,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * After deliveries failed that were not known to have: `sendings` are those since `since`. A hook that failed often
   * enough to have been switched off is woken, if it still sleeps, and the gap is told.
   */
  async afterFailures(connection: Connection, sendings: readonly ForgeHookDelivery[], since: Date): Promise<void> {
    const limit = this.failuresBeforeRest(connection);
    if (limit === null || sendings.filter(({ ok }) => !ok).length < limit) return;
    if (await this.wake(connection)) await this.tell(connection, since);
  }

  /** After the hourly look: a hook it found switched off is woken, and all since its last delivery is told as missing. */
  async afterCheck(connectionId: string): Promise<void> {
    const connection = await this.connections.byId(this.db.read, connectionId);
    if (connection?.webhook.status !== 'disabled_by_forge') return;
    if (this.failuresBeforeRest(connection) === null) return;
    const last = connection.webhook.lastDeliveryAt?.getTime() ?? this.clock.now().getTime() - UNKNOWN_MS;
    if (await this.wake(connection)) await this.tell(connection, new Date(last - BEFORE_MS));
  }

  private failuresBeforeRest({ kind }: Connection): number | null {
    return this.registry.webhooks(kind).failuresBeforeRest;
  }

  /** True when the hook delivers, now or still. */
  private async wake(connection: Connection): Promise<boolean> {
    if (!isConnected(connection) || !connection.webhook.isWanted) return false;
    const { events } = connection.webhook;
    const intent = await this.db.transaction((tx) => this.hooks.intend(tx, connection, { secret: 'finish', events }));
    const result = await this.hooks.apply(connection, intent);
    if (result.outcome === 'failed') return false;
    try {
      const { status } = await this.access.use(connection, (client) => this.hooks.observe(connection, client));
      this.logger.log(
        { connectionId: connection.id, status },
        'a webhook was woken that its forge may have switched off',
      );
      return status === 'active';
    } catch (error) {
      if (hookFailure(error, this.clock.now()) === null) throw error;
      // It was brought to what it should be, and the next look tells more; what is missing is asked for all the same.
      this.logger.warn({ error, connectionId: connection.id }, 'a webhook could not be looked at');
      return true;
    }
  }

  private async tell({ id, userId }: Connection, since: Date): Promise<void> {
    await this.db.transaction((tx) =>
      this.queue.publish(tx, deliveriesMissed, newId(), { connection_id: id, user_id: userId, since }),
    );
  }
}
