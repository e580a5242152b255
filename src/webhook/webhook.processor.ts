import { Injectable, Logger } from '@nestjs/common';
import { lru } from 'tiny-lru';
import { Clock } from '../common/clock';
import { withContext } from '../common/request-context';
import { Database } from '../database/database';
import { isDatabaseUnavailable } from '../database/database-errors';
import type { Tx } from '../database/tx';
import { ForgeRegistry } from '../forge/forge.registry';
import { FIRST_INSTANCE } from '../forge/forge.types';
import type { Delivery, ForgeEvent, RepositoryFacts, RepositoryRef } from '../forge/forge.types';
import { decideRetry, failureOf } from '../queue/retry';
import { TaskQueue } from '../queue/task.queue';
import { ConnectionDirectory, type Connection } from '../repository/connection.directory';
import { unpackBody } from './door/body-codec';
import { IgnoredReasons } from './webhook.errors';
import { changeReceived, webhookReceived, type ChangeReceived, type WebhookReceived } from './webhook.facts';
import { WebhookMetrics } from './webhook.metrics';
import { DeliveryStore, type DeliveryOutcome, type PendingDelivery } from './webhook.store';
import { processDeliveries } from './webhook.tasks';

/** Tries before a delivery is dead: with the waits between them about half an hour. */
export const MAX_DELIVERY_ATTEMPTS = 8;

/** Connections remembered; which repository one is of never changes. */
const KNOWN_CONNECTIONS = 10_000;

/** A delivery that wants its effect, and the request that asked for it. */
export interface Wanted {
  readonly id: string;
  readonly requestId: string;
}

/** What a delivery comes to once its connection is known. */
interface Settled {
  readonly outcome: DeliveryOutcome;
  readonly told: WebhookReceived | null;
  readonly changed?: ChangeReceived;
}

/**
 * Gives stored deliveries their effect: parses, tells `webhook.received`, and marks them done in the same transaction.
 * A batch shares one transaction; when that fails, or an event changes a connection, each delivery gets its own, so
 * that one poisoned delivery costs the others nothing.
 */
@Injectable()
export class DeliveryProcessor {
  private readonly logger = new Logger('Webhook');
  private readonly repositories = lru<string>(KNOWN_CONNECTIONS);

  constructor(
    private readonly db: Database,
    private readonly store: DeliveryStore,
    private readonly forges: ForgeRegistry,
    private readonly directory: ConnectionDirectory,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
    private readonly metrics: WebhookMetrics,
  ) {}

  /** Safe to repeat: what is settled already is left alone. Throws only when the database is away. */
  async process(wanted: readonly Wanted[]): Promise<void> {
    const single = wanted.length === 1 ? wanted : await this.processTogether(wanted);
    for (const { id, requestId } of single) await withContext({ requestId }, () => this.processAlone(id));
  }

  /** Settles what it can in one transaction; returns the ids that want one of their own. */
  private async processTogether(wanted: readonly Wanted[]): Promise<readonly Wanted[]> {
    const requests = new Map(wanted.map(({ id, requestId }) => [id, requestId]));
    const ids = [...requests.keys()];
    try {
      const alone: Wanted[] = [];
      const seen = await this.db.transaction(async (tx) => {
        const settled: Settled[] = [];
        const deliveries = await this.store.lockPending(tx, ids);
        await this.lookUp(tx, deliveries);
        for (const delivery of deliveries) {
          const parsed = await this.parse(delivery);
          // Everything else touches other rows and may fail there, which would end this transaction for all.
          const plain = parsed.outcome === 'ignored' || isAboutRun(parsed);
          if (plain && delivery.connectionId !== null)
            settled.push(this.settle(delivery, parsed, delivery.connectionId));
          else alone.push({ id: delivery.id, requestId: requests.get(delivery.id) ?? delivery.id });
        }
        await this.save(tx, settled, requests);
        return deliveries;
      });
      const later = new Set(alone.map(({ id }) => id));
      await this.note(seen.filter(({ id }) => !later.has(id)));
      return alone;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      this.logger.warn({ error, deliveries: ids.length }, 'a batch of deliveries failed; taking them one by one');
      return wanted;
    }
  }

