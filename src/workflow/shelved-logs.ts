import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { LogKey, ShelvedInput } from '../diagnosis/shelf';
import type { ThreadWork } from './diagnosis-thread';
import { ThreadError, ThreadLost, type ThreadSession } from '../common/threads/thread-pool';

/** Bytes that travel at once: a message costs as much as reading some 4 KB of a log. */
const PIECE = 256 * 1024;

/** Chunks of any size as few large ones, each in memory of its own, which a thread may be given. */
async function* gathered(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let piece = new Uint8Array(PIECE);
  let size = 0;
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + PIECE - size);
      piece.set(part, size);
      size += part.length;
      from += part.length;
      if (size < PIECE) continue;
      yield piece;
      piece = new Uint8Array(PIECE);
      size = 0;
    }
  }
  if (size > 0) yield piece.slice(0, size);
}

/**
 * The logs of one failed run in a thread: they go there as bytes, as fast as the thread reads them, and nothing but
 * what they say comes back. Once they were too much for the thread (time or memory), `failure` says so.
 */
export class ShelvedLogs {
  private keys = 0;
  /** Why the logs could not be read. */
  failure: ThreadError | null = null;

  constructor(
    private readonly session: ThreadSession,
    private readonly id: number,
  ) {}

  /**
   * Reads a log to its end. Throws what `bytes` throws, and `ThreadLost` when the thread ended through no fault of the
   * logs; a log that ends it is `failure`.
   */
  async add(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<LogKey> {
    this.keys += 1;
    const key = this.keys;
    for await (const piece of gathered(bytes)) {
      if (this.failure !== null) break;
      await this.orFailure(this.run('push', [this.id, key, piece], [piece.buffer]));
    }
    if (this.failure === null) await this.orFailure(this.run('end', [this.id, key]));
    return key;
  }

  /** See `causesOf`. Throws a `ThreadError`. */
  causes(input: ShelvedInput): Promise<readonly Diagnosis[]> {
    return this.run('causes', [this.id, input]);
  }

  /** See `diagnose`. Throws a `ThreadError`. */
  diagnose(input: ShelvedInput, options: { readonly budget?: number }): Promise<Diagnosis> {
    return this.run('diagnose', [this.id, input, options]);
  }

  /** Lets the thread forget the logs. */
  async drop(): Promise<void> {
    try {
      await this.run('drop', [this.id]);
    } catch (error) {
      // A thread that ended has forgotten them.
      if (!(error instanceof ThreadError)) throw error;
    } finally {
      this.session.release();
    }
  }

  private async orFailure(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (error instanceof ThreadLost || !(error instanceof ThreadError)) throw error;
      this.failure = error;
    }
  }

  private async run<Name extends keyof ThreadWork>(
    name: Name,
    parameters: Parameters<ThreadWork[Name]>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Awaited<ReturnType<ThreadWork[Name]>>> {
    if (this.failure !== null) throw this.failure;
    try {
      // The thread is our own code and does what its type says.
      return (await this.session.run({ name, parameters }, transfer)) as Awaited<ReturnType<ThreadWork[Name]>>;
    } catch (error) {
      throw error instanceof ThreadError ? error : new ThreadError('a thread failed', { cause: error });
    }
  }
}
