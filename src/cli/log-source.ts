import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { LogReader } from '../diagnosis/log/reader';

/** How far a log has been read, 0 to 1; null where its length is not known. */
export type Progress = (bytes: number, share: number | null) => void;

/** Takes a stream's pieces apart from the first two bytes on, which tell gzip from text. */
async function* unzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* rest();
    return;
  }
  const gunzip = createGunzip();
  const feeding = (async () => {
    for await (const piece of rest()) {
      if (!gunzip.write(piece)) await new Promise((resolve) => gunzip.once('drain', resolve));
    }
    gunzip.end();
  })();
  feeding.catch((error: unknown) => gunzip.destroy(error instanceof Error ? error : new Error(String(error))));
  yield* gunzip as AsyncIterable<Buffer>;
  await feeding;
}

/**
 * Reads a log, `-` being standard input, in pieces and bounded memory. gzip is known by its first bytes; UTF-16 by its
 * byte order mark. Throws when the file cannot be read or its gzip data is broken.
 */
export async function readLog(file: string, progress: Progress = () => undefined): Promise<ParsedLog> {
  const size = file === '-' ? null : (await stat(file)).size;
  const source: Readable = file === '-' ? process.stdin : createReadStream(file);
  const reader = new LogReader();
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of source as AsyncIterable<Buffer>) {
      bytes += piece.length;
      progress(bytes, size === null || size === 0 ? null : Math.min(1, bytes / size));
      yield piece;
    }
  };
  let utf16: TextDecoder | null | undefined;
  for await (const piece of unzipped(counted())) {
    utf16 ??= piece[0] === 0xff && piece[1] === 0xfe ? new TextDecoder('utf-16le') : null;
    reader.push(utf16 === null ? piece : utf16.decode(piece, { stream: true }));
  }
  return reader.finish();
}
