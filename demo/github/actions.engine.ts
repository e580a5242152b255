import type { ActionsStore, Attempt, Conclusion, Job, Run, Step } from './actions.store';
import { latest } from './actions.store';
import type { Background } from '../common/background';
import { timeLimit } from '../common/time-limit';

/** Writes one step's log; each line gets its timestamp. */
export type WriteLine = (line: string) => void;

export interface PlannedStep {
  readonly name: string;
  /** Runs although an earlier step failed. */
  readonly always?: boolean;
  readonly continueOnError?: boolean;
  perform(write: WriteLine, signal: AbortSignal): Promise<Conclusion> | Conclusion;
}

export interface PlannedJob {
  readonly key: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly labels: readonly string[];
  readonly timeoutMs: number;
  readonly steps: readonly PlannedStep[];
  /** Called when the job is over, however it ended. */
  close?(): Promise<void>;
}

/** What an attempt does; `invalid` when the workflow file cannot be run at all. */
export type RunPlan = { readonly jobs: readonly PlannedJob[] } | { readonly invalid: string };

/** Makes the plan of an attempt; asked again for each rerun. */
export type Planner = (run: Run, attempt: number) => Promise<RunPlan> | RunPlan;

/** What happened to a run, for webhooks. */
export interface RunEvents {
  run(action: 'requested' | 'in_progress' | 'completed', run: Run, attempt: Attempt): Promise<void>;
  job(action: 'queued' | 'in_progress' | 'completed', run: Run, attempt: Attempt, job: Job): Promise<void>;
}

interface Execution {
  readonly planner: Planner;
  readonly abort: AbortController;
}

/** Carries runs through their life: one at a time, jobs in the order of their needs. */
export class ActionsEngine {
  private readonly executions = new Map<number, Execution>();
  private queue: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly store: ActionsStore,
    private readonly events: RunEvents,
    private readonly background: Background,
  ) {}

  /** Queues the first attempt of a new run. */
  start(run: Run, planner: Planner): void {
    this.enqueue(run, latest(run), planner, null);
  }

  /** Queues the next attempt: all jobs, or those named by key, the others carried over. */
  rerun(run: Run, actor: string, keys: ReadonlySet<string> | null): void {
    const execution = this.executions.get(run.id);
    if (!execution) throw new Error(`run ${run.id} was never started`);
    const attempt = this.store.addAttempt(run, actor);
    this.enqueue(run, attempt, execution.planner, keys);
  }

  cancel(run: Run): void {
    this.executions.get(run.id)?.abort.abort();
  }

  /** Stops whatever runs and starts nothing more. */
  close(): void {
    this.isClosed = true;
    for (const { abort } of this.executions.values()) abort.abort();
  }

  private enqueue(run: Run, attempt: Attempt, planner: Planner, keys: ReadonlySet<string> | null): void {
    const abort = new AbortController();
    this.executions.set(run.id, { planner, abort });
    const turn = this.queue.then(() =>
      this.isClosed ? undefined : this.perform(run, attempt, planner, keys, abort.signal),
    );
    this.queue = turn.catch(() => undefined);
    this.background.run(() => turn);
  }

  private async perform(
    run: Run,
    attempt: Attempt,
    planner: Planner,
    keys: ReadonlySet<string> | null,
    signal: AbortSignal,
  ): Promise<void> {
    // GitHub tells of a request once, not again for a rerun.
    if (attempt.number === 1) await this.events.run('requested', run, attempt);
    const plan = await planner(run, attempt.number);
    if ('invalid' in plan) {
      finish(attempt, 'startup_failure');
      await this.events.run('completed', run, attempt);
      return;
    }
    const previous = run.attempts.at(-2)?.jobs ?? [];
    const pending: { planned: PlannedJob; job: Job }[] = [];
    for (const planned of plan.jobs) {
      const carried =
        keys !== null && !keys.has(planned.key) ? previous.find((job) => job.key === planned.key) : undefined;
      if (carried) this.store.carryOver(attempt, carried);
      else pending.push({ planned, job: this.store.addJob(attempt, planned) });
    }
    for (const { job } of pending) await this.events.job('queued', run, attempt, job);
    attempt.status = 'in_progress';
    attempt.updatedAt = new Date();
    await this.events.run('in_progress', run, attempt);
    for (const { planned, job } of pending) await this.performJob(run, attempt, planned, job, signal);
    finish(attempt, conclude(attempt.jobs.map((job) => job.conclusion)));
    await this.events.run('completed', run, attempt);
  }

  private async performJob(
    run: Run,
    attempt: Attempt,
    planned: PlannedJob,
    job: Job,
    cancel: AbortSignal,
  ): Promise<void> {
    const needed = attempt.jobs.filter((other) => planned.needs.includes(other.key));
    const isCancelled = (): boolean => cancel.aborted;
    if (isCancelled() || needed.some((other) => other.conclusion !== 'success')) {
      job.startedAt = job.completedAt = new Date();
      job.status = 'completed';
      job.conclusion = isCancelled() ? 'cancelled' : 'skipped';
      await this.events.job('completed', run, attempt, job);
      return;
    }
    job.status = 'in_progress';
    job.startedAt = new Date();
    job.steps = planned.steps.map((step, index) => queuedStep(index + 1, step.name));
    await this.events.job('in_progress', run, attempt, job);
    const limit = timeLimit(planned.timeoutMs, cancel);
    try {
      job.conclusion = await performSteps(planned.steps, job.steps, limit.signal);
    } finally {
      limit.end();
      await planned.close?.();
    }
    if (limit.isOver() && !isCancelled()) job.conclusion = 'timed_out';
    job.status = 'completed';
    job.completedAt = new Date();
    await this.events.job('completed', run, attempt, job);
  }
}

