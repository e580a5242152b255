import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
import type { LogKey } from '../diagnosis/shelf';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { isFailure, type ForgeJob } from '../forge/forge.types';
import { ConnectionDirectory } from '../repository/connection.directory';
import { RepositoryAccess } from '../repository/repository.access';
import type { RunLogsHeld } from './diagnosis-runner';
import { RunRecorder } from './run-recorder';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowFileReader } from './workflow-file-reader';
import { WorkflowRunStore } from './workflow-run.store';
import { WorkflowErrors } from './workflow.errors';
import type { FailedJobLog, WorkflowJob, WorkflowRun } from './workflow.public';

type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** A broken matrix of a hundred cells says the same a hundred times. */
const MAX_LOGS = 10;

/** What we ask the forge about runs, with the credential of the run's connection. */
@Injectable()
export class ForgeReader {
  private readonly logger = new Logger('Workflow');

  constructor(
    private readonly db: Database,
    private readonly access: RepositoryAccess,
    private readonly directory: ConnectionDirectory,
    private readonly recorder: RunRecorder,
    private readonly runs: WorkflowRunStore,
    private readonly jobs: WorkflowJobStore,
    private readonly clock: Clock,
    private readonly files: WorkflowFileReader,
  ) {}

  /** Asks the forge on behalf of a connection. Throws `workflow.no_forge_access` for one known from its v1 hook only. */
  async ask<T>(connectionId: string, work: (client: ForgeClient, connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.directory.connection(this.db.read, connectionId);
    if (connection === null) throw new AppError(CommonErrors.notFound);
    if (connection.oauthConnectionId === null) throw new AppError(WorkflowErrors.noForgeAccess);
    return this.access.use(connection, (client) => work(client, connection));
  }

  /** Makes sure all jobs of an ended run are known; events may have been lost, or never been subscribed to. */
  async readJobs(run: WorkflowRun): Promise<readonly WorkflowJob[]> {
    if (run.jobsReadAt === null) {
      const told = await this.ask(run.connectionId, (client, { repository }) =>
        client.listJobs(repository, run.externalId, run.attempt),
      );
      await this.db.transaction(async (tx) => {
        // The run before its jobs, as whoever takes in what is told of both locks them.
        if (run.status === 'completed') await this.runs.markJobsRead(tx, run.id, this.clock.now());
        await this.recorder.recordJobs(
          tx,
          told.map((job) => ({ owner: run, job })),
        );
      });
    }
    return this.jobs.ofAttempt(this.db.read, run.connectionId, run.externalId, run.attempt);
  }

  /**
   * The failed jobs of a run, each with its log among `logs`, where secrets are removed before anybody sees them. Empty
   * when the forge may not be asked, and a log is null when it is gone: neither will change by waiting. What may change
   * (`unavailable`, `rate-limited`) is thrown.
   */
  async failedLogs(run: WorkflowRun, logs: RunLogsHeld): Promise<readonly FailedJobLog[]> {
    return (await this.unlessForGood(() => this.readFailedLogs(run, logs))) ?? [];
  }

  /** Puts the logs of some jobs among `logs`, in their order. Throws what the forge refuses. */
  async logsOf(run: WorkflowRun, jobs: readonly ForgeJob[], logs: RunLogsHeld): Promise<readonly FailedJobLog[]> {
    const keys = new Map<string, LogKey>();
    await this.ask(run.connectionId, (client, { repository }) =>
      client.readLogs(
        repository,
        { externalId: run.externalId, attempt: run.attempt },
        jobs.slice(0, MAX_LOGS),
        async ({ jobExternalId, bytes }) => {
          keys.set(jobExternalId, await logs.add(bytes));
        },
      ),
    );
    return jobs.map((job) => ({ job, log: keys.get(job.externalId) ?? null }));
  }

  /** Null where the forge will say no tomorrow too. */
  async unlessForGood<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!isFinalRefusal(error)) throw error;
      this.logger[refusalLevel(error)]({ error }, 'the forge lets us read nothing of a failed run');
      return null;
    }
  }

  /** A run that never had a job, because the forge refused its workflow file. */
  private async refused(run: WorkflowRun, held: RunLogsHeld): Promise<readonly FailedJobLog[]> {
    const told = await this.unlessForGood(() =>
      this.ask(run.connectionId, (client, { repository }) => this.files.logOf(client, repository, run, held)),
    );
    return told === null ? [] : [told];
  }

  private async readFailedLogs(run: WorkflowRun, held: RunLogsHeld): Promise<readonly FailedJobLog[]> {
    const jobs = await this.readJobs(run);
    const failed = jobs.filter((job) => isFailure(job.conclusion));
    if (failed.length === 0 && run.conclusion === 'startup_failure') return this.refused(run, held);
    const logs = await this.unlessForGood(() => this.logsOf(run, failed, held));
    return logs ?? failed.map((job) => ({ job, log: null }));
  }
}

/** A repository known from its webhook only is read from at no time: that is no news at each of its failures. */
export function refusalLevel(error: unknown): 'debug' | 'warn' {
  return error instanceof AppError && error.code === WorkflowErrors.noForgeAccess.code ? 'debug' : 'warn';
}

/** True for errors that another try cannot mend: no token, no right, no such thing. */
export function isFinalRefusal(error: unknown): boolean {
  if (error instanceof ForgeError) {
    return ['unauthorized', 'forbidden', 'not-found', 'gone', 'conflict', 'rejected'].includes(error.kind);
  }
  return error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not-found');
}
