import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { isFailure } from '../forge/forge.types';
import { Seats } from './domain/seats';
import type { LineRange } from './domain/line-window';
import { ForgeReader } from './forge-reader';
import { pourLog } from './log-pour';
import { RunViews } from './run-views';
import type { WorkflowJob } from './workflow.public';
import { WorkflowErrors } from './workflow.errors';

/** Logs one process hands on at once, each a connection to the forge and up to 64 MB of archive; and those of one user. */
const MOST_READERS = 16;
const MOST_OF_A_USER = 4;
/** After so many seconds a refused reader may try again; most pages of a log are through by then. */
const BUSY_SECONDS = 2;

/** A job's log from its first to its last line, as it comes from the forge; nothing of it is kept. */
@Injectable()
export class WholeLog {
  private readonly seats = new Seats(MOST_READERS, MOST_OF_A_USER);

  constructor(
    private readonly views: RunViews,
    private readonly reader: ForgeReader,
  ) {}

  /**
   * Some lines of a job's log (by our id or the forge's; null: the first that failed, or else the first), secrets removed,
   * numbered as the diagnosis numbers them. Throws `common.not_found`, `workflow.log_not_yet`, `workflow.log_gone`,
   * `workflow.log_busy`, and what the forge refuses; what breaks the log off later is told as `pourLog` says.
   */
  async open(userId: string, runId: string, jobId: string | null, range: LineRange): Promise<Readable> {
    const run = await this.views.owned(userId, runId);
    const leave = this.seats.take(userId);
    if (leave === null) throw new AppError(WorkflowErrors.logBusy, { retryAfterSeconds: BUSY_SECONDS });
    try {
      const job = chosen(await this.reader.readJobs(run), jobId);
      if (job === null) throw new AppError(CommonErrors.notFound);
      if (job.status !== 'completed') throw new AppError(WorkflowErrors.logNotYet);
      const { externalId, attempt } = run;
      const log = await pourLog(
        (take) =>
          this.reader.ask(run.connectionId, (client, { repository }) =>
            client.readLogs(repository, { externalId, attempt }, [job], take),
          ),
        range,
      );
      if (log.closed) leave();
      return log.once('close', leave);
    } catch (error) {
      leave();
      throw error;
    }
  }
}

function chosen(jobs: readonly WorkflowJob[], jobId: string | null): WorkflowJob | null {
  const job =
    jobId === null
      ? (jobs.find(({ conclusion }) => isFailure(conclusion)) ?? jobs[0])
      : jobs.find((each) => each.id === jobId || each.externalId === jobId);
  return job ?? null;
}
