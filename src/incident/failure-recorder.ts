import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { Diagnosis } from '../diagnosis/diagnosis.types';
import { isFailure } from '../forge/forge.types';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import type { FailedJobLog, WorkflowRun } from '../workflow/workflow.public';
import { causesOf, excerptsOf, rootCauseOf, toAnalysis } from './domain/analysis';
import { place } from './domain/placement';
import { CRITICAL_AFTER, severityOf, worse } from './domain/severity';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentResolver } from './incident-resolver';
import { IncidentStore } from './incident.store';
import type { Incident, Occurrence, Telling } from './incident.types';

type Connection = NonNullable<Awaited<ReturnType<ConnectionDirectory['connection']>>>;

/** A failed run of a connected repository, with what is derived from both. */
interface Failure {
  readonly run: WorkflowRun;
  readonly connection: Connection;
  readonly lane: string;
  readonly at: Date;
  readonly onDefaultBranch: boolean;
  readonly isCovered: boolean;
}

/** Turns a failed run into incidents: one for each cause, new or known. */
@Injectable()
export class FailureRecorder {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly store: IncidentStore,
    private readonly history: IncidentHistoryStore,
    private readonly resolver: IncidentResolver,
    private readonly clock: Clock,
  ) {}

  /**
   * Diagnoses a failed run and places it. Doing so again for the same run changes nothing. Throws when the forge cannot
   * be asked just now; a forge that will never tell more makes an incident from what is known.
   */
  async record(runId: string): Promise<void> {
    const run = await this.workflow.run(this.db.read, runId);
    // With an incident it has been placed already.
    if (run === null || !isFailure(run.conclusion) || run.incidentId !== null) return;
    const connection = await this.directory.connection(this.db.read, run.connectionId);
    if (connection === null) return;
    const logs = connection.oauthConnectionId === null ? [] : await this.workflow.failedLogs(run);
    // Named by the forge's id: the path changes with a rename, the cause does not.
    const repositoryPath = connection.repository.externalId;
    const causes = causesOf({ repositoryPath, workflowName: run.workflowName, jobs: jobsOf(run, logs) });
    await this.db.transaction((tx) => this.placeAll(tx, run, connection, causes));
  }

  private async placeAll(
    tx: Tx,
    run: WorkflowRun,
    connection: Connection,
    causes: readonly Diagnosis[],
  ): Promise<void> {
    const { lane } = run;
    await this.store.lockLane(tx, run.connectionId, lane);
    if (await this.history.knowsRun(tx, run.id)) return;
    // In one order for everybody, or two runs with the same two causes would wait for each other.
    const fingerprints = causes.map((cause) => cause.fingerprint).sort();
    for (const fingerprint of fingerprints) await this.store.lockCause(tx, run.connectionId, fingerprint);
    const green = await this.workflow.firstGreenAfter(tx, run.connectionId, lane, run);
    const failure: Failure = {
      run,
      connection,
      lane,
      at: run.completedAt ?? run.updatedAt ?? run.storedAt,
      onDefaultBranch: run.branch === connection.defaultBranch && !run.isPullRequest,
      isCovered: green !== null,
    };
    const ids: string[] = [];
    for (const cause of causes) ids.push(await this.placeCause(tx, failure, cause));
    if (ids[0] !== undefined) await this.workflow.linkIncident(tx, run.id, ids[0], causes.flatMap(excerptsOf));
    // A failure that no green run covers ends nothing.
    if (failure.isCovered) for (const id of ids) await this.resolver.settle(tx, id);
  }

  private async placeCause(tx: Tx, failure: Failure, cause: Diagnosis): Promise<string> {
    const known = await this.store.lockNewestOf(tx, failure.connection.id, cause.fingerprint);
    const placement = place(known && { status: known.status, resolvedAt: known.resolved_at }, failure);
    if (placement === 'open' || known === null) return this.open(tx, failure, cause);
    const telling = await this.tellingOf(tx, failure, cause, known);
    const isNewest = failure.at >= known.last_seen_at;
    const counted = {
      occurrence_count: known.occurrence_count + 1,
      first_seen_at: failure.at < known.first_seen_at ? failure.at : known.first_seen_at,
      ...(isNewest ? { ...wordsOf(telling), last_seen_at: failure.at } : {}),
    };
    const own = known.severity_is_chosen ? known.severity : telling.severity;
    const now = this.clock.now();
    if (placement === 'reopen') {
      const reopened = {
        status: 'open',
        severity: own,
        opened_at: failure.at,
        reopened_count: known.reopened_count + 1,
        resolved_at: null,
        resolution: null,
        resolution_time_seconds: null,
      } as const;
      await this.store.update(tx, known.id, { ...counted, ...reopened }, now);
      await this.tell(tx, known.id, 'reopened', failure, `The same failure came back in ${nameOf(failure.run)}.`);
    } else {
      const severity = worse(known.severity, own);
      const raised = known.severity_is_chosen ? {} : { severity };
      await this.store.update(tx, known.id, { ...counted, ...raised }, now);
      await this.tell(tx, known.id, 'seen_again', failure, `The same failure in ${nameOf(failure.run)}.`);
    }
    await this.history.addOccurrence(tx, this.occurrenceOf(known.id, failure));
    return known.id;
  }

  private async open(tx: Tx, failure: Failure, cause: Diagnosis): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    const telling = await this.tellingOf(tx, failure, cause, null);
    const incident: Incident = {
      id,
      user_id: failure.connection.userId,
      repository_connection_id: failure.connection.id,
      status: 'open',
      severity: telling.severity,
      severity_is_chosen: false,
      source: failure.connection.oauthConnectionId === null ? 'webhook' : failure.connection.kind,
      verdict: 'unknown',
      fingerprint: cause.fingerprint,
      first_seen_at: failure.at,
      last_seen_at: failure.at,
      opened_at: failure.at,
      occurrence_count: 1,
      assignee: null,
      resolved_at: null,
      resolution: null,
      resolution_time_seconds: null,
      reopened_count: 0,
      created_at: now,
      updated_at: now,
      ...wordsOf(telling),
    };
    await this.store.insert(tx, incident);
    await this.history.addOccurrence(tx, this.occurrenceOf(id, failure));
    await this.tell(tx, id, 'opened', failure, `Opened by ${nameOf(failure.run)}.`);
    await this.tell(tx, id, 'diagnosed', failure, cause.summary);
    return id;
  }

  private async tellingOf(tx: Tx, failure: Failure, cause: Diagnosis, known: Incident | null): Promise<Telling> {
    return {
      title: storableText(cause.summary),
      rootCause: rootCauseOf(cause),
      analysis: toAnalysis(cause),
      branch: failure.run.branch,
      workflowName: failure.run.workflowName,
      severity: severityOf({
        class: cause.class,
        verdict: 'unknown',
        onDefaultBranch: failure.onDefaultBranch,
        failuresInARow: failure.onDefaultBranch ? await this.failuresInARow(tx, failure, known) : 0,
      }),
    };
  }

  /** How many of the lane's newest runs, from the newest on, failed for this cause; the one being placed counts. */
  private async failuresInARow(tx: Tx, failure: Failure, known: Incident | null): Promise<number> {
    if (known === null) return 1;
    // Nothing is worse than critical: a main that stays red is not counted for ever.
    if (known.status !== 'resolved' && known.severity === 'critical') return CRITICAL_AFTER;
    const ids = await this.workflow.recentVerdicts(tx, failure.connection.id, failure.lane, CRITICAL_AFTER);
    const ours = await this.history.occurrencesAmong(tx, known.id, ids);
    const firstOther = ids.findIndex((id) => id !== failure.run.id && !ours.has(id));
    return firstOther === -1 ? ids.length : firstOther;
  }

  private occurrenceOf(incidentId: string, failure: Failure): Occurrence {
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
    };
  }

  private async tell(
    tx: Tx,
    incidentId: string,
    type: 'opened' | 'seen_again' | 'diagnosed' | 'reopened',
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

/** The columns that speak of the newest failure. */
function wordsOf(
  telling: Telling,
): Pick<Incident, 'title' | 'root_cause' | 'analysis' | 'class' | 'branch' | 'workflow_name'> {
  return {
    title: telling.title,
    root_cause: telling.rootCause,
    analysis: telling.analysis,
    class: telling.analysis.class,
    branch: telling.branch,
    workflow_name: telling.workflowName,
  };
}

/** A run in words: `CI #12 on main`. */
export function nameOf(run: WorkflowRun): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return `${run.workflowName} #${run.number}${attempt}${run.branch === null ? '' : ` on ${run.branch}`}`;
}

/** What the diagnosis gets to see. Where the forge told of no failed job, the run itself stands for one without a log. */
function jobsOf(run: WorkflowRun, logs: readonly FailedJobLog[]): Parameters<typeof causesOf>[0]['jobs'] {
  if (logs.length === 0) {
    return [
      { name: run.workflowName, conclusion: run.conclusion ?? 'failure', failedSteps: [], log: null, truncated: false },
    ];
  }
  return logs.map(({ job, text, truncated }) => ({
    name: job.name,
    conclusion: job.conclusion ?? 'failure',
    failedSteps: job.steps.filter((step) => isFailure(step.conclusion)).map(({ number, name }) => ({ number, name })),
    log: text,
    truncated,
  }));
}
