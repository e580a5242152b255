import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { IncidentLedger } from '../incident/incident.ledger';
import { TaskQueue } from '../queue/task.queue';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import { pullPolicyOf } from './domain/pull-policy';
import type { Decline } from './domain/decline';
import { toStoredPatch } from './domain/stored-patch';
import { FixDesk } from './fix-desk';
import { FixErrors } from './fix.errors';
import { fixBlocked, fixProposed, fixSuggested } from './fix.facts';
import { FixMetrics } from './fix.metrics';
import { lookAgain } from './fix.tasks';
import { FixStore } from './fix.store';
import type { FixAttempt, FixDecision, FixSubject } from './fix.types';

/** Times a run is looked at again by itself because the model did not answer; the spend caps hold for each. */
const MAX_LATER = 3;
/** Until a later attempt is asked for again: long enough for most limits and restarts to be over. */
const AGAIN_IN_SECONDS = 300;
/** Attempts an incident's page shows. */
const SHOWN = 50;

/** What a fix is wanted for. */
export interface FixWish {
  readonly incidentId: string;
  readonly runId: string;
  /** Null: it comes by itself. */
  readonly requestedBy: string | null;
  /** True or false overrides the repository's `use_ai`; absent or null: as it says. */
  readonly useAi?: boolean | null;
  /** Where its pull request should go; absent or null: as the failing branch asks for. Must exist. */
  readonly targetBranch?: string | null;
  /** Whether its pull request stays a draft; absent or null: as the repository's policy says. */
  readonly draft?: boolean | null;
}

/** Fixes as other features and people ask for them. */
@Injectable()
export class FixService {
  constructor(
    private readonly db: Database,
    private readonly store: FixStore,
    private readonly desk: FixDesk,
    private readonly incidents: IncidentLedger,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
    private readonly metrics: FixMetrics,
  ) {}

  /**
   * Looks for a fix of a failed run and writes down what came of it; a patch is told as `fix.proposed`. Asked again for
   * the same run by itself, it does nothing and answers null. Throws `ForgeError` for what may pass.
   */
  async propose(wish: FixWish): Promise<FixAttempt | null> {
    const subject = await this.subjectOf(wish, 1);
    if (subject === null) return null;
    const byItself = wish.requestedBy === null;
    if (byItself && (await this.store.hasTried(this.db.read, wish.incidentId, wish.runId))) return null;
    const decision = await this.desk.decide(subject);
    return this.db.transaction((tx) => this.record(tx, subject, decision));
  }

  /**
   * The next attempt after the CI of our own branch refused the one before: `runId` is the run that did. Its patch is
   * anchored to our branch's head. Asked again for the same run, it answers the attempt made then. Throws as `propose`.
   */
  async proposeAgain(previous: FixAttempt, runId: string): Promise<FixAttempt | null> {
    const useAi = previous.kind === 'ai' ? true : null;
    const { requested_by: requestedBy, target_branch: targetBranch } = previous;
    const wish = { incidentId: previous.incident_id, runId, requestedBy, useAi, targetBranch };
    const subject = await this.subjectOf(wish, previous.number + 1);
    if (subject === null) return null;
    const made = await this.store.tried(this.db.read, wish.incidentId, runId);
    if (made !== null) return made;
    const decision = await this.desk.decide(subject);
    return this.db.transaction(
      async (tx) => (await this.record(tx, subject, decision)) ?? this.store.tried(tx, wish.incidentId, runId),
    );
  }

  /**
   * What would be proposed for an incident's newest failure; no attempt is saved. A model costs, so it is asked only when
   * `useAi` says so. Throws `common.not_found`, `fix.no_failure`.
   */
  async preview(userId: string, incidentId: string, useAi = false): Promise<FixDecision> {
    const known = await this.incidents.subject(this.db.read, incidentId);
    if (known?.userId !== userId) throw new AppError(CommonErrors.notFound);
    if (known.newestRunId === null) throw new AppError(FixErrors.noFailure);
    const subject = await this.subjectOf({ incidentId, runId: known.newestRunId, requestedBy: userId, useAi }, 1);
    if (subject === null) throw new AppError(FixErrors.noFailure);
    return this.desk.decide(subject);
  }

  /** A user's own incident's attempts, newest first, at most 50. Throws `common.not_found`. */
  async ownAttempts(userId: string, incidentId: string): Promise<readonly FixAttempt[]> {
    const known = await this.incidents.subject(this.db.read, incidentId);
    if (known?.userId !== userId) throw new AppError(CommonErrors.notFound);
    return this.attemptsOf(this.db.read, incidentId);
  }

  /** Null when there is none. */
  async attempt(tx: Tx, id: string): Promise<FixAttempt | null> {
    return this.store.find(tx, id);
  }

  /** Newest first, at most 50. */
  async attemptsOf(tx: Tx, incidentId: string): Promise<readonly FixAttempt[]> {
    return this.store.ofIncident(tx, incidentId, SHOWN);
  }

