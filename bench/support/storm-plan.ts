import { createHash, createHmac } from 'node:crypto';
import { recordedJob, recordedRun } from './payloads';
import { Dice } from './replayed-history';

/** One thing a forge tells of a run, or of one of its jobs. */
export interface Telling {
  /** Null: of the run itself. */
  readonly job: string | null;
  readonly action: 'requested' | 'queued' | 'in_progress' | 'completed';
  readonly status: 'queued' | 'in_progress' | 'completed';
}

const of = (job: string | null, action: Telling['action']): Telling => ({
  job,
  action,
  status: action === 'requested' ? 'queued' : action,
});

/** Fails with its run; the other one never does. */
export const TESTS = 'test';
export const JOBS = [TESTS, 'lint'] as const;

/** What GitHub tells of a run with two jobs, in its order. */
export const TELLINGS = [
  of(null, 'requested'),
  ...JOBS.map((job) => of(job, 'queued')),
  of(null, 'in_progress'),
  ...JOBS.map((job) => of(job, 'in_progress')),
  ...JOBS.map((job) => of(job, 'completed')),
  of(null, 'completed'),
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

  /** What a delivery tells. */
  telling(index: number): Telling {
    const telling = TELLINGS[index % TELLINGS.length];
    if (telling === undefined) throw new Error('there are no tellings');
    return telling;
  }

  /** The forge's id of a run's job; another attempt has other jobs. */
  jobId(slot: number, job: string): string {
    return String(this.size.firstRunId * 10 + slot * JOBS.length + JOBS.findIndex((name) => name === job));
  }

  /** What stands in a delivery. */
  body(index: number, door = this.doorOf(index)): string {
    const slot = Math.floor(index / TELLINGS.length);
    const telling = this.telling(index);
    const { action, job } = telling;
    const body =
      job === null
        ? recordedRun(door.repositoryId, this.runFields(slot, index % TELLINGS.length, telling))
        : recordedJob(door.repositoryId, this.jobFields(slot, job, telling));
    return JSON.stringify({ ...body, action });
  }

  private runFields(slot: number, step: number, { status }: Telling): Record<string, unknown> {
    const { runId, attempt, workflow, conclusion } = this.run(slot);
    const begun = this.begun(slot);
    return {
      id: Number(runId),
      run_number: this.number(slot),
      run_attempt: attempt,
      name: `CI ${workflow}`,
      workflow_id: 500 + workflow,
      head_branch: 'main',
      head_sha: this.sha(slot),
      status,
      conclusion: status === 'completed' ? conclusion : null,
      event: 'push',
      created_at: time(begun),
      run_started_at: time(begun),
      updated_at: time(begun + step * 300),
    };
  }

  private jobFields(slot: number, job: string, { status }: Telling): Record<string, unknown> {
    const { runId, attempt, workflow, conclusion } = this.run(slot);
    const begun = this.begun(slot);
    const isOver = status === 'completed';
    return {
      id: Number(this.jobId(slot, job)),
      run_id: Number(runId),
      run_attempt: attempt,
      name: job,
      workflow_name: `CI ${workflow}`,
      head_branch: 'main',
      head_sha: this.sha(slot),
      status,
      conclusion: isOver ? (job === TESTS ? conclusion : 'success') : null,
      created_at: time(begun),
      started_at: time(begun + 500),
      completed_at: isOver ? time(begun + 2_000) : null,
      steps: [],
    };
  }

  private begun(slot: number): number {
    return this.size.endedAt - (this.runs - slot) * RUN_MS;
  }

  private number(slot: number): number {
    return Number(this.run(slot).runId) - this.size.firstRunId + 1;
  }

  /** A push starts all runs of a few slots. */
  private sha(slot: number): string {
    return createHash('sha1')
      .update(`push ${Math.floor(this.number(slot) / 6)}`)
      .digest('hex');
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

function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** As GitHub sends it. */
export function headersOf(
  { job }: Pick<Telling, 'job'>,
  guid: string,
  body: string,
  secret: string,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/chaos00',
    'x-github-event': job === null ? 'workflow_run' : 'workflow_job',
    'x-github-delivery': guid,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}
