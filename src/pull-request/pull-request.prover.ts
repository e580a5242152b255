import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError } from '../common/errors';
import { FixConfig } from '../config/config';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import type { FixAttempt } from '../fix/fix.types';
import { ForgeError } from '../forge/forge.errors';
import { WorkflowService } from '../workflow/workflow.service';
import type { WorkflowRun } from '../workflow/workflow.public';
import { inline } from './domain/foreign-text';
import { isOverdue, whyUnproven, type ProofRun, type Waiting } from './domain/unproven';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestStore } from './pull-request.store';
import type { PullRequest } from './pull-request.types';

/** Looked at in one turn; more than wait at once where a fix is proposed every second. */
const PER_TURN = 500;
/** Forges' clocks differ from ours. */
const SKEW_MS = 5 * 60_000;

/** Decides what the repository's own CI says of our commits, and notices when it says nothing. */
@Injectable()
export class PullRequestProver {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly fixes: FixService,
    private readonly workflow: WorkflowService,
    private readonly config: FixConfig,
    private readonly clock: Clock,
  ) {}

  /** One turn over all fixes that wait for a verdict. */
  async sweep(): Promise<{ unproven: number }> {
    let unproven = 0;
    for (const row of await this.store.verifying(this.db.read, PER_TURN)) {
      const why = await this.whyUnproven(row);
      if (why === null || row.head_sha === null) continue;
      if (await this.keeper.apply(row.id, { type: 'unproven', headSha: row.head_sha, why })) unproven += 1;
    }
    return { unproven };
  }

  /** True for the workflow the fix is for: what it says of our commit is the proof. */
  async isOfFailedWorkflow(row: PullRequest, run: WorkflowRun): Promise<boolean> {
    return (await this.failedWorkflow(row)) === this.workflow.workflowKey(run);
  }

  /** True when a workflow that was green on the commit we built on is red on ours: that is our doing. */
  async isBrokenByUs(row: PullRequest, run: WorkflowRun): Promise<boolean> {
    const before = await this.workflow.runsAt(this.db.read, row.repository_connection_id, row.source_sha);
    const key = this.workflow.workflowKey(run);
    return before.find((each) => this.workflow.workflowKey(each) === key)?.conclusion === 'success';
  }

  /**
   * True when a green run of the branch a fix goes into shows that it is mended without us: a later run of the workflow
   * that failed, there or, for the base's sake alone, on a branch made from it.
   */
  async isMendedBy(row: PullRequest, run: WorkflowRun): Promise<boolean> {
    const attempt = await this.firstAttempt(row);
    const failed = await this.runOf(attempt);
    // Forges count a workflow's runs over all branches.
    if (attempt === null || failed === null || run.number <= failed.number) return false;
    if (this.workflow.workflowKey(run) !== this.workflow.workflowKey(failed)) return false;
    if (row.source_branch === row.base_branch) return true;
    // As it was when the fix was made: the very run that is green now may already have changed whose failure it is.
    return attempt.verdict === 'base_broken';
  }

  private async whyUnproven(row: PullRequest): Promise<string | null> {
    const waiting = await this.waiting(row);
    if (!isOverdue(waiting)) return whyUnproven(waiting);
    // Nobody told us of a run; perhaps nobody could.
    return (await this.caughtUp(row)) ? whyUnproven(await this.waiting(row)) : null;
  }

  private async waiting(row: PullRequest): Promise<Waiting> {
    const failed = await this.failedWorkflow(row);
    const told = await this.workflow.runsAt(this.db.read, row.repository_connection_id, row.head_sha ?? '');
    const runs = told.map((run): ProofRun => ({
      isFailedWorkflow: this.workflow.workflowKey(run) === failed,
      name: inline(run.workflowName, 100),
      status: run.status,
      conclusion: run.conclusion,
    }));
    const waitedMs = this.clock.now().getTime() - (row.pushed_at ?? row.updated_at).getTime();
    return { runs, waitedMs, limitMs: this.config.verifyTimeoutMs };
  }

  /** False when the forge cannot be asked just now: the next turn asks again. */
  private async caughtUp(row: PullRequest): Promise<boolean> {
    const since = new Date((row.pushed_at ?? row.updated_at).getTime() - SKEW_MS);
    try {
      await this.workflow.catchUp({ connectionId: row.repository_connection_id, userId: row.user_id }, since);
    } catch (error) {
      if (!(error instanceof ForgeError) && !(error instanceof AppError)) throw error;
      this.logger.warn({ error, pull_request: row.id }, 'the forge could not be asked about the CI of a fix');
      return !(error instanceof ForgeError && ['unavailable', 'rate-limited'].includes(error.kind));
    }
    return true;
  }

  private async failedWorkflow(row: PullRequest): Promise<string | null> {
    const failed = await this.runOf(await this.firstAttempt(row));
    return failed === null ? null : this.workflow.workflowKey(failed);
  }

  /** The one made for the failure itself, not for one of our own branch. */
  private async firstAttempt(row: PullRequest): Promise<FixAttempt | null> {
    const [first] = row.tries;
    return this.fixes.attempt(this.db.read, first?.attempt_id ?? row.attempt_id);
  }

  private async runOf(attempt: FixAttempt | null): Promise<WorkflowRun | null> {
    return attempt === null ? null : this.workflow.run(this.db.read, attempt.workflow_run_id);
  }
}
