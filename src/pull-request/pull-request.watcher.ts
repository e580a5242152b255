import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { isOwnBranch } from '../common/own-branch';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { FixFact, FixSuggestion } from '../fix/fix.facts';
import type { IncidentSettled } from '../incident/incident.facts';
import { IncidentLedger } from '../incident/incident.ledger';
import { TaskQueue } from '../queue/task.queue';
import type { ChangeReceived } from '../webhook/webhook.facts';
import type { WorkflowRun } from '../workflow/workflow.public';
import { WorkflowService } from '../workflow/workflow.service';
import type { WithdrawalReason } from './domain/life';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestHarm } from './pull-request.harm';
import { PullRequestProver } from './pull-request.prover';
import { PullRequestStore } from './pull-request.store';
import {
  aboutOf,
  openPullRequest,
  settlePullRequest,
  suggestPatch,
  tellBlocked,
  writeLane,
} from './pull-request.tasks';
import type { PullRequest } from './pull-request.types';

type Change = ChangeReceived['change'];

const REASONS = {
  resolved: 'incident_resolved',
  muted: 'incident_muted',
  merged: 'incident_resolved',
} as const satisfies Record<IncidentSettled['how'], WithdrawalReason>;

/** A look costs some four reads, most of them answered from the cache for nothing; GitHub never sends a lost event again. */
const LOOK_EVERY_MS = 15 * 60_000;
/** More than are open at once where a fix is proposed every second. */
const PER_TURN = 500;

/** Hears what happens around fix pull requests, and has done about it what must be. Asks nobody: the tasks do. */
@Injectable()
export class PullRequestWatcher {
  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly prover: PullRequestProver,
    private readonly harm: PullRequestHarm,
    private readonly incidents: IncidentLedger,
    private readonly workflow: WorkflowService,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** A patch wants a pull request. */
  async proposed({ attempt_id, connection_id, user_id, draft }: FixFact): Promise<void> {
    const key = `${openPullRequest.kind}:${attempt_id}`;
    const lane = writeLane(user_id);
    await this.queue.enqueue(this.db.read, openPullRequest, { attempt_id, connection_id, draft }, { lane, key });
  }

  /** A patch for a fork, which is told there and pushed nowhere. */
  async suggested({ user_id, attempt_id, connection_id, pull_request_number }: FixSuggestion): Promise<void> {
    const key = `${suggestPatch.kind}:${attempt_id}`;
    const lane = writeLane(user_id);
    const payload = { attempt_id, connection_id, pull_request_number };
    await this.queue.enqueue(this.db.read, suggestPatch, payload, { lane, key });
  }

  /** A mistake in the repository's own settings, which is told where the failure is. */
  async blocked({ user_id, attempt_id, connection_id, pull_request_number }: FixSuggestion): Promise<void> {
    const key = `${tellBlocked.kind}:${attempt_id}`;
    const lane = writeLane(user_id);
    const payload = { attempt_id, connection_id, pull_request_number };
    await this.queue.enqueue(this.db.read, tellBlocked, payload, { lane, key });
  }

  /** Nobody needs the fix any more. */
  async incidentSettled(incidentId: string, how: IncidentSettled['how']): Promise<void> {
    await this.db.transaction(async (tx) => {
      // A pull request that is just being promised is waited for: it was promised while the incident was still open.
      await this.store.lockIncident(tx, incidentId);
      const incident = await this.incidents.subject(tx, incidentId);
      // Told late: it was seen again meanwhile.
      if (incident?.isOpen === true) return;
      const open = await this.store.openOf(tx, incidentId);
      if (open !== null) await this.keeper.applyLocked(tx, open, { type: 'cause_gone', why: REASONS[how] });
    });
  }

  /** A branch or a pull request changed: whoever is concerned is looked at, after what we are just writing. */
  async changed(connectionId: string, change: Change): Promise<void> {
    if (change.of === 'branch') await this.harm.reverted(connectionId, change.branch, change.reverts);
    await this.db.transaction(async (tx) => {
      await this.lookAt(tx, await this.concerned(tx, connectionId, change));
    });
  }

  /** One turn over the open ones: what an event would have told is found out by asking. */
  async sweep(): Promise<{ looked_at: number }> {
    const now = this.clock.now();
    return this.db.transaction(async (tx) => {
      const rows = await this.store.takeUnseen(tx, new Date(now.getTime() - LOOK_EVERY_MS), now, PER_TURN);
      await this.lookAt(tx, rows);
      return { looked_at: rows.length };
    });
  }

  private async lookAt(tx: Tx, rows: readonly PullRequest[]): Promise<void> {
    for (const row of rows) {
      const lane = writeLane(row.user_id);
      const key = `${settlePullRequest.kind}:${row.id}:look`;
      await this.queue.enqueue(tx, settlePullRequest, aboutOf(row), { lane, key });
    }
  }

  private async concerned(tx: Tx, connectionId: string, change: Change): Promise<readonly PullRequest[]> {
    if (change.of === 'pull-request') {
      const row = await this.store.byNumber(tx, connectionId, change.number);
      return row === null ? [] : [row];
    }
    if (!isOwnBranch(change.branch)) return this.store.openFor(tx, connectionId, change.branch);
    const row = await this.store.byBranch(tx, connectionId, change.branch);
    return row === null ? [] : [row];
  }

  /** A branch that fixes go into is green: what was to mend it is needed no more, though its incident may go on elsewhere. */
  private async baseDecided(run: WorkflowRun, branch: string): Promise<void> {
    if (run.conclusion !== 'success' || run.isPullRequest) return;
    const rows = await this.store.oursInto(this.db.read, run.connectionId, branch);
    if (rows.length === 0 || (await this.workflow.isOvertaken(this.db.read, run))) return;
    for (const row of rows) {
      if (await this.prover.isMendedBy(row, run)) {
        await this.keeper.apply(row.id, { type: 'cause_gone', why: 'base_is_green' });
      }
    }
  }

  /** CI has decided on runs: on commits of ours, or on a branch that a fix of ours goes into. Again changes nothing. */
  async decided(runIds: readonly string[]): Promise<void> {
    for (const run of await this.workflow.runsById(this.db.read, runIds)) {
      if (run.branch === null) continue;
      await (isOwnBranch(run.branch) ? this.oursDecided(run, run.branch) : this.baseDecided(run, run.branch));
    }
  }

  /**
   * The repository's CI has decided on a commit of ours. The workflow that failed is the one that proves; another one
   * that was green before and is red on our commit disproves.
   */
  private async oursDecided(run: WorkflowRun, branch: string): Promise<void> {
    const row = await this.store.byBranch(this.db.read, run.connectionId, branch);
    if (row === null) return;
    const passed = run.conclusion === 'success';
    const counts = await this.prover.isOfFailedWorkflow(row, run);
    if (!counts && (passed || !(await this.prover.isBrokenByUs(row, run)))) return;
    const tries = row.tries.map((each) =>
      each.head_sha !== run.commitSha
        ? each
        : ({
            ...each,
            result: passed ? 'passed' : 'failed',
            reason: passed ? null : `${run.workflowName} #${run.number} ended in ${run.conclusion ?? 'failure'}`,
          } as const),
    );
    await this.keeper.apply(
      row.id,
      { type: passed ? 'checks_green' : 'checks_red', headSha: run.commitSha },
      { tries, ...(passed ? {} : { failed_run_id: run.id }) },
    );
  }
}
