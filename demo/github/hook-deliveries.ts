import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Background } from '../common/background';
import type { Faults } from '../common/faults';
import type { Delivery, Hook, HookStore } from './hooks';
import type { Json } from './payloads';
import { timeLimit } from '../common/time-limit';

const actionSchema = z.looseObject({ action: z.string() });

/** GitHub's words for the outcome of a delivery. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'Invalid HTTP Response: 400',
  502: 'failed to connect to host',
  504: 'timed out',
};

interface Sending {
  readonly guid: string;
  readonly event: string;
  readonly payload: Json;
  readonly redelivery: boolean;
}

interface Outcome {
  readonly status: string;
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends webhooks as GitHub does: signed, at most once, in the order of each hook, with no retry. */
export class HookSender {
  private readonly queues = new Map<number, Promise<void>>();
  private readonly abort = new AbortController();
  private nextDeliveryId = 190_000_000_001;

  constructor(
    private readonly hooks: HookStore,
    private readonly faults: Faults,
    private readonly background: Background,
    private readonly timeoutMs: number,
  ) {}

  /** Sends to every hook of the repository that wants the event. Returns at once. */
  send(repositoryId: number, event: string, payload: Json): void {
    for (const hook of this.hooks.wanting(repositoryId, event)) this.sendTo(hook, event, payload);
  }

  /** Sends to one hook, whatever it subscribed to (pings, tests). */
  sendTo(hook: Hook, event: string, payload: Json): void {
    this.enqueue(hook, { guid: randomUUID(), event, payload, redelivery: false });
  }

  /** Sends a delivery again under its own id. */
  redeliver(hook: Hook, delivery: Delivery): void {
    const { guid, event } = delivery;
    this.enqueue(hook, { guid, event, payload: delivery.request.payload, redelivery: true });
  }

  /** Sends to every hook that wants the event and waits until it is sent: for what happens just before a hook goes. */
  async sendLast(repositoryId: number, event: string, payload: Json): Promise<void> {
    this.send(repositoryId, event, payload);
    for (const hook of this.hooks.ofRepository(repositoryId)) await this.queues.get(hook.id);
  }

  close(): void {
    this.abort.abort();
    this.faults.resumeWebhooks();
  }

  private enqueue(hook: Hook, sending: Sending): void {
    const before = this.queues.get(hook.id) ?? Promise.resolve();
    const turn = before.then(() => this.perform(hook, sending));
    this.queues.set(hook.id, turn);
    this.background.run(() => turn);
  }

  private async perform(hook: Hook, sending: Sending): Promise<void> {
    await this.faults.untilWebhooksFlow();
    if (this.abort.signal.aborted || this.hooks.get(hook.id) === undefined) return;
    const weather = this.faults.webhooks;
    if (weather.drop > 0) {
      weather.drop -= 1;
      this.record(hook, sending, {}, new Date(), failed(502));
      return;
    }
    await this.deliver(hook, sending);
    if (weather.duplicate > 0) {
      weather.duplicate -= 1;
      await this.deliver(hook, sending);
    }
  }

  private async deliver(hook: Hook, sending: Sending): Promise<void> {
    const json = JSON.stringify(sending.payload);
    const body = hook.contentType === 'form' ? new URLSearchParams({ payload: json }).toString() : json;
    const headers = headersFor(hook, sending, body);
    const startedAt = new Date();
    const outcome = await this.post(hook.url, headers, body);
    this.record(hook, sending, headers, startedAt, outcome);
  }

  private async post(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
    const limit = timeLimit(this.timeoutMs, this.abort.signal);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: limit.signal,
      });
      const text = await response.text();
      const status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`;
      return { status, statusCode: response.status, headers: Object.fromEntries(response.headers), body: text };
    } catch (error) {
      return failed(isTimeout(error) ? 504 : 502);
    } finally {
      limit.end();
    }
  }

  private record(
    hook: Hook,
    sending: Sending,
    headers: Record<string, string>,
    startedAt: Date,
    outcome: Outcome,
  ): void {
    const action = actionSchema.safeParse(sending.payload);
    hook.lastResponse = {
      code: outcome.statusCode,
      status: outcome.status === 'OK' ? 'active' : 'failed',
      message: outcome.status,
    };
    hook.deliveries.unshift({
      id: this.nextDeliveryId++,
      guid: sending.guid,
      deliveredAt: startedAt,
      redelivery: sending.redelivery,
      durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
      status: outcome.status,
      statusCode: outcome.statusCode,
      event: sending.event,
      action: action.success ? action.data.action : null,
      repositoryId: hook.repositoryId,
      request: { headers, payload: sending.payload },
      response: { headers: outcome.headers, payload: outcome.body },
    });
  }
}

function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
}

function failed(statusCode: number): Outcome {
  return { status: STATUS_WORDS[statusCode] ?? 'failed', statusCode, headers: {}, body: '' };
}

function headersFor(hook: Hook, { event, guid }: Sending, body: string): Record<string, string> {
  const sign = (algorithm: string): string =>
    `${algorithm}=${createHmac(algorithm, hook.secret ?? '')
      .update(body)
      .digest('hex')}`;
  return {
    accept: '*/*',
    'content-type': hook.contentType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
    'user-agent': 'GitHub-Hookshot/demo000',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-id': String(hook.repositoryId),
    'x-github-hook-installation-target-type': 'repository',
    ...(hook.secret === null ? {} : { 'x-hub-signature': sign('sha1'), 'x-hub-signature-256': sign('sha256') }),
  };
}
