import type { ForgeKind } from '../forge.types';
import { toForgeErrorOf } from './errors';
import type { Download } from './http';

/** A job's log is read through to its end, but not beyond this. */
const MAX_JOB_LOG_BYTES = 512 * 1024 * 1024;

/** Reads a download to its end; null when it is larger than `limit`. */
export async function bytesOf(started: Download, limit: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of started.chunks) {
    size += chunk.length;
    // Leaving the loop ends the download.
    if (size > limit || (started.length ?? 0) > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A download's bytes, at most those of the longest log. What breaks it off is the forge's fault, not the reader's. */
export async function* logBytes(forge: ForgeKind, { chunks }: Pick<Download, 'chunks'>): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of chunks) {
      yield chunk;
      size += chunk.length;
      if (size > MAX_JOB_LOG_BYTES) return;
    }
  } catch (error) {
    throw toForgeErrorOf(forge, error);
  }
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A file's bytes without the byte-order mark at its start, however it is cut. */
export async function* withoutMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (start === null) {
      yield piece;
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < MARK.length) continue;
    yield start.subarray(0, MARK.length).equals(MARK) ? start.subarray(MARK.length) : start;
    start = null;
  }
  if (start !== null && start.length > 0) yield start;
}
