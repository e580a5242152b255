import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { isOwnBranch } from '../common/own-branch';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import { IncidentLedger, type IncidentFailure } from '../incident/incident.ledger';
import type { ChangeReceived } from '../webhook/webhook.facts';
import { WorkflowService } from '../workflow/workflow.service';
import type { WorkflowRun } from '../workflow/workflow.public';
import { harmOf, isReverted } from './domain/harm';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestStore } from './pull-request.store';
import type { PullRequest } from './pull-request.types';

/** A merged fix that is taken back, or whose failure is seen again, within this time did not fix it. */
const HARM_MS = 14 * 24 * 3600 * 1000;

type Reverts = Extract<ChangeReceived['change'], { of: 'branch' }>['reverts'];

/** Notices when merged fixes did harm. */
@Injectable()
export class PullRequestHarm {
  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly workflow: WorkflowService,
    private readonly clock: Clock,
  ) {}

  /** A failure on a branch that fixes were merged into: theirs, or a new one in the files they touched. */
  async failed(incidentId: string, runId: string): Promise<void> {
    const [run, failure] = await Promise.all([
      this.workflow.run(this.db.read, runId),
      this.incidents.failure(this.db.read, incidentId, runId),
    ]);
    if (run === null || failure === null) return;
    // Only what was merged into a branch can have broken it.
    if (run.branch === null || isOwnBranch(run.branch) || run.isPullRequest) return;
    if (failure.verdict === 'flaky' || failure.verdict === 'infrastructure') {
      await this.acquit(run.connectionId, incidentId, failure.verdict);
      return;
    }
    const at = run.startedAt ?? run.createdAt;
    const since = new Date(at.getTime() - HARM_MS);
    for (const row of await this.store.mergedInto(this.db.read, run.connectionId, run.branch, since)) {
      await this.judge(row, { incidentId, failure, run, at });
    }
  }

  /** Commits pushed to a branch say what they take back. */
  async reverted(connectionId: string, branch: string, reverts: Reverts): Promise<void> {
    if (reverts.length === 0) return;
    const now = this.clock.now();
    const since = new Date(now.getTime() - HARM_MS);
    for (const row of await this.store.mergedInto(this.db.read, connectionId, branch, since)) {
      const commits = [row.merge_commit_sha, ...row.tries.map(({ head_sha: sha }) => sha)];
      const found = reverts.find((revert) => isReverted(revert, { number: row.pr_number, commits }));
      if (found === undefined) continue;
      await this.keeper.harm(row, 'reverted', now, {
        message: `It was taken back by ${found.by.slice(0, 12)} on ${storableText(branch)}.`,
        incident_id: null,
        workflow_run_id: null,
        commit_sha: found.by,
        files: [],
      });
    }
  }

  private async judge(
    row: PullRequest,
    seen: { incidentId: string; failure: IncidentFailure; run: WorkflowRun; at: Date },
  ): Promise<void> {
    if (row.merged_at === null) return;
    const attempt = await this.fixes.attempt(this.db.read, row.attempt_id);
    const { incidentId, failure, run, at } = seen;
    const harm = harmOf({
      isOwnIncident: row.incident_id === incidentId,
      mergedAt: row.merged_at,
      failedAt: at,
      firstSeenAt: failure.firstSeenAt,
      blamedFiles: failure.blamedFiles,
      touchedFiles: (attempt?.patch?.changes ?? []).map(({ path }) => path),
    });
    if (harm === null) return;
    const where = `${run.workflowName} #${run.number}`;
    await this.keeper.harm(row, harm.kind, at, {
      message: storableText(
        harm.kind === 'seen_again'
          ? `The failure it was for is back in ${where}.`
          : `A new failure in the files it touched: ${failure.title} (${where}).`,
      ),
      incident_id: incidentId,
      workflow_run_id: run.id,
      commit_sha: null,
      files: harm.files,
    });
  }

  private async acquit(connectionId: string, incidentId: string, verdict: string): Promise<void> {
    for (const row of await this.store.harmedBy(this.db.read, connectionId, incidentId)) {
      await this.keeper.unharm(row, `the failure that showed it is ${verdict}.`);
    }
  }
}
