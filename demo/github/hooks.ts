import { timestamp } from './payloads';
import type { Json } from './payloads';

/** A webhook of one repository. */
export interface Hook {
  readonly id: number;
  readonly repositoryId: number;
  /** The OAuth app whose token made it; null for a personal token. */
  readonly clientId: string | null;
  active: boolean;
  events: string[];
  url: string;
  contentType: 'json' | 'form';
  insecureSsl: string;
  secret: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
  lastResponse: { code: number | null; status: string; message: string | null };
  readonly deliveries: Delivery[];
}

/** One sending, as the deliveries list shows it. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly deliveredAt: Date;
  readonly redelivery: boolean;
  readonly durationSeconds: number;
  readonly status: string;
  readonly statusCode: number;
  readonly event: string;
  readonly action: string | null;
  readonly repositoryId: number;
  readonly request: { readonly headers: Record<string, string>; readonly payload: Json };
  readonly response: { readonly headers: Record<string, string>; readonly payload: string };
}

export type NewHook = Pick<
  Hook,
  'repositoryId' | 'clientId' | 'active' | 'events' | 'url' | 'contentType' | 'insecureSsl' | 'secret'
>;

/** All webhooks; removed ones are gone with their deliveries. */
export class HookStore {
  private readonly hooks = new Map<number, Hook>();
  private nextId = 480_000_001;

  add(hook: NewHook): Hook {
    const now = new Date();
    const added: Hook = {
      ...hook,
      id: this.nextId++,
      createdAt: now,
      updatedAt: now,
      lastResponse: { code: null, status: 'unused', message: null },
      deliveries: [],
    };
    this.hooks.set(added.id, added);
    return added;
  }

  get(id: number): Hook | undefined {
    return this.hooks.get(id);
  }

  ofRepository(repositoryId: number): readonly Hook[] {
    return [...this.hooks.values()].filter((hook) => hook.repositoryId === repositoryId);
  }

  undelivered(): readonly Delivery[] {
    return [...this.hooks.values()]
      .flatMap((hook) => hook.deliveries)
      .filter(({ statusCode }) => statusCode < 200 || statusCode > 299);
  }

  remove(id: number): void {
    this.hooks.delete(id);
  }

  /** The active hooks subscribed to an event. */
  wanting(repositoryId: number, event: string): readonly Hook[] {
    return this.ofRepository(repositoryId).filter(
      (hook) => hook.active && (hook.events.includes(event) || hook.events.includes('*')),
    );
  }

  anyWants(repositoryId: number, event: string): boolean {
    return this.wanting(repositoryId, event).length > 0;
  }
}

/** The hook as REST and the ping show it: a secret is never shown, only that there is one. */
export function hookPayload(hook: Hook, repositoryUrl: string): Json {
  const url = `${repositoryUrl}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: configPayload(hook),
    updated_at: timestamp(hook.updatedAt),
    created_at: timestamp(hook.createdAt),
    url,
    test_url: `${url}/tests`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: hook.lastResponse,
  };
}

/** The `config` object alone. */
export function configPayload(hook: Hook): Json {
  return {
    content_type: hook.contentType,
    insecure_ssl: hook.insecureSsl,
    url: hook.url,
    ...(hook.secret === null ? {} : { secret: '********' }),
  };
}

/** A delivery as the list shows it; the detail adds request and response. */
export function deliveryPayload(delivery: Delivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt.toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}
