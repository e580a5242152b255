import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ParsedLog } from '../diagnosis/log/log.types';
import { LogReader } from '../diagnosis/log/reader';

/** How far a log has been read, 0 to 1; null where its length is not known. */
export type Progress = (bytes: number, share: number | null) => void;

/** Thrown for what is no text in any encoding we know. */
export class BinaryData extends Error {
  override readonly name = 'BinaryData';
}

/** Bytes at the start of a file that tell whether it is text. */
const SAMPLE = 8192;
/** Logs may hold a NUL or a bell here and there; of compressed data 9 % are such, of a program more. */
const BINARY_SHARE = 0.03;

const isControl = (byte: number): boolean => byte < 7 || (byte > 13 && byte < 32 && byte !== 27);

function isBinary(piece: Buffer): boolean {
  const sample = piece.subarray(0, SAMPLE);
  return sample.filter(isControl).length > sample.length * BINARY_SHARE;
}

/** The decoder that a byte order mark asks for; null for UTF-8. */
function decoderOf([first, second]: Buffer): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : null;
}

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
 * byte order mark. Throws when the file cannot be read, its gzip data is broken, or it is no text.
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
    if (utf16 === undefined) {
      utf16 = decoderOf(piece);
      if (utf16 === null && isBinary(piece)) throw new BinaryData('binary data, not a log');
    }
    reader.push(utf16 === null ? piece : utf16.decode(piece, { stream: true }));
  }
  return reader.finish();
}
