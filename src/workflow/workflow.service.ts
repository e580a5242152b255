import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import type { ForgeEvent } from '../forge/forge.types';
import { ForgeReader } from './forge-reader';
import type { Lane, Position } from './domain/lane';
import { RunRecorder } from './run-recorder';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowRunQueries } from './workflow-run.queries.store';
import { WorkflowRunStore } from './workflow-run.store';
import type { FailedJobLog, Owner, WorkflowJob, WorkflowRun } from './workflow.public';

/** An event about a run or a job, whose it is, and which request brought it. */
export interface ToldEvent {
  readonly owner: Owner;
  readonly event: ForgeEvent;
  readonly requestId?: string | undefined;
}

/** Runs and jobs as other features see them. */
@Injectable()
export class WorkflowService {
  constructor(
    private readonly recorder: RunRecorder,
    private readonly reader: ForgeReader,
    private readonly runs: WorkflowRunStore,
    private readonly queries: WorkflowRunQueries,
    private readonly jobStore: WorkflowJobStore,
  ) {}

  /** Takes in what events say of runs and jobs; late, repeated and out-of-order ones do no harm. */
  async apply(tx: Tx, told: readonly ToldEvent[]): Promise<void> {
    await this.recorder.recordRuns(
      tx,
      told.flatMap(({ owner, event, requestId }) =>
        event.type === 'run' ? [{ owner, run: event.run, requestId }] : [],
      ),
    );
    await this.recorder.recordJobs(
      tx,
      told.flatMap(({ owner, event }) => (event.type === 'job' ? [{ owner, job: event.job }] : [])),
    );
  }

  /** Null when there is no such run. */
  async run(tx: Tx, id: string): Promise<WorkflowRun | null> {
    return this.runs.find(tx, id);
  }

  /** A user's runs by our ids, in no order. */
  async runsOf(tx: Tx, userId: string, ids: readonly string[]): Promise<readonly WorkflowRun[]> {
    return ids.length === 0 ? [] : this.queries.byIds(tx, userId, ids);
  }

  /** What is known of a run's jobs, in the order they started. */
  async jobs(tx: Tx, run: WorkflowRun): Promise<readonly WorkflowJob[]> {
    return this.jobStore.ofAttempt(tx, run.connectionId, run.externalId, run.attempt);
  }

  /**
   * The failed jobs of an ended run with their logs, secrets removed. Empty when the forge may not be asked; a log is
   * null when it is gone. Throws `ForgeError` for what may pass: `unavailable`, `rate-limited`.
   */
  async failedLogs(run: WorkflowRun): Promise<readonly FailedJobLog[]> {
    return this.reader.failedLogs(run);
  }

  /**
   * Names the incident a failed run belongs to, and keeps the telling lines of its logs for when the forge has deleted
   * them. The excerpts must be redacted.
   */
  async linkIncident(tx: Tx, runId: string, incidentId: string, excerpts: readonly LogExcerpt[]): Promise<void> {
    await this.runs.linkIncident(tx, runId, incidentId, excerpts);
  }

  /** The first green run of a lane after a position; null when there is none (yet). */
  async firstGreenAfter(tx: Tx, connectionId: string, lane: Lane, after: Position): Promise<WorkflowRun | null> {
    return this.runs.firstGreenAfter(tx, connectionId, lane, after);
  }

  /** Our ids of the newest runs of a lane that ended green or red, newest first, each by its newest attempt. */
  async recentVerdicts(tx: Tx, connectionId: string, lane: Lane, limit: number): Promise<readonly string[]> {
    return this.runs.recentVerdicts(tx, connectionId, lane, limit);
  }
}
