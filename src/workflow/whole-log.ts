import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { LogBlocks } from '../diagnosis/log/blocks';
import { isFailure } from '../forge/forge.types';
import { LineWindow, type LineRange } from './domain/line-window';
import { ForgeReader } from './forge-reader';
import { RunViews } from './run-views';
import { WorkflowErrors } from './workflow.errors';

/** A caller who takes nothing for so long holds a connection to the forge for nobody. */
const STALL_MS = 30_000;

/** A job's log from its first to its last line, as it comes from the forge; nothing of it is kept. */
@Injectable()
export class WholeLog {
  constructor(
    private readonly views: RunViews,
    private readonly reader: ForgeReader,
  ) {}

  /**
   * Some lines of a job's log (by our id or the forge's; null: the first that failed, or else the first), secrets removed, numbered as the diagnosis numbers them. What
   * keeps it from being read is thrown before the first line; what breaks it off later breaks the stream off, too, so that
   * half a log is never taken for all of it. Throws `common.not_found`, `workflow.log_not_yet`, `workflow.log_gone`, and what
   * the forge refuses.
   */
  async open(userId: string, runId: string, jobId: string | null, range: LineRange): Promise<Readable> {
    const run = await this.views.owned(userId, runId);
    const jobs = await this.reader.readJobs(run);
    const job =
      jobId === null
        ? (jobs.find(({ conclusion }) => isFailure(conclusion)) ?? jobs[0])
        : jobs.find((each) => each.id === jobId || each.externalId === jobId);
    if (job === undefined) throw new AppError(CommonErrors.notFound);
    if (job.status !== 'completed') throw new AppError(WorkflowErrors.logNotYet);
    const out = new PassThrough();
    const lines = new LineWindow(range);
    return new Promise((resolve, reject) => {
      let isGiven = false;
      const read = this.reader.ask(run.connectionId, (client, { repository }) =>
        client.readLogs(repository, { externalId: run.externalId, attempt: run.attempt }, [job], async ({ bytes }) => {
          isGiven = true;
          await pour(bytes, lines, out, () => {
            resolve(out);
          });
        }),
      );
      read.then(
        () => {
          if (isGiven) resolve(out);
          else reject(new AppError(WorkflowErrors.logGone));
          out.end();
        },
        (reason: unknown) => {
          const error = reason instanceof Error ? reason : new Error('reading a log failed', { cause: reason });
          // Of no effect once the answer has begun; then the stream says it.
          reject(error);
          out.destroy(error);
        },
      );
    });
  }
}

/** Sends a log on as fast as it is taken; `begin` is called before its first line. */
async function pour(
  bytes: AsyncIterable<Uint8Array>,
  lines: LineWindow,
  out: PassThrough,
  begin: () => void,
): Promise<void> {
  const texts: string[] = [];
  const blocks = new LogBlocks((block) => texts.push(lines.take(block)));
  const send = async (): Promise<void> => {
    for (const text of texts.splice(0)) {
      if (text === '' || out.destroyed) continue;
      begin();
      if (!out.write(text)) await drained(out);
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
function drained(out: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(stalled);
      out.off('drain', done).off('close', done);
      resolve();
    };
    const stalled = setTimeout(() => out.destroy(), STALL_MS);
    out.once('drain', done).once('close', done);
  });
}
