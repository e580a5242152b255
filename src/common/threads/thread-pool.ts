import { Worker, type Transferable } from 'node:worker_threads';

export interface ThreadPoolOptions {
  /** What a thread runs; it answers each `ThreadRequest` with a `ThreadAnswer`. */
  readonly file: string;
  readonly execArgv: readonly string[];
  readonly threads: number;
  /** How long one piece of work may take, from its start. */
  readonly timeoutMs: number;
  /** Heap of one thread. */
  readonly memoryMb: number;
}

export interface ThreadRequest {
  readonly name: string;
  readonly parameters: readonly unknown[];
}

export type ThreadAnswer = { readonly result: unknown } | { readonly error: unknown };

/** The thread did not do its work: too slow, too large, ended, or stopped. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

/** More about one piece of work. */
export interface WorkOptions {
  /** What goes over to the thread instead of being copied: ports, buffers. */
  readonly transfer?: readonly Transferable[];
  /** Ends the work, and the thread that does it. */
  readonly signal?: AbortSignal;
}

interface Work extends WorkOptions {
  readonly request: ThreadRequest;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread is doing. */
interface Doing extends Work {
  readonly timer: NodeJS.Timeout;
}

/**
 * Threads that start when there is work for them and stay. One that hangs, throws outside its work or runs out of memory is ended,
 * its work rejected with a `ThreadError`, and the next work starts another. (The kept library for this was left because
 * a thread that ended while it was being stopped blocked its pool for ever.)
 */
export class ThreadPool {
  /** All threads that live, null for one that has nothing to do. */
  private readonly threads = new Map<Worker, Doing | null>();
  private readonly queue: Work[] = [];
  private stopped = false;

  constructor(private readonly options: ThreadPoolOptions) {}

  /** Pieces of work that no thread has begun. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Rejects with a `ThreadError`, or with what the work itself threw. */
  run(request: ThreadRequest, options: WorkOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.stopped) {
        reject(new ThreadError('the threads were stopped'));
        return;
      }
      const work = { request, resolve, reject, ...options };
      options.signal?.addEventListener('abort', () => {
        this.abort(work);
      });
      this.queue.push(work);
      this.next();
    });
  }

  /** Ends all threads at once; what they were doing and what was waiting is rejected. */
  async stop(): Promise<void> {
    this.stopped = true;
    const error = new ThreadError('the threads were stopped');
    for (const { reject } of this.queue.splice(0)) reject(error);
    const threads = [...this.threads.keys()];
    for (const thread of threads) this.end(thread, error);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  private abort({ request }: Work): void {
    const error = new ThreadError('the work was ended');
    const waiting = this.queue.findIndex((work) => work.request === request);
    for (const { reject } of waiting < 0 ? [] : this.queue.splice(waiting, 1)) reject(error);
    const [thread] = [...this.threads].find(([, doing]) => doing?.request === request) ?? [];
    if (thread) this.end(thread, error);
  }

  private next(): void {
    if (this.stopped || this.queue.length === 0) return;
    const idle = [...this.threads].find(([, doing]) => doing === null)?.[0];
    if (idle === undefined && this.threads.size >= this.options.threads) return;
    const work = this.queue.shift();
    if (work) this.give(idle ?? this.start(), work);
  }

  private give(thread: Worker, work: Work): void {
    const timer = setTimeout(() => {
      this.end(thread, new ThreadError(`a thread took longer than ${this.options.timeoutMs} ms`));
    }, this.options.timeoutMs);
    this.threads.set(thread, { ...work, timer });
    thread.postMessage(work.request, [...(work.transfer ?? [])]);
  }

  /** Lets go of a thread and rejects what it was doing. Its own end, whenever it comes, changes nothing more. */
  private end(thread: Worker, error: Error): void {
    const doing = this.threads.get(thread);
    if (!this.threads.delete(thread)) return;
    void thread.terminate();
    clearTimeout(doing?.timer);
    doing?.reject(error);
    this.next();
  }

  private answered(thread: Worker, answer: ThreadAnswer): void {
    const doing = this.threads.get(thread);
    if (!doing) return;
    this.threads.set(thread, null);
    clearTimeout(doing.timer);
    if (!('error' in answer)) doing.resolve(answer.result);
    else doing.reject(answer.error instanceof Error ? answer.error : new ThreadError('a thread failed'));
    this.next();
  }

  private start(): Worker {
    const thread = new Worker(this.options.file, {
      execArgv: [...this.options.execArgv],
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryMb },
    });
    // These stay for the thread's life: a Worker without a listener for messages stops taking any.
    thread.on('message', (answer: ThreadAnswer) => {
      this.answered(thread, answer);
    });
    thread.on('error', (cause: unknown) => {
      this.end(thread, new ThreadError('a thread failed', { cause }));
    });
    thread.on('exit', (code) => {
      this.end(thread, new ThreadError(`a thread ended with ${code}`));
    });
    return thread;
  }
}
