import { Worker, type Transferable } from 'node:worker_threads';

export interface ThreadPoolOptions {
  /** What a thread runs; it answers each `ThreadRequest` with a `ThreadAnswer`. */
  readonly file: string;
  readonly execArgv: readonly string[];
  /** What each thread is told at its start. */
  readonly workerData?: unknown;
  readonly threads: number;
  /** Sessions that share one thread; further ones wait; one unless told. */
  readonly sessions?: number;
  /** How long one piece of work may take, from its start; that of a new thread does not count. */
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
  override readonly name: string = 'ThreadError';
}

/** The thread ended through no fault of this work: another's, or a stop. */
export class ThreadLost extends ThreadError {
  override readonly name = 'ThreadLost';
}

/** One thread held for work that builds on itself; others may hold it too. */
export interface ThreadSession {
  /** Rejects with a `ThreadError`, or with what the work itself threw. `transfer` is of no use here afterwards. */
  run(request: ThreadRequest, transfer?: readonly Transferable[]): Promise<unknown>;
  /** No more work comes; what the thread holds for the session must be gone already. */
  release(): void;
}

/** More about one piece of work. */
export interface WorkOptions {
  /** What goes over to the thread instead of being copied: ports, buffers. */
  readonly transfer?: readonly Transferable[];
  /** Ends the work, and the thread that does it. */
  readonly signal?: AbortSignal;
  /** Is told when a thread takes the work. */
  readonly started?: () => void;
}

interface Work extends WorkOptions {
  readonly request: ThreadRequest;
  readonly session: Session | null;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread is doing. */
interface Doing extends Work {
  timer: NodeJS.Timeout;
}

/** What Node itself may take to start a thread, with several starting on a busy machine. */
const START_MS = 60_000;

interface Thread {
  readonly worker: Worker;
  /** It runs what it was started for. */
  isUp: boolean;
  /** Null for one that has nothing to do. */
  doing: Doing | null;
  /** Work of its sessions. */
  readonly queue: Work[];
  readonly sessions: Set<Session>;
}

class Session implements ThreadSession {
  /** Why its thread is gone. */
  ended: ThreadError | null = null;

  constructor(
    private readonly give: (session: Session, work: Work) => void,
    readonly release: () => void,
  ) {}

  run(request: ThreadRequest, transfer: readonly Transferable[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.ended) reject(this.ended);
      else this.give(this, { request, transfer, session: this, resolve, reject });
    });
  }
}

/**
 * Threads that start when there is work for them and stay. One that hangs, throws outside its work or runs out of memory
 * is ended, its work rejected with a `ThreadError`, that of others on it with a `ThreadLost`, and the next work starts
 * another. (The kept library for this was left because a thread that ended while it was being stopped blocked its pool
 * for ever.)
 */
export class ThreadPool {
  private readonly threads = new Set<Thread>();
  private readonly queue: Work[] = [];
  private readonly seekers: { resolve: (session: ThreadSession) => void; reject: (error: Error) => void }[] = [];
  private stopped = false;

  constructor(private readonly options: ThreadPoolOptions) {}

  /** Pieces of work and sessions that no thread has begun. */
  get waiting(): number {
    return this.queue.length + this.seekers.length;
  }