async function performSteps(
  planned: readonly PlannedStep[],
  steps: readonly Step[],
  signal: AbortSignal,
): Promise<Conclusion> {
  let conclusion: Conclusion = 'success';
  for (const [index, plan] of planned.entries()) {
    const step = steps[index];
    if (!step) break;
    step.startedAt = new Date();
    step.status = 'in_progress';
    const runs: boolean = plan.always === true || (conclusion === 'success' && !signal.aborted);
    step.conclusion = runs ? await performStep(plan, (line) => step.log.push(stamp(line)), signal) : 'skipped';
    if (runs && step.conclusion !== 'success') {
      if (signal.aborted) conclusion = step.conclusion = 'cancelled';
      else if (plan.continueOnError === true) step.conclusion = 'success';
      else if (step.conclusion !== 'skipped') conclusion = step.conclusion;
    }
    step.status = 'completed';
    step.completedAt = new Date();
  }
  return signal.aborted ? 'cancelled' : conclusion;
}

/** A step that breaks instead of failing says so in its log, as a broken runner does. */
async function performStep(plan: PlannedStep, write: WriteLine, signal: AbortSignal): Promise<Conclusion> {
  try {
    return await plan.perform(write, signal);
  } catch (error) {
    write(`##[error]${error instanceof Error ? error.message : String(error)}`);
    return 'failure';
  }
}

/** GitHub's log timestamps have seven decimals. */
function stamp(line: string): string {
  return `${new Date().toISOString().slice(0, -1)}0000Z ${line}`;
}

function queuedStep(number: number, name: string): Step {
  return { number, name, status: 'queued', conclusion: null, startedAt: null, completedAt: null, log: [] };
}

function finish(attempt: Attempt, conclusion: Conclusion): void {
  attempt.status = 'completed';
  attempt.conclusion = conclusion;
  attempt.updatedAt = new Date();
}

/** A run fails when any job did; skipped jobs count only when nothing else ran. */
function conclude(conclusions: readonly (Conclusion | null)[]): Conclusion {
  const worst: readonly Conclusion[] = [
    'cancelled',
    'timed_out',
    'failure',
    'action_required',
    'startup_failure',
    'stale',
  ];
  const found = worst.find((conclusion) => conclusions.includes(conclusion));
  // A job that timed out makes its run a failure; only a cancelled run is cancelled.
  if (found === 'timed_out') return 'failure';
  if (found) return found;
  if (conclusions.includes('success')) return 'success';
  return conclusions[0] ?? 'success';
}