  private async processAlone(id: string): Promise<void> {
    try {
      const seen = await this.db.transaction(async (tx) => {
        const deliveries = await this.store.lockPending(tx, [id]);
        await this.lookUp(tx, deliveries);
        for (const delivery of deliveries) await this.save(tx, [await this.settleAlone(tx, delivery)]);
        return deliveries;
      });
      await this.note(seen);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      await this.recordFailure(id, error);
    }
  }

  private async settleAlone(tx: Tx, delivery: PendingDelivery): Promise<Settled> {
    const parsed = await this.parse(delivery);
    if (parsed.outcome === 'ignored') return this.settle(delivery, parsed, delivery.connectionId);
    if (delivery.connectionId === null) return this.settleLegacy(tx, delivery, parsed);
    if (!isAboutRun(parsed)) {
      const about = this.forges.webhooks(delivery.kind).tellsRenames ? null : parsed.about;
      await this.directory.applyForgeChange(tx, delivery.connectionId, parsed.event, about);
    }
    return this.settle(delivery, parsed, delivery.connectionId);
  }

  /** A v1 delivery: only its body says which repository it is about. */
  private async settleLegacy(
    tx: Tx,
    delivery: PendingDelivery,
    parsed: Extract<Delivery, { outcome: 'event' }>,
  ): Promise<Settled> {
    const { event, about } = parsed;
    if (event.type === 'ping' || about === null) return this.settle(delivery, parsed, null);
    const connection = await this.legacyConnection(tx, delivery, event.repository, about);
    if (!connection.isEnabled) {
      const ignored = { status: 'ignored', action: parsed.action, error: IgnoredReasons.connectionGone } as const;
      return {
        outcome: { id: delivery.id, connectionId: connection.id, source: delivery.source, ...ignored },
        told: null,
      };
    }
    if (!isAboutRun(parsed)) await this.directory.applyForgeChange(tx, connection.id, event);
    // A repository connected by OAuth is served as if its own hook had delivered.
    const source = connection.oauthConnectionId === null ? delivery.source : delivery.kind;
    return this.settle({ ...delivery, source }, parsed, connection.id);
  }

  private async legacyConnection(
    tx: Tx,
    { userId, kind }: PendingDelivery,
    repository: RepositoryRef,
    about: RepositoryFacts,
  ): Promise<Connection> {
    // The v1 door is older than further instances.
    const forge = { kind, instance: FIRST_INSTANCE };
    const known = await this.directory.find(userId, forge, repository.externalId);
    if (known?.isEnabled === true && known.oauthConnectionId !== null) return known;
    return this.directory.ensureLegacy(tx, { userId, ...forge, repository, ...about });
  }

  private settle(delivery: PendingDelivery, parsed: Delivery, connectionId: string | null): Settled {
    const { id, source, userId } = delivery;
    const common = { id, action: parsed.action, connectionId, source };
    if (parsed.outcome === 'ignored') {
      const error = { code: 'webhook.ignored', message: parsed.reason };
      return { outcome: { ...common, status: 'ignored', error }, told: null };
    }
    const { event } = parsed;
    if (connectionId !== null && this.isForeign(connectionId, event)) {
      return { outcome: { ...common, status: 'ignored', error: IgnoredReasons.otherRepository }, told: null };
    }
    const outcome = { ...common, status: 'processed', error: null } as const;
    if (connectionId === null) return { outcome, told: null };
    const owner = { delivery_id: id, connection_id: connectionId, user_id: userId };
    const change = changeOf(event);
    if (change !== null) return { outcome, told: null, changed: { ...owner, change } };
    if (event.type !== 'run' && event.type !== 'job') return { outcome, told: null };
    // The wire type has mutable arrays; the value is only read.
    const told = { ...owner, source, event } as WebhookReceived;
    return { outcome, told };
  }