  private async subjectOf(wish: FixWish, attempt: number): Promise<FixSubject | null> {
    const { incidentId, runId, requestedBy, useAi = null, targetBranch = null, draft = null } = wish;
    const [incident, run] = await Promise.all([
      this.incidents.subject(this.db.read, incidentId),
      this.workflow.run(this.db.read, runId),
    ]);
    if (incident === null || run === null) return null;
    const connection = await this.directory.connection(this.db.read, run.connectionId);
    if (connection === null) return null;
    const { status: incidentStatus, fingerprint, verdict } = incident;
    const known = { incidentId, incidentStatus, fingerprint, verdict, run, connection };
    return { ...known, requestedBy, attempt, useAi, targetBranch, draft };
  }

  /** When a later attempt that a model did not answer may be asked for again; null when it was answered, or often enough. */
  async againAt(attempt: FixAttempt): Promise<Date | null> {
    if (attempt.code !== 'fix.model_unavailable') return null;
    const { incident_id: incidentId, workflow_run_id: runId } = attempt;
    const unanswered = await this.store.countUnanswered(this.db.read, incidentId, runId);
    return unanswered > MAX_LATER ? null : this.after(AGAIN_IN_SECONDS, unanswered);
  }

  /** Each time twice as long: an endpoint that is down is not pestered. */
  private after(seconds: number, unanswered: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000 * 2 ** (unanswered - 1));
  }

  /** Has the run looked at again when the model may answer, where it came by itself. */
  private async later(tx: Tx, subject: FixSubject, decline: Decline): Promise<void> {
    const { incidentId, run, requestedBy, attempt } = subject;
    // A later attempt is asked for by the CI of our branch, which knows its number; this only looks at runs of others.
    if (requestedBy !== null || attempt > 1 || decline.againInSeconds === undefined) return;
    const unanswered = await this.store.countUnanswered(tx, incidentId, run.id);
    if (unanswered > MAX_LATER) return;
    const payload = { incident_id: incidentId, run_id: run.id, connection_id: run.connectionId };
    const runAt = this.after(decline.againInSeconds, unanswered);
    await this.queue.enqueue(tx, lookAgain, payload, { runAt, key: `fix.again:${incidentId}:${run.id}` });
  }

  private async record(tx: Tx, subject: FixSubject, decision: FixDecision): Promise<FixAttempt | null> {
    await this.store.lockIncident(tx, subject.incidentId);
    const { run, connection, requestedBy } = subject;
    // Two who looked at once: the first to come here is the one that counts.
    const isRepeated = requestedBy === null && (await this.store.hasTried(tx, subject.incidentId, run.id));
    if (isRepeated) return null;
    const attempt: FixAttempt = {
      id: newId(),
      user_id: connection.userId,
      incident_id: subject.incidentId,
      repository_connection_id: connection.id,
      workflow_run_id: run.id,
      requested_by: requestedBy,
      number: subject.attempt,
      verdict: subject.verdict,
      head_sha: run.commitSha,
      branch: run.branch,
      target_branch: decision.target?.branch ?? null,
      gates: decision.gates,
      created_at: this.clock.now(),
      ...outcomeOf(decision),
    };
    await this.store.insert(tx, attempt);
    this.metrics.attempted(attempt);
    if (decision.outcome === 'declined') await this.later(tx, subject, decision.decline);
    const { id, incident_id, repository_connection_id: connection_id, user_id } = attempt;
    const told = { attempt_id: id, incident_id, connection_id, user_id };
    if (attempt.outcome === 'proposed') {
      await this.queue.publish(tx, fixProposed, id, { ...told, draft: subject.draft ?? staysDraft(subject, decision) });
    }
    const number = decision.target?.pullRequestNumber ?? null;
    if (attempt.code === 'fix.policy_invalid' && number !== null && decision.target?.isFork === false) {
      await this.queue.publish(tx, fixBlocked, id, { ...told, pull_request_number: number });
    }
    if (attempt.code === 'fix.fork' && attempt.patch !== null && number !== null) {
      await this.queue.publish(tx, fixSuggested, id, { ...told, pull_request_number: number });
    }
    return attempt;
  }
}

/**
 * True for a fix whose pull request brings along what nobody has asked to merge: the commits of a branch without a pull
 * request of its own. Null: as the policy says.
 */
function staysDraft({ run, targetBranch }: FixSubject, { target }: FixDecision): true | null {
  const isUnasked = target?.pullRequestNumber === null && target.branch !== run.branch && targetBranch === null;
  return isUnasked ? true : null;
}

type OutcomeColumns = Pick<
  FixAttempt,
  | 'outcome'
  | 'code'
  | 'reason'
  | 'kind'
  | 'fixer'
  | 'model'
  | 'confidence'
  | 'patch'
  | 'diff'
  | 'commands'
  | 'pull_policy'
>;

function outcomeOf(decision: FixDecision): OutcomeColumns {
  const { patch } = decision;
  const shown = {
    confidence: patch?.confidence ?? null,
    patch: patch === null ? null : toStoredPatch(patch),
    diff: patch === null ? null : storableText(patch.diff),
  };
  if (decision.outcome === 'declined') {
    const { code, reason } = decision.decline;
    const { commands } = decision;
    return {
      ...shown,
      outcome: 'declined',
      code,
      reason: storableText(reason),
      kind: null,
      fixer: null,
      model: null,
      pull_policy: null,
      commands,
    };
  }
  const { kind, fixer, model } = decision;
  const pull_policy = pullPolicyOf(decision.policy);
  return { ...shown, outcome: 'proposed', code: null, reason: null, kind, fixer, model, commands: [], pull_policy };
}