  /** Rejects with a `ThreadError`, or with what the work itself threw. */
  run(request: ThreadRequest, options: WorkOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.stopped) {
        reject(new ThreadLost('the threads were stopped'));
        return;
      }
      const work: Work = { request, session: null, resolve, reject, ...options };
      options.signal?.addEventListener('abort', () => {
        this.abort(work);
      });
      this.queue.push(work);
      this.next();
    });
  }

  /** A session on the thread that has the fewest, once one has room. Release it. */
  hold(): Promise<ThreadSession> {
    return new Promise((resolve, reject) => {
      if (this.stopped) {
        reject(new ThreadLost('the threads were stopped'));
        return;
      }
      this.seekers.push({ resolve, reject });
      this.seat();
    });
  }

  /** Ends all threads at once; what they were doing and what was waiting is rejected. */
  async stop(): Promise<void> {
    this.stopped = true;
    const error = new ThreadLost('the threads were stopped');
    for (const { reject } of [...this.queue.splice(0), ...this.seekers.splice(0)]) reject(error);
    const threads = [...this.threads];
    for (const thread of threads) this.end(thread, error);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  private abort({ request }: Work): void {
    const error = new ThreadError('the work was ended');
    const waiting = this.queue.findIndex((work) => work.request === request);
    for (const { reject } of waiting < 0 ? [] : this.queue.splice(waiting, 1)) reject(error);
    const thread = [...this.threads].find(({ doing }) => doing?.request === request);
    if (thread) this.end(thread, error);
  }

  private seat(): void {
    while (!this.stopped && this.seekers.length > 0) {
      const [least] = [...this.threads].sort((a, b) => a.sessions.size - b.sessions.size);
      const isFree = least?.sessions.size === 0;
      const thread = isFree || this.threads.size >= this.options.threads ? least : this.start();
      if (!thread || thread.sessions.size >= (this.options.sessions ?? 1)) return;
      const session: Session = new Session(
        (own, work) => {
          thread.queue.push(work);
          if (own.ended === null) this.next();
        },
        () => {
          thread.sessions.delete(session);
          this.seat();
        },
      );
      thread.sessions.add(session);
      this.seekers.shift()?.resolve(session);
    }
  }

  private next(): void {
    if (this.stopped) return;
    for (const thread of this.threads) {
      if (thread.doing !== null) continue;
      const work = thread.queue.shift() ?? this.queue.shift();
      if (work) this.give(thread, work);
    }
    while (this.queue.length > 0 && this.threads.size < this.options.threads) {
      const work = this.queue.shift();
      if (work) this.give(this.start(), work);
    }
  }

  private give(thread: Thread, work: Work): void {
    work.started?.();
    thread.doing = { ...work, timer: this.timerOf(thread, this.options.timeoutMs + (thread.isUp ? 0 : START_MS)) };
    thread.worker.postMessage(work.request, [...(work.transfer ?? [])]);
  }

  private timerOf(thread: Thread, ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.end(thread, new ThreadError(`a thread took longer than ${ms} ms`));
    }, ms);
  }

  private started(thread: Thread): void {
    thread.isUp = true;
    if (!thread.doing) return;
    clearTimeout(thread.doing.timer);
    thread.doing.timer = this.timerOf(thread, this.options.timeoutMs);
  }

  /** Lets go of a thread and rejects what it was to do. Its own end, whenever it comes, changes nothing more. */
  private end(thread: Thread, error: ThreadError): void {
    if (!this.threads.delete(thread)) return;
    void thread.worker.terminate();
    const { doing } = thread;
    thread.doing = null;
    const lost =
      error instanceof ThreadLost ? error : new ThreadLost('a thread ended for other work', { cause: error });
    for (const session of thread.sessions) session.ended = session === doing?.session ? error : lost;
    clearTimeout(doing?.timer);
    doing?.reject(error);
    for (const { session, reject } of thread.queue.splice(0)) reject(session?.ended ?? lost);
    this.next();
    this.seat();
  }

  private answered(thread: Thread, answer: ThreadAnswer): void {
    const { doing } = thread;
    if (!doing) return;
    thread.doing = null;
    clearTimeout(doing.timer);
    if (!('error' in answer)) doing.resolve(answer.result);
    else doing.reject(answer.error instanceof Error ? answer.error : new ThreadError('a thread failed'));
    this.next();
  }

  private start(): Thread {
    const worker = new Worker(this.options.file, {
      execArgv: [...this.options.execArgv],
      workerData: this.options.workerData,
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryMb },
    });
    const thread: Thread = { worker, isUp: false, doing: null, queue: [], sessions: new Set() };
    this.threads.add(thread);
    // These stay for the thread's life: a Worker without a listener for messages stops taking any.
    worker.on('online', () => {
      this.started(thread);
    });
    worker.on('message', (answer: ThreadAnswer) => {
      this.answered(thread, answer);
    });
    worker.on('error', (cause: unknown) => {
      this.end(thread, new ThreadError('a thread failed', { cause }));
    });
    worker.on('exit', (code) => {
      this.end(thread, new ThreadError(`a thread ended with ${code}`));
    });
    return thread;
  }
}
