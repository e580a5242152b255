import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors';
import { causesOf, type CausesInput, type JobWithGreen } from '../diagnosis/causes';
import type { DiagnoseOptions } from '../diagnosis/diagnose';
import type { Diagnosis, DiagnosisInput } from '../diagnosis/diagnosis.types';
import type { TestReport } from '../diagnosis/reports/report.types';
import type { ThreadWork } from './diagnosis-thread';
import { ThreadPool } from '../common/threads/thread-pool';
import { WorkflowErrors } from './workflow.errors';

/** Ten logs of 4 MB, each looked at twice, take some 20 s on a slow machine. */
const TIMEOUT_MS = 60_000;
/** Work that may wait; 50 runs with their logs are more memory than we want to hold. */
const MAX_WAITING = 50;
/** A log takes some 20 times its bytes while it is read; a thread that wants more ends alone. */
const THREAD_MEMORY_MB = 1024;
/** The service has other things to do; more threads than this wait for the forge's logs anyway. */
const MAX_THREADS = 4;

export interface ThreadOptions {
  /** What a thread runs; it does all of `ThreadWork`. */
  readonly file: string;
  readonly timeoutMs: number;
  readonly maxWaiting: number;
  /** Heap of one thread. */
  readonly memoryMb: number;
}

/** From source, as in tests, a thread compiles what it loads; a build's thread loads it as it is. */
const FROM_SOURCE = __filename.endsWith('.ts');
const DEFAULTS: ThreadOptions = {
  timeoutMs: TIMEOUT_MS,
  maxWaiting: MAX_WAITING,
  memoryMb: THREAD_MEMORY_MB,
  file: path.join(__dirname, `diagnosis-thread${path.extname(__filename)}`),
};
const SOURCE_LOADER = path.join(__dirname, '../../test/support/require-ts.js');

/**
 * Diagnoses logs in threads of their own: a log of many megabytes never holds up requests, and one that hangs or
 * exhausts a thread costs that thread alone, which the next work replaces.
 */
@Injectable()
export class DiagnosisRunner implements OnApplicationShutdown {
  private readonly logger = new Logger('Diagnosis');
  private threads: ThreadPool | null = null;
  private stopped = false;
  private options = DEFAULTS;

  /** A runner with other bounds than the usual. */
  static with(options: Partial<ThreadOptions>): DiagnosisRunner {
    const runner = new DiagnosisRunner();
    runner.options = { ...DEFAULTS, ...options };
    return runner;
  }

  /**
   * The causes of one failed run, see `causesOf`. When its logs are too much for a thread (time or memory), what the run
   * says without them, mostly `unknown`. Throws `workflow.diagnosis_unavailable` when too much is waiting.
   */
  async causes(input: CausesInput): Promise<readonly Diagnosis[]> {
    try {
      return await this.run('causesOf', [input]);
    } catch (error) {
      if (error instanceof AppError) throw error;
      // Work that the stop cut off is done again after the start.
      if (this.stopped) throw new AppError(WorkflowErrors.diagnosisUnavailable, { cause: error });
      this.logger.error({ error }, 'a failed run could not be diagnosed from its logs');
      return causesOf({ ...input, jobs: input.jobs.map(withoutLogs) });
    }
  }

  /** `diagnose` in a thread. Throws `workflow.diagnosis_unavailable` when it cannot be done now. */
  async diagnose(input: DiagnosisInput, options: Pick<DiagnoseOptions, 'budget'>): Promise<Diagnosis> {
    return this.orUnavailable(this.run('diagnose', [input, options]));
  }

  /** `redact` in a thread. Throws `workflow.diagnosis_unavailable` when it cannot be done now. */
  async redact(text: string): Promise<string> {
    return this.orUnavailable(this.run('redact', [text]));
  }

  /**
   * What linting a CI file says it is refused for, as a log; null when nothing. Throws `workflow.diagnosis_unavailable`
   * when it cannot be done now.
   */
  async refusalsOf(path: string, text: string): Promise<string | null> {
    return this.orUnavailable(this.run('refusalsOf', [path, text]));
  }

  /** `readSafeReport` in a thread. Throws `workflow.diagnosis_unavailable` when it cannot be done now. */
  async readReport(content: string): Promise<TestReport | null> {
    return this.orUnavailable(this.run('readSafeReport', [content]));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.threads?.stop();
  }

  private async orUnavailable<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(WorkflowErrors.diagnosisUnavailable, { cause: error });
    }
  }

  private async run<Name extends keyof ThreadWork>(
    name: Name,
    parameters: Parameters<ThreadWork[Name]>,
  ): Promise<Awaited<ReturnType<ThreadWork[Name]>>> {
    if (this.stopped) throw new AppError(WorkflowErrors.diagnosisUnavailable);
    this.threads ??= this.start();
    if (this.threads.waiting >= this.options.maxWaiting) throw new AppError(WorkflowErrors.diagnosisUnavailable);
    // The thread is our own code and does what its type says.
    return (await this.threads.run({ name, parameters })) as Awaited<ReturnType<ThreadWork[Name]>>;
  }

  private start(): ThreadPool {
    const { file, timeoutMs, memoryMb } = this.options;
    return new ThreadPool({
      file,
      execArgv: FROM_SOURCE ? ['--require', SOURCE_LOADER] : [],
      threads: Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1)),
      timeoutMs,
      memoryMb,
    });
  }
}

function withoutLogs({ name, conclusion, failedSteps, truncated }: JobWithGreen): JobWithGreen {
  return { name, conclusion, failedSteps, log: null, truncated };
}
