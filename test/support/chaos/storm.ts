import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { Dice } from '../../../bench/support/replayed-history';
import { headersOf, type StormPlan } from '../../../bench/support/storm-plan';

/** GitHub's own patience with a receiver. */
const TIMEOUT_MS = 10_000;
/** Before what failed is sent again; a forge is asked for it minutes later, which changes nothing but the waiting. */
const AGAIN_MS = 300;
/** Deliveries that may overtake each other. */
const WINDOW = 40;
/** A delayed one comes so many later. */
const DELAY = 150;

const SHARES = { dropped: 0.02, repeated: 0.06, delayed: 0.02 };

export interface StormOptions {
  readonly url: string;
  readonly lanes: number;
  /** Deliveries a second at most. */
  readonly rate: number;
  /** Waited for before a delivery goes out; told which share of all is out. */
  readonly gate: (share: number) => Promise<void>;
}

/** What became of a delivery, as its sender knows. */
export const FATES = ['waiting', 'dropped', 'taken'] as const;
export type Fate = (typeof FATES)[number];

/** A sender that drops, repeats, reorders, delays, and sends again what was not taken. */
export class Storm {
  private readonly fates: Uint8Array;
  private readonly dice: Dice;
  /** Requests by their answer; 0 is none at all. */
  readonly answers = new Map<number, number>();
  taken = 0;
  repeated = 0;
  reordered = 0;
  delayed = 0;
  dropped = 0;
  redelivered = 0;

  constructor(
    private readonly plan: StormPlan,
    private readonly options: StormOptions,
  ) {
    this.fates = new Uint8Array(plan.deliveries);
    this.dice = new Dice(plan.size.seed);
  }

  fateOf(index: number): Fate {
    return FATES[this.fates[index] ?? 0] ?? 'waiting';
  }

  /** Resolves when each delivery that was not dropped has been answered with a 2xx. */
  async blow(): Promise<void> {
    const order = this.order();
    const again: number[] = [];
    let out = 0;
    const started = performance.now();
    const lane = async (): Promise<void> => {
      for (let next = order.next(); next.done !== true; next = order.next()) {
        out += 1;
        await this.options.gate(Math.min(1, out / this.plan.deliveries));
        const wait = started + (out * 1000) / this.options.rate - performance.now();
        if (wait > 1) await pause(Math.min(wait, 1000));
        if (!(await this.deliver(next.value))) again.push(next.value);
      }
    };
    await Promise.all(Array.from({ length: this.options.lanes }, lane));
    await this.options.gate(1);
    while (again.length > 0) {
      // As a person or our own check asks the forge: one after the other, some at a time.
      const batch = again.splice(0, 50);
      for (const index of batch) {
        this.redelivered += 1;
        if (!(await this.deliver(index))) again.push(index);
      }
      if (again.length > 0) await pause(AGAIN_MS);
    }
  }

  /** The order of sending. */
  private *order(): Generator<number, undefined> {
    const window: number[] = [];
    const late: { index: number; at: number }[] = [];
    let highest = -1;
    const pick = function* (this: Storm): Generator<number> {
      const [index = 0] = window.splice(this.dice.below(window.length), 1);
      if (index < highest) this.reordered += 1;
      highest = Math.max(highest, index);
      yield index;
    }.bind(this);
    for (let index = 0; index < this.plan.deliveries; index += 1) {
      while (late[0] !== undefined && late[0].at <= index) window.push(late.shift()?.index ?? 0);
      const luck = this.dice.next();
      if (luck < SHARES.dropped) {
        this.fates[index] = FATES.indexOf('dropped');
        this.dropped += 1;
      } else if (luck < SHARES.dropped + SHARES.delayed) {
        this.delayed += 1;
        late.push({ index, at: index + DELAY });
      } else {
        window.push(index);
      }
      if (this.fateOf(index) !== 'dropped' && this.dice.next() < SHARES.repeated) {
        this.repeated += 1;
        window.push(index);
      }
      while (window.length > WINDOW) yield* pick();
    }
    for (const { index } of late) window.push(index);
    while (window.length > 0) yield* pick();
    return undefined;
  }

  /** True when it was taken. */
  private async deliver(index: number): Promise<boolean> {
    const { connectionId, secret } = this.plan.doorOf(index);
    const body = this.plan.body(index);
    let status = 0;
    try {
      // Half the CPU of `fetch`, on a machine that has to bear all others, too.
      const answer = await request(`${this.options.url}/api/v2/webhooks/github/${connectionId}`, {
        method: 'POST',
        body,
        headers: headersOf(this.plan.telling(index), this.plan.guid(index), body, secret),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body.dump();
      status = answer.statusCode;
    } catch {
      // No answer, or not in time: what a forge calls failed. It is counted under 0 and sent again.
    }
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    if (status < 200 || status > 299) return false;
    if (this.fateOf(index) !== 'taken') this.taken += 1;
    this.fates[index] = FATES.indexOf('taken');
    return true;
  }
}
