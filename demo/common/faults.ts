/** An answer to give instead of the true one. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown;
  readonly delayMs?: number;
  /** The connection is cut when the body, a string, is out and more was promised. */
  readonly cut?: boolean;
}

/** The true answer, but not before `until`. */
export interface FaultHold {
  readonly reached: () => void;
  readonly until: Promise<void>;
}

/** `hang` never answers; `reset` cuts the connection. */
export type FaultEffect = FaultAnswer | FaultHold | 'hang' | 'reset';

/** A request that waits for its answer. */
export interface Held {
  /** Resolves when a request that matches is there. */
  readonly reached: Promise<void>;
  /** Lets it have its answer. */
  release(): void;
}

/** Which requests a fault meets. Everything left out matches; `path` is tested against path and query. */
export interface FaultMatch {
  readonly method?: string;
  readonly path?: RegExp | string;
  /** How many requests; default 1. */
  readonly times?: number;
}

interface ArmedFault extends FaultMatch {
  left: number;
  readonly effect: FaultEffect;
}

/** What may go wrong with webhook sending. */
export interface WebhookWeather {
  paused: boolean;
  /** Deliveries still to be lost: remembered as failed, never sent. */
  drop: number;
  /** Deliveries still to be sent twice under one id. */
  duplicate: number;
}

/** Bad weather on demand. */
export class Faults {
  readonly webhooks: WebhookWeather = { paused: false, drop: 0, duplicate: 0 };
  private armed: ArmedFault[] = [];
  private readonly holds: (() => void)[] = [];
  private resumeListeners: (() => void)[] = [];

  /** The next matching answers are `effect`. */
  next(match: FaultMatch, effect: FaultEffect): void {
    this.armed.push({ ...match, left: match.times ?? 1, effect });
  }

  /** The next matching request waits, so that something else can happen before its true answer. */
  hold(match: Omit<FaultMatch, 'times'>): Held {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.holds.push(release);
    const reached = new Promise<void>((resolve) => {
      this.next(match, { reached: resolve, until });
    });
    return { reached, release };
  }

  pauseWebhooks(): void {
    this.webhooks.paused = true;
  }

  resumeWebhooks(): void {
    this.webhooks.paused = false;
    for (const listener of this.resumeListeners.splice(0)) listener();
  }

  /** Resolves at once, or when sending is no longer paused. */
  async untilWebhooksFlow(): Promise<void> {
    while (this.webhooks.paused) await new Promise<void>((resolve) => this.resumeListeners.push(resolve));
  }

  dropWebhooks(count: number): void {
    this.webhooks.drop += count;
  }

  duplicateWebhooks(count: number): void {
    this.webhooks.duplicate += count;
  }

  /** Fair weather again. */
  clear(): void {
    this.armed = [];
    for (const release of this.holds.splice(0)) release();
    this.webhooks.drop = 0;
    this.webhooks.duplicate = 0;
    this.resumeWebhooks();
  }

  /** Uses up and returns the fault this request meets, if any. */
  take(method: string, url: string): FaultEffect | undefined {
    const fault = this.armed.find((candidate) => matches(candidate, method, url));
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.armed = this.armed.filter((other) => other !== fault);
    return fault.effect;
  }
}

function matches(fault: FaultMatch, method: string, url: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === 'string' ? url.includes(fault.path) : fault.path.test(url);
}
