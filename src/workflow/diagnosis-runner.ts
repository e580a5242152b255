import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors';
import { Metrics } from '../common/metrics';
import { DiagnosisConfig } from '../config/config';
import { causesOf } from '../diagnosis/causes';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { TestReport } from '../diagnosis/reports/report.types';
import { ThreadError, ThreadLost, ThreadPool } from '../common/threads/thread-pool';
import type { LogKey, ShelvedInput } from '../diagnosis/shelf';
import { DiagnosisMetrics, type DiagnosisOutcome } from './diagnosis-metrics';
import type { ThreadBounds } from './diagnosis-thread';
import { ShelvedLogs } from './shelved-logs';
import { WorkflowErrors } from './workflow.errors';

/** Ten logs of which 4 MB are kept, each looked at twice, take some 20 s on a slow machine. */
const TIMEOUT_MS = 60_000;
/** Work and runs that may wait for a thread. */
const MAX_WAITING = 50;
/** Runs whose logs one thread reads side by side: mostly it waits for the forge. Each keeps 20 MB of characters at most. */
const RUNS_A_THREAD = 4;
/** What is kept of a log takes some 10 times its characters while it is looked at; a thread that wants more ends alone. */
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
  /** How much of each log is read whole; of a longer one its end too. */
  readonly maxLogBytes: number;
}

/** Logs of a run in a thread. */
export interface RunLogsHeld {
  /** Reads a log to its end, as fast as the thread does. Throws what `bytes` throws. */
  add(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<LogKey>;
  /**
   * The causes of the failed run, see `causesOf`. When its logs were too much for a thread (time or memory), what the run
   * says without them, mostly `unknown`.
   */
  causes(input: ShelvedInput): Promise<readonly Diagnosis[]>;
  /** See `diagnose`. */
  diagnose(input: ShelvedInput, options: { readonly budget?: number }): Promise<Diagnosis>;
}

/** From source, as in tests, a thread compiles what it loads; a build's thread loads it as it is. */
const FROM_SOURCE = __filename.endsWith('.ts');
const DEFAULTS: Omit<ThreadOptions, 'maxLogBytes'> = {
  timeoutMs: TIMEOUT_MS,
  maxWaiting: MAX_WAITING,
  memoryMb: THREAD_MEMORY_MB,
  file: path.join(__dirname, `diagnosis-thread${path.extname(__filename)}`),
};
const SOURCE_LOADER = path.join(__dirname, '../../test/support/require-ts.js');

class UsualBounds extends DiagnosisConfig {
  override readonly maxLogBytes = 128 * 1024 * 1024;
}

/**
 * Diagnoses logs in threads of their own: a log of many megabytes never holds up requests, and one that hangs or
 * exhausts a thread costs that thread alone, which the next work replaces.
 */
@Injectable()
export class DiagnosisRunner implements OnApplicationShutdown {
  private readonly logger = new Logger('Diagnosis');
  private threads: ThreadPool | null = null;
  private stopped = false;
  private sessions = 0;
  private options: ThreadOptions;

  constructor(
    config: DiagnosisConfig,
    private readonly metrics: DiagnosisMetrics,
  ) {
    this.options = { ...DEFAULTS, maxLogBytes: config.maxLogBytes };
  }

  /** A runner with other bounds than the usual. */
  static with(options: Partial<ThreadOptions>): DiagnosisRunner {
    const runner = new DiagnosisRunner(new UsualBounds(), new DiagnosisMetrics(new Metrics()));
    runner.options = { ...runner.options, ...options };
    return runner;
  }

  /**
   * Reads the logs of one failed run in a thread, and lets it forget them afterwards. Throws
   * `workflow.diagnosis_unavailable` when too much is waiting or the thread was lost, and what `work` throws.
   */
  async withLogs<T>(work: (logs: RunLogsHeld) => Promise<T>): Promise<T> {
    return this.orUnavailable(async () => {
      const session = await this.pool().hold();
      this.sessions += 1;
      const shelf = new ShelvedLogs(session, this.sessions);
      try {
        return await work({
          add: (bytes) => shelf.add(bytes),
          causes: (input) => this.causes(shelf, input),
          diagnose: (input, options) => shelf.diagnose(input, options),
        });
      } finally {
        await shelf.drop();
      }
    });
  }

  /**
   * What linting a CI file says it is refused for, as a log, after what the forge told; null when nothing. Throws `workflow.diagnosis_unavailable`
   * when it cannot be done now.
   */
  async refusalsOf(path: string, text: string, told: readonly string[] = []): Promise<string | null> {
    const request = { name: 'refusalsOf', parameters: [path, text, told] };
    // The thread is our own code and does what its type says.
    return this.orUnavailable(async () => (await this.pool().run(request)) as string | null);
  }

  /** `readSafeReport` in a thread. Throws `workflow.diagnosis_unavailable` when it cannot be done now. */
  async readReport(content: string): Promise<TestReport | null> {
    const request = { name: 'readSafeReport', parameters: [content] };
    // The thread is our own code and does what its type says.
    return this.orUnavailable(async () => (await this.pool().run(request)) as TestReport | null);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.threads?.stop();
  }

  private async causes(shelf: ShelvedLogs, input: ShelvedInput): Promise<readonly Diagnosis[]> {
    const startedAt = performance.now();
    const end = (outcome: DiagnosisOutcome): void => {
      this.metrics.observe(outcome, (performance.now() - startedAt) / 1000);
    };
    try {
      const causes = await shelf.causes(input);
      end(causes.every((cause) => cause.class === 'unknown') ? 'unknown' : 'known');
      return causes;
    } catch (error) {
      end('failed');
      // Work that a stop or another run's logs cut off is done again.
      if (error instanceof ThreadLost) throw error;
      this.logger.error({ error }, 'a failed run could not be diagnosed from its logs');
      const jobs = input.jobs.map(({ name, conclusion, failedSteps }) => ({ name, conclusion, failedSteps }));
      return causesOf({ ...input, jobs: jobs.map((job) => ({ ...job, log: null, truncated: false })) });
    }
  }

  private async orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error;
      throw new AppError(WorkflowErrors.diagnosisUnavailable, { cause: error });
    }
  }

  private pool(): ThreadPool {
    if (this.stopped) throw new AppError(WorkflowErrors.diagnosisUnavailable);
    this.threads ??= this.start();
    if (this.threads.waiting >= this.options.maxWaiting) throw new AppError(WorkflowErrors.diagnosisUnavailable);
    return this.threads;
  }

  private start(): ThreadPool {
    const { file, timeoutMs, memoryMb, maxLogBytes } = this.options;
    return new ThreadPool({
      file,
      execArgv: FROM_SOURCE ? ['--require', SOURCE_LOADER] : [],
      workerData: { maxLogBytes } satisfies ThreadBounds,
      threads: Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1)),
      sessions: RUNS_A_THREAD,
      timeoutMs,
      memoryMb,
    });
  }
}
