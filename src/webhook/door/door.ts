import { Injectable } from '@nestjs/common';
import { WebhookSecrets } from '../../auth/webhook-secrets';
import { Clock } from '../../common/clock';
import { AppError } from '../../common/errors';
import { isId, newId } from '../../common/ids';
import { WebhookMetrics } from '../webhook.metrics';
import type { Headers } from '../../forge/forge';
import { ForgeRegistry } from '../../forge/forge.registry';
import type { ForgeKind } from '../../forge/forge.types';
import { ConnectionDirectory } from '../../repository/connection.directory';
import type { DeliveryProblem, DeliverySource } from '../webhook.entity';
import { IgnoredReasons, WebhookErrors } from '../webhook.errors';
import { packBody, type StoredBody } from './body-codec';
import { Inbox } from './inbox';
import { TargetCache, together, type DoorTarget } from './target-cache';

/** A request to a door, body unread by anybody. */
export interface Knock {
  readonly headers: Headers;
  readonly body: Buffer;
  readonly requestId: string;
}

/** `delivery_id` is the forge's own. */
export interface DoorAnswer {
  readonly deliveryId: string;
  readonly status: 'accepted' | 'duplicate' | 'ignored';
}

/** Signs nothing; refusing an unknown door takes one HMAC like refusing a wrong signature. */
const DUMMY_SECRET = 'there is no such door';

const NO_BODY: StoredBody = { bytes: Buffer.alloc(0), encoding: 'identity' };

/** The v1 door is as old as the time when GitHub was the only forge. */
const LEGACY_KIND: ForgeKind = 'github';

/** As the database writes an id: addresses may have been typed in capitals. */
function doorOf(id: string): string {
  return id.toLowerCase();
}

/**
 * Verifies a delivery and makes it durable. Unknown doors, wrong forges, missing and wrong signatures are refused alike
 * and in about the same time, to an address within its limit.
 */
@Injectable()
export class Door {
  private readonly connections: TargetCache;
  private readonly users: TargetCache;

  constructor(
    directory: ConnectionDirectory,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly forges: ForgeRegistry,
    private readonly inbox: Inbox,
    private readonly clock: Clock,
    private readonly metrics: WebhookMetrics,
  ) {
    const counted =
      (read: (ids: readonly string[]) => Promise<readonly (DoorTarget | null)[]>) => (ids: readonly string[]) => {
        this.metrics.lookedUp();
        return read(ids);
      };
    this.connections = new TargetCache(together(counted((ids) => directory.deliveryTargets(ids))));
    this.users = new TargetCache(together(counted((ids) => this.legacyTargets(ids))));
  }

  /** Throws `webhook.refused`, `webhook.not_a_delivery`, `webhook.not_stored`. */
  knock(forge: string, connection: string, knock: Knock): Promise<DoorAnswer> {
    const connectionId = doorOf(connection);
    const kind = this.forges.kinds().find((known) => known === forge) ?? null;
    const target = this.connections.peek(connectionId);
    if (target === undefined) return this.knockSlowly(false, kind, connectionId, knock);
    if (this.opens(target, kind, knock)) return this.store(target, target.kind, target.id, knock);
    return this.knockSlowly(true, kind, connectionId, knock);
  }

  /** Whether there is such a door; a body sent to any other is refused. Does not read what is known and fresh. */
  async exists(forge: string, connection: string): Promise<boolean> {
    const connectionId = doorOf(connection);
    return isId(connectionId) && (await this.connections.get(connectionId).target)?.kind === forge;
  }

  /** The same of the v1 door. */
  async existsLegacy(userId: string): Promise<boolean> {
    const id = doorOf(userId);
    return isId(id) && (await this.users.get(id).target) !== null;
  }

  /** What to answer to whom no door is opened. */
  refusal(): AppError {
    this.metrics.refused();
    return new AppError(WebhookErrors.refused);
  }

  /** The v1 door: the address names a user, and the body the repository. Throws like `knock`. */
  async knockLegacy(userId: string, knock: Knock): Promise<DoorAnswer> {
    const target = await this.verified(this.users, false, doorOf(userId), LEGACY_KIND, knock);
    return this.store(target, 'webhook', null, knock);
  }

  private async knockSlowly(
    wasTried: boolean,
    kind: ForgeKind | null,
    connectionId: string,
    knock: Knock,
  ): Promise<DoorAnswer> {
    const target = await this.verified(this.connections, wasTried, connectionId, kind, knock);
    return this.store(target, target.kind, target.id, knock);
  }

  /** `wasTried`: what is known of the door did not open it. */
  private async verified(
    cache: TargetCache,
    wasTried: boolean,
    id: string,
    kind: ForgeKind | null,
    knock: Knock,
  ): Promise<DoorTarget> {
    const looked = wasTried || !isId(id) ? null : cache.get(id);
    if (!wasTried) {
      const target = looked === null ? null : await looked.target;
      if (this.opens(target, kind, knock)) return target;
    }
    // The secret may have been rotated, or the connection made, since somebody else made us look.
    const again = !isId(id) || looked?.isNew === true ? null : cache.reread(id);
    if (again !== null) {
      const target = await again;
      if (this.opens(target, kind, knock)) return target;
    }
    throw this.refusal();
  }

  private opens(target: DoorTarget | null, kind: ForgeKind | null, { headers, body }: Knock): target is DoorTarget {
    const real = target !== null && target.kind === kind && target.secrets.length > 0 ? target : null;
    const webhooks = this.forges.webhooks(real?.kind ?? LEGACY_KIND);
    // Every secret is tried, so that time does not tell which one fitted.
    const fits = (real?.secrets ?? [DUMMY_SECRET]).filter((secret) => webhooks.verify(headers, body, secret));
    return real !== null && fits.length > 0;
  }

  private async store(
    target: DoorTarget,
    source: DeliverySource,
    connectionId: string | null,
    { headers, body, requestId }: Knock,
  ): Promise<DoorAnswer> {
    const webhooks = this.forges.webhooks(target.kind);
    const identity = webhooks.identify(headers);
    if (identity === null) throw new AppError(WebhookErrors.notADelivery);
    const ignored = this.reasonToIgnore(target, webhooks.knownEvents.includes(identity.event));
    const packing = ignored === null ? packBody(body) : NO_BODY;
    const packed = 'bytes' in packing ? packing : await packing;
    const acceptance = await this.inbox.accept({
      id: newId(),
      doorId: target.id,
      connectionId,
      source,
      userId: target.userId,
      provider: target.kind,
      event: identity.event,
      deliveryId: identity.deliveryId,
      receivedAt: this.clock.now(),
      body: packed.bytes,
      encoding: packed.encoding,
      ignored,
      requestId,
    });
    const status = ignored !== null && acceptance === 'accepted' ? 'ignored' : acceptance;
    this.metrics.answered(target.kind, status);
    return { deliveryId: identity.deliveryId, status };
  }

  private reasonToIgnore(target: DoorTarget, eventIsKnown: boolean): DeliveryProblem | null {
    if (!target.enabled) return IgnoredReasons.disabled;
    return eventIsKnown ? null : IgnoredReasons.unknownEvent;
  }

  private async legacyTargets(userIds: readonly string[]): Promise<readonly (DoorTarget | null)[]> {
    const secrets = await this.webhookSecrets.secretsOf(userIds);
    return userIds.map((id, at) => {
      const secret = secrets[at] ?? null;
      return secret === null ? null : { id, userId: id, kind: LEGACY_KIND, secrets: [secret], enabled: true };
    });
  }
}
