/**
 * - `output`: what the step's program printed.
 * - `script`: the runner's echo of the source it is about to run; an error text in it is no error.
 * - `frame`: what the runner says about itself: set-up, groups, clean-up after the job.
 * - `marker`: the runner says that the step failed (`##[error]…`, `ERROR: Job failed`).
 */
export type LineRole = 'output' | 'script' | 'frame' | 'marker';

export interface LogLine {
  /** 1-based number in the job's log, counted at `\n`. */
  readonly number: number;
  /** Without stamps, control sequences and `##[…]`, at most 1,000 characters. */
  readonly text: string;
  readonly role: LineRole;
  /** True for output that the runner was told is an error (`##[error]`). */
  readonly annotated?: boolean;
  /** The whole of a line that was cut and may be a report in JSON, at most 64,000 characters. */
  readonly json?: string | null;
  /** What `strengthOf` says of the line, where its reader asked already. */
  readonly strength?: number;
}

/** A stretch of the log that one step wrote. */
export interface LogStep {
  /** What the log calls it (`Run npm test`, `step_script`), null for a log without steps. */
  readonly name: string | null;
  readonly lines: readonly LogLine[];
  readonly failed: boolean;
  readonly exitCode: number | null;
}

export interface ParsedLog {
  /** Without those that a very long log had to leave out; their numbers are those of the whole log. */
  readonly lines: readonly LogLine[];
  readonly steps: readonly LogStep[];
  /** The first step that the log says failed, or null when it says nothing. */
  readonly failedStep: LogStep | null;
  /** Lines that were left out because the log is longer than what is kept. */
  readonly dropped: number;
}
