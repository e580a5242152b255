import { createHash, createHmac } from 'node:crypto';
import { recordedRun } from '../../../bench/support/payloads';
import { Dice } from '../../../bench/support/replayed-history';

/** A run is told three times. */
export const TELLINGS = [
  { action: 'requested', status: 'queued' },
  { action: 'in_progress', status: 'in_progress' },
  { action: 'completed', status: 'completed' },
] as const;

/** Between one run's beginning and the next one's, milliseconds of the forge's time. */
const RUN_MS = 4_000;
/** Every so many runs one is another attempt of an earlier one. */
const RERUN_EVERY = 10;

/** A connection as the sender knows it: where to deliver, signed with what. */
export interface Door {
  readonly connectionId: string;
  readonly repositoryId: string;
  readonly secret: string;
}

/** What the forge knows of a run's attempt: the truth that the product's rows are held against. */
export interface TrueRun {
  readonly door: number;
  readonly runId: string;
  readonly attempt: number;
  readonly workflow: number;
  readonly conclusion: 'success' | 'failure';
}

export interface StormSize {
  readonly seed: number;
  readonly deliveries: number;
  readonly workflows: number;
  readonly firstRunId: number;
  /** When the last run ended, milliseconds; times of the forge's own. */
  readonly endedAt: number;
}

/** All that a forge has to tell, by number: nothing is kept, so that a million of them weigh nothing. */
export class StormPlan {
  readonly runs: number;
  readonly deliveries: number;

  constructor(
    readonly size: StormSize,
    readonly doors: readonly Door[],
  ) {
    if (doors.length % RERUN_EVERY === 0) throw new Error('a rerun would be one of a rerun');
    this.runs = Math.ceil(size.deliveries / TELLINGS.length);
    this.deliveries = this.runs * TELLINGS.length;
  }

  run(slot: number): TrueRun {
    const isRerun = slot % RERUN_EVERY === RERUN_EVERY - 1 && slot >= this.doors.length;
    // The same door's run before this one.
    const of = isRerun ? slot - this.doors.length : slot;
    return {
      door: slot % this.doors.length,
      runId: String(this.size.firstRunId + of),
      attempt: isRerun ? 2 : 1,
      workflow: this.diceOf(of).below(this.size.workflows),
      conclusion: this.diceOf(slot + 0.5).next() < 0.3 ? 'failure' : 'success',
    };
  }

  /** The id GitHub would give a delivery; also when it sends it again. */
  guid(index: number): string {
    const hash = createHash('sha1').update(`${this.size.seed} ${index}`).digest('hex');
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`;
  }

  /** What stands in a delivery. */
  body(index: number, door = this.doorOf(index)): string {
    const slot = Math.floor(index / TELLINGS.length);
    const step = index % TELLINGS.length;
    const { action, status } = TELLINGS[step] ?? TELLINGS[0];
    const { runId, attempt, workflow, conclusion } = this.run(slot);
    const begun = this.size.endedAt - (this.runs - slot) * RUN_MS;
    const at = (ms: number): string => new Date(begun + ms).toISOString();
    const number = Number(runId) - this.size.firstRunId + 1;
    return JSON.stringify({
      ...recordedRun(door.repositoryId, {
        id: Number(runId),
        run_number: number,
        run_attempt: attempt,
        name: `CI ${workflow}`,
        workflow_id: 500 + workflow,
        head_branch: 'main',
        // A push starts all runs of a few slots.
        head_sha: createHash('sha1')
          .update(`push ${Math.floor(number / 6)}`)
          .digest('hex'),
        status,
        conclusion: status === 'completed' ? conclusion : null,
        event: 'push',
        created_at: at(0),
        run_started_at: at(0),
        updated_at: at(step * 1_000),
      }),
      action,
    });
  }

  doorOf(index: number): Door {
    const door = this.doors[Math.floor(index / TELLINGS.length) % this.doors.length];
    if (door === undefined) throw new Error('there is no door');
    return door;
  }

  private diceOf(slot: number): Dice {
    return new Dice(Math.imul(this.size.seed + 1, 2_654_435_761) ^ Math.imul(Math.round(slot * 2) + 1, 40_503));
  }
}

/** As GitHub sends it. */
export function headersOf(guid: string, body: string, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/chaos00',
    'x-github-event': 'workflow_run',
    'x-github-delivery': guid,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}
