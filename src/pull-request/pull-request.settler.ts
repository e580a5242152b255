import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import type { ForgeClient } from '../forge/forge';
import type { ForgePullRequest } from '../forge/pull-request.types';
import { IncidentLedger } from '../incident/incident.ledger';
import { MARKER, type Proof } from './domain/description';
import { isOpen, isOurs } from './domain/life';
import { inline } from './domain/foreign-text';
import { TaskQueue } from '../queue/task.queue';
import { PullRequestClaims } from './pull-request.claims';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestPeople, policyOf } from './pull-request.people';
import { PullRequestReach } from './pull-request.reach';
import { PullRequestStore, type PullRequestChange } from './pull-request.store';
import { aboutOf, retryFix } from './pull-request.tasks';
import type { Connection, PullRequest } from './pull-request.types';

/** Brings the forge to where a pull request stands, and learns from the forge where it stands. */
@Injectable()
export class PullRequestSettler {
  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly claims: PullRequestClaims,
    private readonly people: PullRequestPeople,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly reach: PullRequestReach,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Does what the row's phase asks for and was not done yet, then looks whether somebody else did something. */
  async settle(id: string): Promise<void> {
    const row = await this.store.find(this.db.read, id);
    if (row === null) return;
    if (row.phase === 'retrying' && row.acted_phase !== 'retrying') {
      const key = `${retryFix.kind}:${id}:${row.head_sha ?? ''}`;
      await this.queue.enqueue(this.db.read, retryFix, aboutOf(row), { key });
    }
    const reach = await this.reach.to(row.repository_connection_id);
    if (reach === null) return;
    const { connection } = reach;
    await reach.use(async (client) => {
      // What is claimed is still being brought there: the opener's to tell.
      if (row.phase !== 'claimed' && row.acted_phase !== row.phase) await this.act(client, connection, row);
      await this.look(client, connection, row.id);
    });
  }

  /** Asks for the next attempt; without one the pull request has failed. Throws `ForgeError` for what may pass. */
  async retry(id: string): Promise<void> {
    const row = await this.store.find(this.db.read, id);
    if (row?.phase !== 'retrying') return;
    const previous = await this.fixes.attempt(this.db.read, row.attempt_id);
    const next =
      previous === null || row.failed_run_id === null
        ? null
        : await this.fixes.proposeAgain(previous, row.failed_run_id);
    if (next?.outcome === 'proposed') return;
    const runAt = next === null ? null : await this.fixes.againAt(next);
    if (runAt !== null) {
      const key = `${retryFix.kind}:${id}:${row.head_sha ?? ''}:again`;
      await this.queue.enqueue(this.db.read, retryFix, aboutOf(row), { runAt, key });
      return;
    }
    await this.giveUpRetry(id, next?.reason ?? 'no log');
  }

  /** There will be no next attempt. */
  async giveUpRetry(id: string, reason: string): Promise<void> {
    const why = `The repository's CI stayed red, and there is nothing better to propose: ${inline(reason, 400)}`;
    await this.keeper.apply(id, { type: 'nothing_left', why });
  }

  private async act(client: ForgeClient, connection: Connection, row: PullRequest): Promise<void> {
    const { repository } = connection;
    const { phase, pr_number: number } = row;
    if ((phase === 'verified' || phase === 'unproven') && number !== null) {
      await this.showProof(client, connection, row, number);
    }
    if (phase === 'handed_over' && number !== null) {
      const body = 'Somebody committed to this branch, so it is theirs now: DevFlowFix leaves it alone.';
      await client.ensureComment(repository, number, { marker: MARKER, body: `${MARKER}\n${body}` });
    }
    if (phase === 'withdrawn' || phase === 'failed') {
      // Merged or closed by somebody meanwhile: not our doing, and `look` will learn of it.
      if (number !== null && (await client.getPullRequest(repository, number)).state === 'open') {
        const body = `Closed by DevFlowFix. ${row.closed_reason ?? ''}`;
        await client.ensureComment(repository, number, { marker: MARKER, body: `${MARKER}\n${body}` });
        await client.ensureClosed(repository, number);
      }
    }
    if (phase === 'withdrawn' || phase === 'failed' || phase === 'merged') {
      await this.deleteBranch(client, repository, row);
    }
    // Who was never told of a fix need not hear that it is gone.
    if (row.acted_phase !== null) await this.claims.tell(client, connection, row);
    await this.store.update(this.db.read, row.id, { acted_phase: phase }, this.clock.now());
  }

