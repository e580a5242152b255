import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { ForgeError } from '../forge/forge.errors';
import { decideRetry } from '../queue/retry';
import { ConnectionDirectory } from '../repository/connection.directory';
import { WorkflowService } from '../workflow/workflow.service';
import type { WorkflowRun } from '../workflow/workflow.public';
import type { AutoRerunEntity } from './auto-rerun.entity';
import { AutoRerunStore } from './auto-rerun.store';
import { refusalWords } from './domain/rerun-policy';
import { nameOf } from './domain/run-words';
import type { TimelineEventType } from './domain/timeline';
import { IncidentHistoryStore } from './incident-history.store';
import { isReachable } from './rerun-planner';
import { VerdictStore } from './verdict.store';

/** Carries out planned reruns and tells the incidents what came of them. */
@Injectable()
export class RerunService {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly reruns: AutoRerunStore,
    private readonly verdicts: VerdictStore,
    private readonly history: IncidentHistoryStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks the forge, once. What it refuses is recorded by its meaning; what may pass (`unavailable`) is thrown, to be called again.
   */
  async perform(id: string): Promise<void> {
    const plan = await this.reruns.find(this.db.read, id);
    if (plan?.status !== 'planned') return;
    const run = await this.workflow.run(this.db.read, plan.workflow_run_id);
    const connection = await this.directory.connection(this.db.read, plan.repository_connection_id);
    if (run === null || connection === null) return;
    // The world may have moved on since the plan was made.
    if (!isReachable(connection)) return this.refuse(plan, run, 'not_reachable');
    if (!connection.fixPolicy.auto_rerun.enabled) return this.refuse(plan, run, 'not_enabled');
    // A later attempt is the one we asked for, where we may have been heard and got no answer. A task's try does not tell: one
    // that was put off begins with its first again.
    const wasAsked = plan.requested_at !== null;
    if (!wasAsked && (await this.workflow.isOvertaken(this.db.read, run))) return this.refuse(plan, run, 'overtaken');
    try {
      const asked = await this.workflow.rerunFailedJobs(run, () =>
        this.reruns.noteAsked(this.db.read, plan.id, this.clock.now()),
      );
      if (!asked && !wasAsked) {
        await this.refuse(plan, run, 'overtaken');
        return;
      }
    } catch (error) {
      const { action } = decideRetry(error, this.clock.now());
      if (action === 'give-up') return this.refuse(plan, run, wordOf(error));
      // Told to wait is told that nothing was done.
      if (action === 'wait' && !wasAsked) await this.reruns.noteAsked(this.db.read, plan.id, null);
      throw error;
    }
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      // What came of it may have been told already.
      if (!(await this.reruns.move(tx, plan.id, ['planned'], 'requested', { requestedAt: now }))) return;
      await this.tell(
        tx,
        plan,
        'rerun_requested',
        `The failed jobs of ${nameOf(run)} run again: ${REASONS[plan.reason]}.`,
      );
    });
  }

  /** Records that the forge could not be asked in all the tries there were. */
  async giveUp(id: string): Promise<void> {
    const plan = await this.reruns.find(this.db.read, id);
    const run = plan === null ? null : await this.workflow.run(this.db.read, plan.workflow_run_id);
    if (plan !== null && run !== null) await this.refuse(plan, run, 'unavailable');
  }

  /** Takes the ends of later attempts as what came of the reruns we asked for. */
  async settle(tx: Tx, runs: readonly WorkflowRun[]): Promise<void> {
    for (const { plan, run } of await this.reruns.pending(tx, runs)) {
      if (plan.run_attempt < run.attempt) await this.settleOne(tx, plan, run);
    }
  }

  private async settleOne(tx: Tx, plan: AutoRerunEntity, run: WorkflowRun): Promise<void> {
    const passed = run.conclusion === 'success';
    // Of two attempts that ended together, the first is what came of it.
    const isFirst = await this.reruns.move(tx, plan.id, ['planned', 'requested'], passed ? 'passed' : 'failed', {
      finishedAt: this.clock.now(),
    });
    if (!isFirst) return;
    const message = `${nameOf(run)} ${passed ? 'passed' : 'failed too'}.`;
    await this.tell(tx, plan, passed ? 'rerun_passed' : 'rerun_failed', message, run);
  }

  private async refuse(plan: AutoRerunEntity, run: WorkflowRun, refusal: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      if (!(await this.reruns.move(tx, plan.id, ['planned'], 'refused', { refusal, finishedAt: now }))) return;
      await this.tell(tx, plan, 'rerun_refused', `${nameOf(run)} was not run again: ${refusalWords(refusal)}.`);
    });
  }

  private async tell(
    tx: Tx,
    plan: AutoRerunEntity,
    type: TimelineEventType,
    message: string,
    about?: WorkflowRun,
  ): Promise<void> {
    const occurrences = await this.verdicts.ofRun(tx, plan.workflow_run_id);
    for (const incidentId of new Set(occurrences.map(({ incident_id: id }) => id))) {
      await this.history.addEvent(tx, incidentId, {
        type,
        at: about?.completedAt ?? this.clock.now(),
        actorId: null,
        message,
        workflowRunId: about?.id ?? plan.workflow_run_id,
      });
    }
  }
}

const REASONS: Record<AutoRerunEntity['reason'], string> = {
  infrastructure: 'the platform failed, not the change',
  flaky: 'the same commit has passed before',
  suspected_flaky: 'what failed is known to be flaky, and the change did not touch it',
};

/** A refusal by its meaning, never in the forge's own text. */
function wordOf(error: unknown): string {
  if (error instanceof ForgeError) return error.kind;
  return error instanceof AppError ? 'not_reachable' : 'rejected';
}
