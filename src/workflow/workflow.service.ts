import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { LogKey } from '../diagnosis/shelf';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import type { ForgeComparison, ForgeEvent } from '../forge/forge.types';
import type { ForgePullRequest } from '../forge/pull-request.types';
import { BaseReader } from './base-reader';
import { ChangeReader } from './change-reader';
import type { RunLogsHeld } from './diagnosis-runner';
import { ForgeReader } from './forge-reader';
import { GreenLogReader } from './green-log-reader';
import { laneOf, type Lane, type Position } from './domain/lane';
import { ReportReader } from './report-reader';
import { RunCommands } from './run-commands';
import { RunRecorder } from './run-recorder';
import { WorkflowJobStore } from './workflow-job.store';
import { WorkflowRunHistory } from './workflow-run.history.store';
import { WorkflowRunQueries } from './workflow-run.queries.store';
import { WorkflowRunStore } from './workflow-run.store';
import type {
  FailedJobLog,
  JobOutcome,
  Owner,
  Place,
  PlaceAt,
  PlaceBy,
  RunMove,
  TestResults,
  WorkflowJob,
  WorkflowRun,
} from './workflow.public';

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
    private readonly history: WorkflowRunHistory,
    private readonly changes: ChangeReader,
    private readonly bases: BaseReader,
    private readonly commands: RunCommands,
    private readonly greenLogs: GreenLogReader,
    private readonly reports: ReportReader,
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

  /** Anybody's runs by our ids, oldest first. */
  async runsById(tx: Tx, ids: readonly string[]): Promise<readonly WorkflowRun[]> {
    return this.runs.byIds(tx, ids);
  }

  /** What is known of a run's jobs, in the order they started. */
  async jobs(tx: Tx, run: WorkflowRun): Promise<readonly WorkflowJob[]> {
    return this.jobStore.ofAttempt(tx, run.connectionId, run.externalId, run.attempt);
  }

  /** What is known of the jobs of several runs of one connection, by our id of the run, in the order they started. */
  async jobsOfEach(tx: Tx, runs: readonly WorkflowRun[]): Promise<ReadonlyMap<string, readonly WorkflowJob[]>> {
    return this.jobStore.ofAttempts(tx, runs);
  }

  /**
   * The failed jobs of an ended run, their logs read into `logs`. Empty when the forge may not be asked; a log is null
   * when it is gone. Throws `ForgeError` for what may pass: `unavailable`, `rate-limited`.
   */
  async failedLogs(run: WorkflowRun, logs: RunLogsHeld): Promise<readonly FailedJobLog[]> {
    return this.reader.failedLogs(run, logs);
  }

  /**
   * What the test reports that an ended attempt uploaded tell, by job. Empty when the forge may not be asked, or has
   * none. Throws `ForgeError` for what may pass.
   */
  async testResults(run: WorkflowRun, jobs: readonly string[]): Promise<readonly TestResults[]> {
    return this.reports.read(run, jobs);
  }

  /**
   * The log of the job of that name in the newest green run before `run`, of its lane or the default branch's, at most 30
   * days older; read into `logs`. Null where the forge gives none, for good or just now.
   */
  async lastGreenLog(run: WorkflowRun, jobName: string, logs: RunLogsHeld): Promise<LogKey | null> {
    return this.greenLogs.lastGreenLog(run, jobName, logs);
  }

  /**
   * Names the incident a failed run belongs to, and keeps the telling lines of its logs for when the forge has deleted
   * them. The excerpts must be redacted.
   */
  async linkIncident(tx: Tx, runId: string, incidentId: string, excerpts: readonly LogExcerpt[]): Promise<void> {
    await this.runs.linkIncident(tx, runId, incidentId, excerpts);
  }

  /** Names another incident in runs that name the one their failure left, all at once; other runs stay as they are. */
  async moveToIncidents(tx: Tx, moves: readonly RunMove[]): Promise<void> {
    await this.runs.moveToIncidents(tx, moves);
  }

  /** The first green run of a lane after a position; null when there is none (yet). */
  async firstGreenAfter(tx: Tx, connectionId: string, lane: Lane, after: Position): Promise<WorkflowRun | null> {
    return this.runs.firstGreenAfter(tx, connectionId, lane, after);
  }

  /** Our ids of the newest runs of a lane that ended green or red, newest first, each by its newest attempt. */
  async recentVerdicts(tx: Tx, connectionId: string, lane: Lane, limit: number): Promise<readonly string[]> {
    return this.runs.recentVerdicts(tx, connectionId, lane, limit);
  }

  /**
   * The pull request a run belongs to, asked of the forge by the run's commit and branch: what a run says itself is often
   * empty. Null without one. Throws `ForgeError` for what may pass.
   */
  async pullRequestOf(run: WorkflowRun): Promise<ForgePullRequest | null> {
    return this.bases.pullRequestOf(run);
  }

  /**
   * Where the run's pull request goes, kept with the run once it is known; null without a pull request. Throws as
   * `pullRequestOf`.
   */
  async learnBase(run: WorkflowRun): Promise<string | null> {
    return this.bases.learnBase(run);
  }

  /** The lane of a branch's own runs (not a pull request's) of the same workflow. */
  branchLane(run: WorkflowRun, branch: string): Lane {
    return laneOf({ ...run, branch, event: 'push' });
  }

  /** What names a workflow for as long as it lives: the forge's id, or its name where the forge gives none. */
  workflowKey(run: Pick<WorkflowRun, 'workflowExternalId' | 'workflowName'>): string {
    return run.workflowExternalId ?? run.workflowName;
  }

  /** The newest run that ended green or red at each of some places, in their order; null where none is known. */
  async decidedAtEach(
    tx: Tx,
    connectionId: string,
    places: readonly PlaceAt[],
  ): Promise<readonly (WorkflowRun | null)[]> {
    return this.history.decidedAtEach(tx, connectionId, places);
  }

  /** The newest run of each of some lanes that ended green or red and had started by a time, in their order. */
  async decidedByEach(
    tx: Tx,
    connectionId: string,
    places: readonly PlaceBy[],
  ): Promise<readonly (WorkflowRun | null)[]> {
    return this.history.decidedByEach(tx, connectionId, places);
  }

  /** The newest run of each of some lanes that ended green or red and has a lower number, in their order. */
  async decidedBeforeEach(
    tx: Tx,
    connectionId: string,
    places: readonly Place[],
  ): Promise<readonly (WorkflowRun | null)[]> {
    return this.history.decidedBeforeEach(tx, connectionId, places);
  }

  /** The newest green run of a lane with a lower number; null when none is known. */
  async greenBefore(tx: Tx, connectionId: string, place: Place): Promise<WorkflowRun | null> {
    const [green] = await this.history.greensBeforeEach(tx, connectionId, [place]);
    return green ?? null;
  }

  /** `greenBefore` of several places at once, in their order. */
  async greensBeforeEach(
    tx: Tx,
    connectionId: string,
    places: readonly Place[],
  ): Promise<readonly (WorkflowRun | null)[]> {
    return this.history.greensBeforeEach(tx, connectionId, places);
  }

  /**
   * Other runs that ended green or red at each run's commit, newest first, at most 20, by our id of the run: of its lane,
   * and for a pull request only its own attempts, since the base may have moved between two runs.
   */
  async atSameCommits(tx: Tx, runs: readonly WorkflowRun[]): Promise<ReadonlyMap<string, readonly WorkflowRun[]>> {
    return this.history.atSameCommits(tx, runs, 20);
  }

  /** Runs of any workflow at a commit, newest first, at most 50; each attempt is one. */
  async runsAt(tx: Tx, connectionId: string, commitSha: string): Promise<readonly WorkflowRun[]> {
    return this.history.at(tx, connectionId, commitSha, 50);
  }

  /** Asks the forge for the runs made since a time, and takes them in as if they had been told. Throws as `changeBetween`. */
  async catchUp(owner: Owner, since: Date): Promise<void> {
    await this.commands.readSince(owner, since);
  }

  /** True when the run's lane has a later run or attempt, decided or not. */
  async isOvertaken(tx: Tx, run: WorkflowRun): Promise<boolean> {
    return this.history.hasLater(tx, run.connectionId, run.lane, run);
  }

  /** How jobs of one workflow (`workflowKey`) ended since a time, newest first, at most `limit`; each job run once. */
  async jobOutcomes(
    tx: Tx,
    connectionId: string,
    jobs: { readonly workflow: string; readonly names: readonly string[] },
    since: Date,
    limit: number,
  ): Promise<readonly JobOutcome[]> {
    return this.history.jobOutcomes(tx, connectionId, jobs, since, limit);
  }

  /**
   * What `head` has that its common ancestor with `base` (branches or commits) has not; `eachCommit` with the files of
   * each of the newest ten commits. Null where the forge will never tell. Throws `ForgeError` for what may pass.
   */
  async changeBetween(
    connectionId: string,
    base: string,
    head: string,
    options: { eachCommit: boolean },
  ): Promise<ForgeComparison | null> {
    return this.changes.between(connectionId, base, head, options);
  }

  /**
   * Asks the forge to run the failed jobs of a run's newest attempt again, after `noteAsked`; false when that is no longer the
   * attempt given, and nothing was asked. Throws the forge's refusal.
   */
  async rerunFailedJobs(run: WorkflowRun, noteAsked: () => Promise<void>): Promise<boolean> {
    return this.reader.ask(run.connectionId, async (client, { repository }) => {
      const newest = await client.getRun(repository, run.externalId);
      if (newest.attempt !== run.attempt) return false;
      await noteAsked();
      await client.rerun(repository, run.externalId, { failedJobsOnly: true });
      return true;
    });
  }
}