  /** Only where it holds nothing but what we put there: a commit of ours, or none yet. */
  private async deleteBranch(client: ForgeClient, repository: Connection['repository'], row: PullRequest) {
    const ours = [...row.tries.map((each) => each.head_sha).reverse(), row.head_sha, row.source_sha];
    for (const sha of new Set(ours.filter((each) => each !== null))) {
      if (await client.deleteBranch(repository, row.branch_name, sha)) return;
    }
  }

  private async showProof(
    client: ForgeClient,
    connection: Connection,
    row: PullRequest,
    number: number,
  ): Promise<void> {
    const { repository } = connection;
    const checks = await client.listChecks(repository, row.head_sha ?? '');
    const runs = checks
      .filter(({ conclusion }) => conclusion === 'success')
      .flatMap(({ name, url }) => (url === null ? [] : [{ name, url }]));
    const [attempt, incident] = await Promise.all([
      this.fixes.attempt(this.db.read, row.attempt_id),
      this.incidents.subject(this.db.read, row.incident_id),
    ]);
    if (attempt === null || incident === null) return;
    const isProven = row.phase === 'verified';
    const proof: Proof = isProven
      ? { state: 'verified', runs }
      : { state: 'unproven', why: row.unproven_reason ?? 'Its CI did not decide.' };
    const body = await this.reach.describe(row, attempt, incident, attempt.workflow_run_id, proof);
    const now = await client.getPullRequest(repository, number);
    // What somebody has written into the description stays.
    const isOwnText = now.body.replaceAll('\r\n', '\n').trim() === row.body.trim();
    if (isOwnText) await client.updatePullRequest(repository, number, { body });
    if (isProven && !row.wants_draft) await client.ensureReady(repository, number);
    // Not before: nobody is asked to read what the CI may yet refuse.
    if (!isProven || !row.wants_draft) await this.people.askReviewers(client, connection, row, policyOf(attempt));
    await this.store.update(
      this.db.read,
      row.id,
      { checks, ...(isProven ? { draft: row.wants_draft } : {}), ...(isOwnText ? { body } : {}) },
      this.clock.now(),
    );
  }

  /** What happened at the forge while we did not look; the same whether an event told of it or not. */
  private async look(client: ForgeClient, connection: Connection, id: string): Promise<void> {
    const row = await this.store.find(this.db.read, id);
    const number = row?.pr_number ?? null;
    if (row === null || number === null) return;
    const { repository } = connection;
    const told = await client.getPullRequest(repository, number);
    if (told.state !== 'open') {
      const merge = { merge_commit_sha: told.mergeCommitSha, ...(told.closedAt && { merged_at: told.closedAt }) };
      const merged = told.state === 'merged';
      await this.keeper.apply(id, { type: 'closed', merged }, merged ? merge : {});
      return;
    }
    // Open though it was closed before we asked. One that is withdrawn while we ask is not reopened: it will be closed.
    if (!isOpen(row.phase) && row.acted_phase === row.phase) await this.keeper.apply(id, { type: 'reopened' });
    if (!isOurs(row.phase)) return;
    // A commit of ours whose pull request was not told of yet is no stranger's.
    if (!row.tries.some((each) => each.head_sha === told.headSha)) {
      await this.keeper.apply(id, { type: 'branch_moved', headSha: told.headSha });
    }
    const source = await client.findBranch(repository, row.source_branch);
    if (source === null) await this.keeper.apply(id, { type: 'cause_gone', why: 'branch_gone' });
    else if (source.headSha !== row.source_sha && (await this.overlaps(client, connection, row, source.headSha))) {
      await this.keeper.apply(id, { type: 'cause_gone', why: 'author_was_faster' });
    }
    const mergeability = await client.mergeability(repository, number);
    const mergeable = mergeability === 'unknown' ? null : mergeability === 'mergeable';
    const change = { mergeable, draft: told.isDraft, ...countsOf(told) };
    await this.store.update(this.db.read, id, change, this.clock.now());
  }

  /** True when the failing branch has since touched a file of the patch: its author is on it. */
  private async overlaps(
    client: ForgeClient,
    { repository }: Connection,
    row: PullRequest,
    headSha: string,
  ): Promise<boolean> {
    const [attempt, change] = await Promise.all([
      this.fixes.attempt(this.db.read, row.attempt_id),
      client.compare(repository, row.source_sha, headSha),
    ]);
    const ours = new Set(attempt?.patch?.changes.map(({ path }) => path));
    return change.files.some((path) => ours.has(path));
  }
}

/** The columns of what the forge counts; none where it tells no numbers. */
function countsOf({ counts }: ForgePullRequest): PullRequestChange {
  if (counts === null) return {};
  const { commits, comments, addedLines: additions, removedLines: deletions, changedFiles: changed_files } = counts;
  return { commits, comments, additions, deletions, changed_files };
}
