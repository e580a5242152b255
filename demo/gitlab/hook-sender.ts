import { createHmac, randomUUID } from 'node:crypto';
import type { Background } from '../common/background';
import type { Faults } from '../common/faults';
import { timeLimit } from '../common/time-limit';
import type { Hook, HookEvent, HookStore, Trigger } from './hooks';
import type { Json } from './json';

/** GitLab's name of each event, in `X-Gitlab-Event`. */
const EVENT_NAMES: Partial<Readonly<Record<Trigger, string>>> = {
  push_events: 'Push Hook',
  tag_push_events: 'Tag Push Hook',
  merge_requests_events: 'Merge Request Hook',
  note_events: 'Note Hook',
  job_events: 'Job Hook',
  pipeline_events: 'Pipeline Hook',
};

interface Sending {
  readonly trigger: Trigger;
  readonly payload: Json;
  /** The same for every attempt to deliver one event to one hook. */
  readonly idempotencyKey: string;
  /** The same for all hooks one event goes to. */
  readonly eventUuid: string;
}

interface Outcome {
  readonly status: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface SenderSettings {
  readonly hooks: HookStore;
  readonly faults: Faults;
  readonly background: Background;
  readonly timeoutMs: number;
  readonly now: () => Date;
  readonly origin: () => string;
}

/** Sends webhooks as GitLab does: at most once, in the order of each hook, none while the hook is disabled. */
export class HookSender {
  private readonly queues = new Map<number, Promise<unknown>>();
  private readonly abort = new AbortController();

  constructor(private readonly settings: SenderSettings) {}

  /** Sends to every hook of the project that wants the event. Returns at once. */
  send(projectId: number, trigger: Trigger, payload: Json): void {
    this.sendTo(this.recipients(projectId, trigger), trigger, payload);
  }

  /** The hooks that want an event of this moment: one made later is not told, however long the payload takes. */
  recipients(projectId: number, trigger: Trigger, branch?: string): readonly Hook[] {
    return this.settings.hooks
      .ofProject(projectId)
      .filter((hook) => hook.wants.has(trigger) && allowsBranch(hook, branch));
  }

  sendTo(hooks: readonly Hook[], trigger: Trigger, payload: Json): void {
    const eventUuid = randomUUID();
    for (const hook of hooks) {
      void this.enqueue(hook, { trigger, payload, eventUuid, idempotencyKey: randomUUID() }, false);
    }
  }

  /** Sends to one hook now, disabled or not: a test. */
  test(hook: Hook, trigger: Trigger, payload: Json): Promise<HookEvent | null> {
    return this.enqueue(hook, { trigger, payload, eventUuid: randomUUID(), idempotencyKey: randomUUID() }, true);
  }

  /** Sends a recorded event again, under its own key. */
  resend(hook: Hook, event: HookEvent): Promise<HookEvent | null> {
    const { trigger, payload, idempotencyKey } = event;
    const eventUuid = event.requestHeaders['X-Gitlab-Event-UUID'] ?? randomUUID();
    return this.enqueue(hook, { trigger, payload, idempotencyKey, eventUuid }, true);
  }

  close(): void {
    this.abort.abort();
    this.settings.faults.resumeWebhooks();
  }

  private enqueue(hook: Hook, sending: Sending, isForced: boolean): Promise<HookEvent | null> {
    const before = this.queues.get(hook.id) ?? Promise.resolve();
    const turn = before.then(() => this.perform(hook, sending, isForced));
    this.queues.set(
      hook.id,
      turn.catch(() => undefined),
    );
    this.settings.background.run(() => turn);
    return turn;
  }

  private async perform(hook: Hook, sending: Sending, isForced: boolean): Promise<HookEvent | null> {
    const { faults, hooks } = this.settings;
    await faults.untilWebhooksFlow();
    if (this.abort.signal.aborted || hooks.get(hook.id) === undefined) return null;
    // What happens while a hook is disabled is lost: GitLab neither records nor keeps it.
    if (!isForced && hooks.status(hook) !== 'executable') return null;
    const weather = faults.webhooks;
    if (weather.drop > 0) {
      weather.drop -= 1;
      return this.record(hook, sending, {}, this.settings.now(), failed('the stand-in dropped it'));
    }
    const event = await this.deliver(hook, sending);
    if (weather.duplicate === 0) return event;
    weather.duplicate -= 1;
    return this.deliver(hook, sending);
  }

  private async deliver(hook: Hook, sending: Sending): Promise<HookEvent> {
    const body = JSON.stringify(sending.payload);
    const at = this.settings.now();
    const headers = headersFor(hook, sending, { body, at, origin: this.settings.origin() });
    return this.record(hook, sending, headers, at, await this.post(hook.url, headers, body));
  }

  private async post(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
    const limit = timeLimit(this.settings.timeoutMs, this.abort.signal);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit.signal });
      const text = await response.text();
      return { status: String(response.status), headers: Object.fromEntries(response.headers), body: text };
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    } finally {
      limit.end();
    }
  }

  private record(hook: Hook, sending: Sending, headers: Record<string, string>, at: Date, outcome: Outcome): HookEvent {
    // The list of deliveries never shows the token.
    const shown =
      hook.token === null || !('X-Gitlab-Token' in headers) ? headers : { ...headers, 'X-Gitlab-Token': '[REDACTED]' };
    return this.settings.hooks.record(hook, {
      trigger: sending.trigger,
      url: hook.url,
      idempotencyKey: sending.idempotencyKey,
      requestHeaders: shown,
      payload: sending.payload,
      responseHeaders: outcome.headers,
      responseBody: outcome.body,
      durationSeconds: (this.settings.now().getTime() - at.getTime()) / 1000,
      responseStatus: outcome.status,
      at,
    });
  }
}

function failed(reason: string): Outcome {
  return { status: 'internal error', headers: {}, body: reason };
}

/** An empty filter takes every branch, `*` stands for any letters. */
function allowsBranch(hook: Hook, branch: string | undefined): boolean {
  if (branch === undefined || hook.branchFilter === '') return true;
  const pattern = hook.branchFilter.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`).test(branch);
}

function headersFor(
  hook: Hook,
  sending: Sending,
  request: { readonly body: string; readonly at: Date; readonly origin: string },
): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'GitLab/19.0.0',
    'Idempotency-Key': sending.idempotencyKey,
    'X-Gitlab-Event': EVENT_NAMES[sending.trigger] ?? 'System Hook',
    'X-Gitlab-Webhook-UUID': hook.uuid,
    'X-Gitlab-Instance': request.origin,
    'X-Gitlab-Event-UUID': sending.eventUuid,
    ...(hook.token === null ? {} : { 'X-Gitlab-Token': hook.token }),
    ...(hook.signingToken === null ? {} : signature(hook.signingToken, sending.idempotencyKey, request)),
  };
}

/** Standard Webhooks: HMAC-SHA256 over id, time and body, keyed with what the `whsec_` token encodes. */
function signature(
  token: string,
  id: string,
  request: { readonly body: string; readonly at: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(request.at.getTime() / 1000));
  const key = Buffer.from(token.replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${request.body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
}
