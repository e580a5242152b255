import { availableParallelism } from 'node:os';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors';
import { ThreadError, ThreadPool } from '../common/threads/thread-pool';
import type { GateResult, PatchPolicy } from './domain/gates/gate.types';
import type { FixPlan, NoPatch, PlanInput, Refused } from './domain/plan';
import type { TreeFile } from './domain/tree.types';
import { FixErrors } from './fix.errors';

/** What a thread is asked: a plan's material without the tree, which stays with whoever may read the forge. */
export interface PlanQuestion extends Omit<PlanInput, 'tree'> {
  readonly paths: ReadonlySet<string>;
  readonly policy: PatchPolicy;
  /** Fixers that are left out, and why. */
  readonly without: readonly Refused[];
}
/** A plan and what the gates say of it; none for no patch. */
export interface PlanAnswer {
  readonly plan: FixPlan;
  readonly gates: readonly GateResult[];
}
/** What a thread says on its way. */
export type ThreadNews =
  | { readonly kind: 'asked'; readonly fixer: string | null }
  | { readonly kind: 'load'; readonly paths: readonly string[] };
export interface FilesAnswer {
  readonly files: readonly TreeFile[];
}

export interface FixThreadOptions {
  /** What a thread runs. */
  readonly file: string;
  /** How long one fixer may take, files that it waits for not counted. */
  readonly fixerMs: number;
  /** How long a thread may take before it asks the first: it loads compilers and linters. */
  readonly startMs: number;
  /** Heap of one thread. */
  readonly memoryMb: number;
}

const FROM_SOURCE = __filename.endsWith('.ts');
const DEFAULTS: FixThreadOptions = {
  file: path.join(__dirname, `fix-thread${path.extname(__filename)}`),
  // The slowest are a linter's rules over a large file, and Biome's start: 14 s on a machine with ten times its load.
  fixerMs: 60_000,
  startMs: 60_000,
  // Compilers, linters and one tree's files take some 400.
  memoryMb: 1024,
};
/** The whole of one plan, waiting for the forge included. */
const TIMEOUT_MS = 10 * 60_000;
/** Fixers that may fail before no more is tried; each costs a thread. */
const MAX_FAILED = 3;
/** A second one lets a quick fix overtake a slow; more would take the memory of the diagnosis. */
const MAX_THREADS = 2;
const SOURCE_LOADER = path.join(__dirname, '../../test/support/require-ts.js');

type Question = Omit<PlanQuestion, 'paths' | 'without'>;

/**
 * Plans fixes in threads of their own, gates included: compilers and linters never hold up requests. A fixer that hangs or
 * exhausts its thread costs that thread; the plan is made again without it, and says so.
 */
@Injectable()
export class FixRunner implements OnApplicationShutdown {
  private readonly logger = new Logger('Fix');
  private threads: ThreadPool | null = null;
  private stopped = false;
  private options = DEFAULTS;

  /** A runner with other bounds than the usual. */
  static with(options: Partial<FixThreadOptions>): FixRunner {
    const runner = new FixRunner();
    runner.options = { ...DEFAULTS, ...options };
    return runner;
  }

  /** Rejects with what reading the tree rejected with; throws `fix.unavailable` when the service is stopping. */
  async plan(input: PlanInput, policy: PatchPolicy): Promise<PlanAnswer> {
    const { tree, ...material } = input;
    const without: Refused[] = [];
    while (without.length <= MAX_FAILED) {
      const tried = await this.attempt({ ...material, policy }, tree, without);
      if ('plan' in tried) return tried;
      if (this.stopped) throw new AppError(FixErrors.unavailable, { cause: tried.error });
      const { fixer, error } = tried;
      this.logger.error({ fixer, error }, 'a fixer ended its thread');
      if (fixer === null) break;
      const why = `${fixer} took too long or too much memory, and was left out`;
      without.push({ fixer, declined: { outcome: 'declined', covers: [], why } });
    }
    const why = 'looking for a fix took too long or too much memory';
    const none: NoPatch = { outcome: 'declined', why, refused: without, parts: [], commands: [] };
    return { plan: none, gates: [] };
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.threads?.stop();
  }

  /** One try: the plan, or the fixer that was asked when the thread ended (null: none was). */
  private async attempt(
    question: Question,
    tree: PlanInput['tree'],
    without: readonly Refused[],
  ): Promise<PlanAnswer | { readonly fixer: string | null; readonly error: ThreadError }> {
    if (this.stopped) throw new AppError(FixErrors.unavailable);
    this.threads ??= this.start();
    const { port1: own, port2: its } = new MessageChannel();
    const ended = new AbortController();
    const end = (): void => {
      ended.abort();
    };
    let fixer: string | null = null;
    let unreadable: { readonly error: unknown } | null = null;
    let timer: NodeJS.Timeout | undefined;
    const allow = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(end, ms);
    };
    own.on('message', (news: ThreadNews) => {
      if (news.kind === 'asked') {
        fixer = news.fixer;
        allow(this.options.fixerMs);
        return;
      }
      clearTimeout(timer);
      tree.load(news.paths).then(
        (files) => {
          allow(this.options.fixerMs);
          const answer: FilesAnswer = { files };
          own.postMessage(answer);
        },
        (error: unknown) => {
          unreadable = { error };
          end();
        },
      );
    });
    // What waits for a thread is no fixer's fault: its time counts from its first word, or from the thread's start.
    const started = (): void => {
      allow(this.options.startMs);
    };
    try {
      const parameters = [{ ...question, paths: tree.paths, without } satisfies PlanQuestion, its];
      const work = { name: 'plan', parameters };
      // The thread is our own code and answers as its type says.
      return (await this.threads.run(work, { transfer: [its], signal: ended.signal, started })) as PlanAnswer;
    } catch (error) {
      const failed = unreadable as { readonly error: unknown } | null;
      if (failed !== null) throw failed.error;
      if (!(error instanceof ThreadError)) throw error;
      // A thread's end may come before its last words do.
      for (let left = receiveMessageOnPort(own); left !== undefined; left = receiveMessageOnPort(own)) {
        const news = left.message as ThreadNews;
        if (news.kind === 'asked') ({ fixer } = news);
      }
      return { fixer, error };
    } finally {
      clearTimeout(timer);
      own.close();
    }
  }

  private start(): ThreadPool {
    return new ThreadPool({
      file: this.options.file,
      execArgv: FROM_SOURCE ? ['--require', SOURCE_LOADER] : [],
      threads: Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1)),
      timeoutMs: TIMEOUT_MS,
      memoryMb: this.options.memoryMb,
    });
  }
}
