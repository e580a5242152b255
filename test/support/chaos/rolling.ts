import { setTimeout as pause } from 'node:timers/promises';
import { EventStream } from '../event-stream';
import { settle } from './oracle';
import { headersOf, StormPlan, TELLINGS } from '../../../bench/support/storm-plan';
import type { Stage } from './stage';

/** Most a poster would ever send; it ends earlier. */
const RUNS = 20_000;
/** A poster's and a reader's rest between two requests, so that servers can also start on a machine with two cores. */
const REST_MS = 100;
const READ = ['/api/v2/workflows/runs', '/api/v2/incidents', '/api/v2/webhooks/deliveries'];
/** What is on its way to a stream when all is done. */
const HEARD_MS = 20_000;

interface Sizes {
  readonly seed: number;
  readonly streams: number;
  readonly posters: number;
  readonly readers: number;
}

/** What the clients of a rolling restart saw. */
export interface Seen {
  readonly answered: number;
  /** Attempts of runs whose end was delivered. */
  readonly posted: readonly string[];
  /** Requests without the answer there should have been. */
  readonly failed: readonly string[];
  /** How often streams were ended by a server and opened again where they had stopped. */
  readonly resumed: number;
  /** `stream.reset` events. */
  readonly resets: number;
  /** Streams that never heard of a run's end, with the run. */
  readonly unheard: readonly string[];
}

/** People and forges that go on while servers are restarted: posting, reading, watching. */
export class RollingClients {
  private ending = false;
  /** Aborted when nothing is waited for any more. */
  private readonly over = new AbortController();
  private answered = 0;
  private resumed = 0;
  private resets = 0;
  private next = 0;
  private readonly posted: string[] = [];
  private readonly failed: string[] = [];
  private readonly heard: Set<unknown>[] = [];
  private readonly open: EventStream[] = [];
  private working: Promise<unknown> = Promise.resolve();
  private readonly plan: StormPlan;

  constructor(
    private readonly stage: Stage,
    private readonly sizes: Sizes,
  ) {
    const size = { seed: sizes.seed, deliveries: RUNS * TELLINGS.length, workflows: 3, firstRunId: 50_000_000 };
    this.plan = new StormPlan({ ...size, endedAt: Date.now() }, stage.doors);
  }

  /** Resolves when every stream is open and the others have begun. */
  async start(): Promise<void> {
    const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
    const opened = many(this.sizes.streams, (at) => this.watch(at));
    await Promise.all(opened.map(({ begun }) => begun));
    this.working = Promise.all([
      ...opened.map(({ done }) => done),
      ...many(this.sizes.posters, () => this.post()),
      ...many(this.sizes.readers, () => this.read()),
    ]);
  }

  /** Ends them, waits until all that was posted is done and told, and says what they saw. */
  async end(): Promise<Seen> {
    this.ending = true;
    await settle(this.stage.url, 120_000);
    const deadline = Date.now() + HEARD_MS;
    while (this.unheard().length > 0 && Date.now() < deadline) await pause(50);
    this.over.abort();
    for (const stream of this.open) stream.close();
    await this.working;
    const { answered, posted, failed, resumed, resets } = this;
    return { answered, posted, failed, resumed, resets, unheard: this.unheard() };
  }

  private unheard(): readonly string[] {
    return this.heard.flatMap((heard, at) =>
      this.posted.filter((runId) => !heard.has(runId)).map((runId) => `stream ${at + 1}: ${runId}`),
    );
  }

  private async post(): Promise<void> {
    while (!this.ending) {
      const slot = this.next;
      this.next += 1;
      const index = slot * TELLINGS.length + TELLINGS.length - 1;
      const { connectionId, secret } = this.plan.doorOf(index);
      const body = this.plan.body(index);
      const headers = headersOf(this.plan.telling(index), this.plan.guid(index), body, secret);
      const isTaken = await this.request('POST', `/api/v2/webhooks/github/${connectionId}`, 202, { body, headers });
      if (isTaken) {
        const { runId, attempt } = this.plan.run(slot);
        this.posted.push(`${runId}.${attempt}`);
      }
      await pause(REST_MS);
    }
  }

  private async read(): Promise<void> {
    for (let turn = 0; !this.ending; turn += 1) {
      await this.request('GET', READ[turn % READ.length] ?? '/', 200, { headers: this.authorization });
      await pause(REST_MS);
    }
  }

  /** Remembers a stream that was opened; one that was opened too late is closed at once. */
  private keep(at: number, stream: EventStream): void {
    this.open[at] = stream;
    if (this.over.signal.aborted) stream.close();
  }

  private get authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.stage.token}` };
  }

  private async request(method: string, path: string, wanted: number, init: RequestInit): Promise<boolean> {
    try {
      const answer = await fetch(`${this.stage.balancer.url}${path}`, { ...init, method });
      await answer.arrayBuffer();
      this.answered += 1;
      if (answer.status === wanted) return true;
      this.failed.push(`${method} ${path}: ${answer.status}`);
    } catch (error) {
      this.failed.push(`${method} ${path}: ${String(error)} ${String((error as Error).cause)}`);
    }
    return false;
  }

  /** A browser's `EventSource`: opens again whenever it is ended, with the last id it saw. */
  private watch(at: number): { begun: Promise<void>; done: Promise<void> } {
    const heard = new Set<unknown>();
    this.heard.push(heard);
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const follow = async (): Promise<void> => {
      let last: string | null = null;
      while (!this.over.signal.aborted && (!this.ending || this.unheard().length > 0)) {
        const stream: EventStream = await EventStream.open(this.stage.balancer.url, this.authorization, last);
        if (stream.response.status !== 200) {
          this.failed.push(`GET /api/v2/events: ${stream.response.status}`);
          await pause(REST_MS);
          continue;
        }
        this.keep(at, stream);
        if (last !== null) this.resumed += 1;
        begin();
        let read = 0;
        await stream.until(() => {
          for (; read < stream.messages.length; read += 1) {
            const message = stream.messages[read];
            if (message?.type === 'stream.reset') this.resets += 1;
            if (message?.type === 'run.updated' && message.data.status === 'completed')
              heard.add(`${String(message.data.run_id)}.${String(message.data.run_attempt)}`);
          }
          return false;
        });
        last = stream.lastEventId;
        if (this.ending && this.unheard().length === 0) return;
      }
    };
    return { begun, done: follow() };
  }
}
