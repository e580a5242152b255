import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { ForgePullRequest } from '../forge/pull-request.types';
import { pullOfRun } from './domain/pull-of-run';
import { ForgeReader } from './forge-reader';
import { WorkflowRunStore } from './workflow-run.store';
import type { WorkflowRun } from './workflow.public';

/** Finds out which pull request a run belongs to, and so what it must be held against. */
@Injectable()
export class BaseReader {
  constructor(
    private readonly db: Database,
    private readonly reader: ForgeReader,
    private readonly runs: WorkflowRunStore,
  ) {}

  /**
   * By the run's commit, which finds a fork's, too; where that tells nothing by its branch. Null without one, and where
   * the forge will never tell; throws what may pass.
   */
  async pullRequestOf(run: WorkflowRun): Promise<ForgePullRequest | null> {
    const { branch, commitSha: sha, isPullRequest } = run;
    if (branch === null) return null;
    const ofCommit = pullOfRun(run, await this.find(run, { sha }));
    if (ofCommit !== null) return ofCommit;
    const ofBranch = await this.find(run, { headBranch: branch });
    // A fork's branch may be called like one of ours: its run must not be taken for that one's.
    return pullOfRun(
      run,
      ofBranch.filter(({ headSha }) => headSha === sha || !isPullRequest),
    );
  }

  private async find(
    { connectionId }: WorkflowRun,
    of: { readonly sha: string } | { readonly headBranch: string },
  ): Promise<readonly ForgePullRequest[]> {
    const found = await this.reader.unlessForGood(() =>
      this.reader.ask(connectionId, (client, { repository }) => client.findPullRequests(repository, of)),
    );
    return found ?? [];
  }

  /** What the forge told with the run, else what it answers now, kept with the run. */
  async learnBase(run: WorkflowRun): Promise<string | null> {
    if (run.baseBranch !== null) return run.baseBranch;
    const base = (await this.pullRequestOf(run))?.baseBranch ?? null;
    if (base !== null) await this.runs.saveBase(this.db.read, run.id, base);
    return base;
  }
}