  /** A hook signs for its own repository only: whoever holds its secret must not tell of a neighbour's. */
  private isForeign(connectionId: string, event: ForgeEvent): boolean {
    const own = this.repositories.get(connectionId);
    return own !== undefined && 'repository' in event && event.repository.externalId !== own;
  }

  private async lookUp(tx: Tx, deliveries: readonly PendingDelivery[]): Promise<void> {
    const ids = new Set(deliveries.flatMap(({ connectionId }) => (connectionId === null ? [] : [connectionId])));
    const unknown = [...ids].filter((id) => !this.repositories.has(id));
    const found = await this.directory.connections(tx, unknown);
    for (const [id, { repository }] of found) this.repositories.set(id, repository.externalId);
  }

  /** Without `requests`, all counts as the running request's. */
  private async save(tx: Tx, settled: readonly Settled[], requests?: ReadonlyMap<string, string>): Promise<void> {
    if (settled.length === 0) return;
    const told = settled.flatMap(({ told }) =>
      told === null ? [] : [{ id: told.delivery_id, payload: told, requestId: requests?.get(told.delivery_id) }],
    );
    await this.queue.publishAll(tx, webhookReceived, told);
    for (const { changed } of settled) {
      if (changed !== undefined) await this.queue.publish(tx, changeReceived, changed.delivery_id, changed);
    }
    await this.store.finish(
      tx,
      settled.map(({ outcome }) => outcome),
    );
  }

  private async parse(delivery: PendingDelivery): Promise<Delivery> {
    if (delivery.body === null) return { outcome: 'ignored', reason: 'the body is no longer kept', action: null };
    return this.forges.webhooks(delivery.kind).parse(delivery.event, await unpackBody(delivery.body));
  }

  private async recordFailure(id: string, error: unknown): Promise<void> {
    const final = decideRetry(error, this.clock.now()).action === 'give-up';
    const failed = await this.db.transaction(async (tx) => {
      const result = await this.store.recordFailure(tx, id, failureOf(error), {
        maxAttempts: MAX_DELIVERY_ATTEMPTS,
        final,
      });
      if (result?.status === 'failed') {
        // e^n seconds, as the queue itself backs off.
        const delayMs = Math.exp(result.attempts) * 1000;
        await this.queue.enqueue(tx, processDeliveries, { delivery_ids: [id] }, { key: processingKey(id), delayMs });
      }
      return result;
    });
    if (failed === null) return;
    const level = failed.status === 'dead' ? 'error' : 'warn';
    this.logger[level]({ error, delivery: id, attempts: failed.attempts }, `a delivery is ${failed.status}`);
  }

  /** Deliveries whose effect is committed. */
  private async note(deliveries: readonly PendingDelivery[]): Promise<void> {
    this.metrics.processed(deliveries.map(({ receivedAt }) => receivedAt));
    const last = new Map<string, Date>();
    for (const { connectionId, receivedAt } of deliveries) {
      if (connectionId === null) continue;
      const before = last.get(connectionId);
      if (before === undefined || before < receivedAt) last.set(connectionId, receivedAt);
    }
    for (const [connectionId, at] of last) await this.directory.noteDelivery(connectionId, at);
  }
}

/** One waiting task per delivery that is tried again or replayed, however often that is asked for. */
export function processingKey(id: string): string {
  return `${processDeliveries.kind}:${id}`;
}

/** What others want to know of a push or a pull request; null for all other events. */
function changeOf(event: ForgeEvent): ChangeReceived['change'] | null {
  if (event.type === 'push') return { of: 'branch', branch: event.branch, reverts: [...event.reverts] };
  return event.type === 'pull-request' ? { of: 'pull-request', number: event.pullRequest.number } : null;
}

function isAboutRun(parsed: Extract<Delivery, { outcome: 'event' }>): boolean {
  return parsed.event.type === 'run' || parsed.event.type === 'job';
}
