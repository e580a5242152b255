import { causesOf } from './causes';
import { diagnose, type DiagnoseOptions } from './diagnose';
import type { Diagnosis, DiagnosisInput, JobInput } from './diagnosis.types';
import { CappedLog } from './log/capped-log';
import type { ParsedLog } from './log/log.types';
import { MAX_KEPT } from './log/reader';

/** A log on a shelf. */
export type LogKey = number;

/** A job whose log, and whose last green log, stand on the shelf. */
export interface ShelvedJob extends Pick<JobInput, 'name' | 'conclusion' | 'failedSteps' | 'endedAt'> {
  /** Null when there is no log. */
  readonly log: LogKey | null;
  readonly green?: LogKey;
}

export interface ShelvedInput extends Omit<DiagnosisInput, 'jobs'> {
  readonly jobs: readonly ShelvedJob[];
}

/** Characters of lines that all logs of one shelf may keep: four logs that are longer than can be kept, or many others. */
const SHELF = 4 * MAX_KEPT;
/** What the last of many long logs still gets. */
const LEAST = MAX_KEPT / 20;

const sizeOf = ({ lines }: ParsedLog): number => lines.reduce((sum, { text }) => sum + text.length, 0);

/** The logs of one failed run, read piece by piece in bounded memory, secrets removed, and what they say. */
export class LogShelf {
  private readonly reading = new Map<LogKey, CappedLog>();
  private readonly logs = new Map<LogKey, { readonly parsed: ParsedLog; readonly truncated: boolean }>();
  private left = SHELF;

  /** `maxBytes` is how much of each log is read whole. */
  constructor(private readonly maxBytes: number) {}

  /** The next piece of a log, cut anywhere. */
  push(key: LogKey, piece: Uint8Array): void {
    const log =
      this.reading.get(key) ?? new CappedLog(this.maxBytes, Math.max(LEAST, Math.min(MAX_KEPT, this.left / 2)));
    this.reading.set(key, log);
    log.push(piece);
  }

  /** The log is complete; one without a piece is empty. */
  end(key: LogKey): void {
    const log = this.reading.get(key) ?? new CappedLog(this.maxBytes, LEAST);
    this.reading.delete(key);
    const read = log.finish();
    this.left -= sizeOf(read.parsed);
    this.logs.set(key, read);
  }

  /** `causesOf` the jobs. */
  causes({ jobs, ...about }: ShelvedInput): readonly Diagnosis[] {
    return causesOf({ ...about, jobs: jobs.map((job) => this.jobOf(job)) });
  }

  /** `diagnose` the jobs. */
  diagnose({ jobs, ...about }: ShelvedInput, options: Pick<DiagnoseOptions, 'budget'>): Diagnosis {
    return diagnose({ ...about, jobs: jobs.map((job) => this.jobOf(job)) }, options);
  }

  private jobOf({ log, green, ...job }: ShelvedJob): JobInput {
    const read = log === null ? undefined : this.logs.get(log);
    const before = green === undefined ? undefined : this.logs.get(green)?.parsed;
    return {
      ...job,
      log: null,
      truncated: read?.truncated ?? false,
      ...(read === undefined ? {} : { parsed: read.parsed }),
      ...(before === undefined ? {} : { green: before }),
    };
  }
}
