import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '../common/errors';
import { LogBlocks } from '../diagnosis/log/blocks';
import type { LogTaker } from '../forge/forge.logs';
import { LineWindow, type LineRange } from './domain/line-window';
import { WorkflowErrors } from './workflow.errors';

/** A reader who takes nothing for so long holds a connection to the forge for nobody. */
const STALL_MS = 30_000;

/**
 * The asked lines of the log that `give` gives, as fast as they are taken. What keeps the log from being read is thrown
 * before the first line; what breaks it off later, also a reader who takes nothing for `stallMs`, breaks the stream off with
 * an error, so that half a log is never taken for all of it. Throws `workflow.log_gone` where nothing is given.
 */
export function pourLog(
  give: (take: LogTaker) => Promise<void>,
  range: LineRange,
  stallMs = STALL_MS,
): Promise<Readable> {
  const out = new PassThrough();
  const lines = new LineWindow(range);
  return new Promise((resolve, reject) => {
    let isGiven = false;
    const given = give(async ({ bytes }) => {
      isGiven = true;
      await pour(bytes, lines, out, stallMs, () => {
        resolve(out);
      });
    });
    given.then(
      () => {
        if (isGiven) resolve(out);
        else reject(new AppError(WorkflowErrors.logGone));
        out.end();
      },
      (reason: unknown) => {
        const error = reason instanceof Error ? reason : new Error('reading a log failed', { cause: reason });
        // Of no effect once the answer has begun; then the stream says it.
        reject(error);
        out.once('error', () => undefined).destroy(error);
      },
    );
  });
}

/** Sends a log on; `begin` is called before its first line. */
async function pour(
  bytes: AsyncIterable<Uint8Array>,
  lines: LineWindow,
  out: PassThrough,
  stallMs: number,
  begin: () => void,
): Promise<void> {
  const texts: string[] = [];
  const blocks = new LogBlocks((block) => texts.push(lines.take(block)));
  const send = async (): Promise<void> => {
    for (const text of texts.splice(0)) {
      if (text === '' || out.destroyed) continue;
      begin();
      if (!out.write(text)) await drained(out, stallMs);
    }
  };
  lines.restart();
  for await (const piece of bytes) {
    blocks.push(piece);
    await send();
    if (lines.isOver || out.destroyed) return;
  }
  blocks.finish();
  await send();
}

/** When there is room again, or nobody any more who would take it. */
function drained(out: PassThrough, stallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(stalled);
      out.off('drain', done).off('close', done);
      resolve();
    };
    const stalled = setTimeout(() => out.destroy(new Error('a log was not taken any more')), stallMs);
    out.once('drain', done).once('close', done);
  });
}
