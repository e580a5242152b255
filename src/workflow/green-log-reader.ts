import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import type { LogKey } from '../diagnosis/shelf';
import { ForgeError } from '../forge/forge.errors';
import { ConnectionDirectory } from '../repository/connection.directory';
import { laneOf } from './domain/lane';
import type { RunLogsHeld } from './diagnosis-runner';
import { ForgeReader } from './forge-reader';
import { WorkflowRunHistory } from './workflow-run.history.store';
import type { WorkflowRun } from './workflow.public';

/** Forges delete logs; what a job printed a month ago says little of today's. */
const WITHIN_DAYS = 30;
/** Its own lane's and the default branch's newest. */
const MAX_RUNS = 2;

/** Reads what a job printed when all went well. */
@Injectable()
export class GreenLogReader {
  private readonly logger = new Logger('Workflow');

  constructor(
    private readonly db: Database,
    private readonly reader: ForgeReader,
    private readonly directory: ConnectionDirectory,
    private readonly history: WorkflowRunHistory,
  ) {}

  /**
   * The log of the job called `jobName` in the newest green run before `run`, of its lane or of the default branch's
   * same workflow, at most 30 days older; read into `logs`. Null when there is none or the forge gives none: a diagnosis
   * is better with it, and goes on without.
   */
  async lastGreenLog(run: WorkflowRun, jobName: string, logs: RunLogsHeld): Promise<LogKey | null> {
    const connection = await this.directory.connection(this.db.read, run.connectionId);
    if (!connection?.oauthConnectionId) return null;
    const ofDefault = laneOf({ ...run, branch: connection.defaultBranch, event: 'push' });
    const since = new Date(run.createdAt.getTime() - WITHIN_DAYS * 86_400_000);
    const greens = await this.history.greensBefore(this.db.read, run, [run.lane, ofDefault], since, MAX_RUNS);
    try {
      for (const green of greens) {
        const job = (await this.reader.readJobs(green)).find(
          ({ name, conclusion }) => name === jobName && conclusion === 'success',
        );
        const [log] = job ? await this.reader.logsOf(green, [job], logs) : [];
        if (log !== undefined && log.log !== null) return log.log;
      }
    } catch (error) {
      if (!(error instanceof ForgeError) && !(error instanceof AppError)) throw error;
      this.logger.warn({ error, runId: run.id }, 'a failed run is diagnosed without a green log');
    }
    return null;
  }
}
