import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import { decideRetry } from '../queue/retry';
import type { Connection } from './domain/connection';
import { RepositoryStore, type RepositoryFacts } from './repository.store';
import { RepositoryAccess } from './repository.access';

/** Learns from the forge what a repository is called now. */
@Injectable()
export class RepositoryLearner {
  private readonly logger = new Logger('Repository');

  constructor(
    private readonly db: Database,
    private readonly store: RepositoryStore,
    private readonly access: RepositoryAccess,
    private readonly clock: Clock,
  ) {}

  /** Asks for a repository by its id. What was `told` counts where the forge can never be asked. Safe to repeat. */
  async learn(connectionId: string, told: RepositoryFacts | null): Promise<void> {
    const connection = await this.store.byId(this.db.read, connectionId);
    if (connection?.disconnectedAt !== null) return;
    const facts = (await this.ask(connection)) ?? told;
    if (facts !== null) await this.store.saveFacts(this.db.read, connectionId, facts, this.clock.now());
  }

  /** Null when no later try would be answered either; throws what may pass. */
  private async ask(connection: Connection): Promise<RepositoryFacts | null> {
    try {
      return await this.access.use(connection, (client) => client.getRepository(connection.repository.externalId));
    } catch (error) {
      if (decideRetry(error, this.clock.now()).action !== 'give-up') throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'the forge does not say how a repository is named');
      return null;
    }
  }
}
