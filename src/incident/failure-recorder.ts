import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { isOwnBranch } from '../common/own-branch';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import type { LogKey } from '../diagnosis/shelf';
import { isFailure } from '../forge/forge.types';
import { ConnectionDirectory } from '../repository/connection.directory';
import { TaskQueue } from '../queue/task.queue';
import { DiagnosisRunner, type RunLogsHeld } from '../workflow/diagnosis-runner';
import { WorkflowService } from '../workflow/workflow.service';
import type { FailedJobLog, WorkflowRun } from '../workflow/workflow.public';
import { excerptsOf, rootCauseOf, toAnalysis } from './domain/analysis';
import { basisOf } from './domain/basis';
import type { Reason } from './domain/grouping';
import { jobsOf } from './domain/diagnosed-jobs';
import { causeOf } from './domain/occurrence';
import { place } from './domain/placement';
import { endOf, nameOf } from './domain/run-words';
import { secondsBetween } from './domain/resolution';
import { severityOf } from './domain/severity';
import { CauseKeys, type CauseKey } from './cause-keys';
import { GroupingStore } from './grouping.store';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStoryStore } from './incident-story.store';
import { IncidentStore } from './incident.store';
import { judgeIncident, wishesToJudge } from './incident.tasks';
import type { LanePlace } from './domain/story';
import type { Incident, Occurrence, Telling } from './incident.types';

/** Each is one more log to read; a matrix fails alike in its cells. */
const MAX_GREEN_LOGS = 3;

type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** A failed run of a connected repository, with what is derived from both. */
interface Failure {
  readonly run: WorkflowRun;
  readonly connection: Connection;
  readonly lane: string;
  readonly at: Date;
  readonly onDefaultBranch: boolean;
  /** The first green run after it in its lane. */
  readonly green: (LanePlace & { readonly at: Date }) | null;
}

/** Where one of a run's causes was placed; restated: the incident's row counts it already. */
interface Placed {
  readonly id: string;
  readonly isRestated: boolean;
}

/** Turns a failed run into incidents: one for each cause, new or known. */
@Injectable()
export class FailureRecorder {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly diagnosis: DiagnosisRunner,
    private readonly directory: ConnectionDirectory,
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly keys: CauseKeys,
    private readonly stories: IncidentStoryStore,
    private readonly history: IncidentHistoryStore,
    private readonly keeper: IncidentKeeper,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Diagnoses a failed run and places it. Doing so again for the same run changes nothing. Throws when the forge cannot
   * be asked just now; a forge that will never tell more makes an incident from what is known.
   */
  async record(run: WorkflowRun): Promise<void> {
    // With an incident it has been placed already.
    if (!isFailure(run.conclusion) || run.incidentId !== null) return;
    // What fails on a branch of ours is a fix that did not do, and no news of the repository.
    if (isOwnBranch(run.branch)) return;
    const connection = await this.directory.connection(this.db.read, run.connectionId);
    if (connection === null) return;
    // Named by the forge's id: the path changes with a rename, the cause does not.
    const repositoryPath = connection.repository.externalId;
    const causes = await this.diagnosis.withLogs(async (held) => {
      const logs = connection.oauthConnectionId === null ? [] : await this.workflow.failedLogs(run, held);
      const jobs = jobsOf(run, logs, await this.greensOf(run, logs, held));
      return held.causes({ repositoryPath, workflowName: run.workflowName, jobs });
    });
    await this.db.transaction((tx) => this.placeAll(tx, run, connection, causes));
  }

  /** What the first failed jobs printed when all went well, by their names. */
  private async greensOf(
    run: WorkflowRun,
    logs: readonly FailedJobLog[],
    held: RunLogsHeld,
  ): Promise<ReadonlyMap<string, LogKey>> {
    const greens = new Map<string, LogKey>();
    for (const { job } of logs.filter(({ log }) => log !== null).slice(0, MAX_GREEN_LOGS)) {
      const green = await this.workflow.lastGreenLog(run, job.name, held);
      if (green !== null) greens.set(job.name, green);
    }
    return greens;
  }

  private async placeAll(
    tx: Tx,
    run: WorkflowRun,
    connection: Connection,
    causes: readonly Diagnosis[],
  ): Promise<void> {
    const { lane } = run;
    await this.store.lockLane(tx, run.connectionId, lane);
    const { isKnown, isLate } = await this.stories.lookUp(tx, run.connectionId, lane, run);
    if (isKnown) return;
    // A late failure may change what those after it are worth, so it touches their incidents too.
    if (isLate) await this.groups.lockAlone(tx, run.connectionId);
    else await this.groups.lockShared(tx, run.connectionId);
    const keyed: { readonly cause: Diagnosis; readonly key: CauseKey }[] = [];
    for (const cause of causes) keyed.push({ cause, key: await this.keys.find(tx, run.connectionId, cause) });
    // In one order for everybody, or two runs with the same two causes would wait for each other.
    const locks = [...new Set(keyed.map(({ key }) => key.value))].sort();
    for (const key of locks) await this.store.lockCause(tx, run.connectionId, key);
    const green = await this.workflow.firstGreenAfter(tx, run.connectionId, lane, run);
    const failure: Failure = {
      run,
      connection,
      lane,
      at: endOf(run),
      onDefaultBranch: run.branch === connection.defaultBranch && !run.isPullRequest,
      green: green && { number: green.number, attempt: green.attempt, at: endOf(green) },
    };
    const placed: Placed[] = [];
    for (const { cause, key } of keyed) placed.push(await this.placeCause(tx, failure, cause, key));
    const [first] = placed;
    if (first !== undefined) await this.workflow.linkIncident(tx, run.id, first.id, causes.flatMap(excerptsOf));
    const touched = isLate ? await this.stories.ofLane(tx, run.connectionId, lane, run.number) : [];
    const stale = placed.filter(({ isRestated }) => isLate || !isRestated).map(({ id }) => id);
    for (const id of new Set([...stale, ...touched])) await this.keeper.restate(tx, id);
    // With the incident, or a forge that cannot tell its test reports just now would hold up whose it is.
    await this.queue.enqueueAll(
      tx,
      judgeIncident,
      wishesToJudge(
        placed.map(({ id }) => ({ id, connectionId: connection.id })),
        connection.userId,
      ),
    );
  }

  private async placeCause(tx: Tx, failure: Failure, cause: Diagnosis, key: CauseKey): Promise<Placed> {
    const known = await this.store.lockAllOf(tx, failure.connection.id, key.value);
    const candidates = known.map(({ id, first_seen_at: firstSeenAt, resolved_at: resolvedAt, status }) => ({
      id,
      firstSeenAt,
      resolvedAt: status === 'resolved' ? resolvedAt : null,
    }));
    const placed = place(candidates, { at: failure.at, endedAt: failure.green?.at ?? null });
    const telling = this.tellingOf(failure, cause);
    const id = placed ?? newId();
    if (placed === null) await this.open(tx, id, failure, telling, key.value);
    else await this.tell(tx, id, 'seen_again', failure, `The same failure in ${nameOf(failure.run)}.`);
    const occurrence = this.occurrenceOf(id, failure, cause, telling, key.reason);
    const words = {
      title: telling.title,
      root_cause: telling.rootCause,
      class: telling.analysis.class,
      workflow_name: telling.workflowName,
      analysis: telling.analysis,
    };
    await this.stories.add(tx, occurrence, { ...words, basis: basisOf(cause) });
    if (placed === null) await this.tell(tx, id, 'diagnosed', failure, cause.summary);
    const row = known.find((incident) => incident.id === placed);
    if (row === undefined) return { id, isRestated: false };
    return { id, isRestated: await this.keeper.extend(tx, row, { ...failure, severity: telling.severity }, words) };
  }

  private async open(tx: Tx, id: string, failure: Failure, telling: Telling, key: string): Promise<void> {
    const now = this.clock.now();
    const end = failure.green?.at ?? null;
    const incident: Incident = {
      id,
      user_id: failure.connection.userId,
      repository_connection_id: failure.connection.id,
      title: telling.title,
      root_cause: telling.rootCause,
      analysis: telling.analysis,
      class: telling.analysis.class,
      branch: telling.branch,
      workflow_name: telling.workflowName,
      // One that is over never stands beside an unresolved one of its cause.
      status: end === null ? 'open' : 'resolved',
      severity: telling.severity,
      severity_is_chosen: false,
      source: failure.connection.oauthConnectionId === null ? 'webhook' : failure.connection.kind,
      verdict: 'unknown',
      fingerprint: key,
      first_seen_at: failure.at,
      last_seen_at: failure.at,
      opened_at: failure.at,
      occurrence_count: 1,
      assignee: null,
      resolved_at: end,
      resolution: end === null ? null : 'green_run',
      resolution_time_seconds: end === null ? null : secondsBetween(failure.at, end),
      reopened_count: 0,
      merged_into: null,
      persons_word: null,
      created_at: now,
      updated_at: now,
    };
    await this.store.insert(tx, incident);
    await this.tell(tx, id, 'opened', failure, `Opened by ${nameOf(failure.run)}.`);
    if (end !== null) await this.tell(tx, id, 'resolved', { ...failure, at: end }, 'Green again before it was told.');
  }

  private tellingOf(failure: Failure, cause: Diagnosis): Telling {
    return {
      title: storableText(cause.title),
      rootCause: rootCauseOf(cause),
      analysis: toAnalysis(cause),
      branch: failure.run.branch,
      workflowName: failure.run.workflowName,
      severity: severityOf({
        class: cause.class,
        verdict: 'unknown',
        onDefaultBranch: failure.onDefaultBranch,
        failuresInARow: 1,
      }),
    };
  }

  private occurrenceOf(
    incidentId: string,
    failure: Failure,
    cause: Diagnosis,
    telling: Telling,
    reason: Reason,
  ): Occurrence {
    return {
      id: newId(),
      incident_id: incidentId,
      workflow_run_id: failure.run.id,
      repository_connection_id: failure.connection.id,
      lane: failure.lane,
      run_number: failure.run.number,
      run_attempt: failure.run.attempt,
      branch: failure.run.branch,
      on_default_branch: failure.onDefaultBranch,
      commit_sha: failure.run.commitSha,
      occurred_at: failure.at,
      created_at: this.clock.now(),
      fingerprint: telling.analysis.fingerprint,
      green_number: failure.green?.number ?? null,
      green_attempt: failure.green?.attempt ?? null,
      green_at: failure.green?.at ?? null,
      ...reason,
      severity: telling.severity,
      cause: causeOf(cause),
      // Judged by a task of its own: the forge is asked about the change.
      change: null,
      merge_base_sha: null,
      verdict: 'unknown',
      confidence: null,
      evidence: [],
      suspects: [],
      judged_at: null,
    };
  }

  private async tell(
    tx: Tx,
    incidentId: string,
    type: 'opened' | 'seen_again' | 'diagnosed' | 'resolved',
    failure: Failure,
    message: string,
  ): Promise<void> {
    await this.history.addEvent(tx, incidentId, {
      type,
      at: failure.at,
      actorId: null,
      message,
      workflowRunId: failure.run.id,
    });
  }
}
