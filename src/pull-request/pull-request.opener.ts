import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { OWN_BRANCH_PREFIX } from '../common/own-branch';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { FixService } from '../fix/fix.service';
import type { FixAttempt } from '../fix/fix.types';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { IncidentLedger, type IncidentSubject } from '../incident/incident.ledger';
import { claim, type Claimant, type Claimed } from './domain/claiming';
import { titleOf } from './domain/description';
import { messageOf } from './domain/commit-message';
import type { WithdrawalReason } from './domain/life';
import { wordsOf } from './domain/refusal';
import type { Try } from './pull-request.entity';
import { PullRequestClaims } from './pull-request.claims';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestPeople, policyOf } from './pull-request.people';
import { PullRequestReach } from './pull-request.reach';
import { PullRequestStore } from './pull-request.store';
import type { Connection, PullRequest } from './pull-request.types';

/** Who our commits say they are by. No mailbox: nobody should be able to claim it. */
const AUTHOR = { name: 'DevFlowFix', email: 'devflowfix@noreply.invalid' };
/** Refusals that waiting does not change. */
const FINAL: readonly string[] = ['forbidden', 'not-found', 'conflict', 'rejected', 'gone'];

/** Brings a proposed patch to the forge. Every step may be taken twice. */
@Injectable()
export class PullRequestOpener {
  private readonly logger = new Logger('PullRequest');

  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly claims: PullRequestClaims,
    private readonly people: PullRequestPeople,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly reach: PullRequestReach,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a pull request for an attempt, or commits it to the one that waits for its next try. Does nothing when the
   * fix is no longer wanted. `draft` overrides the repository's policy; a model's change stays a draft all the same. Throws
   * `ForgeError` for what may pass.
   */
  async open(attemptId: string, draft: boolean | null = null): Promise<void> {
    const attempt = await this.fixes.attempt(this.db.read, attemptId);
    if (attempt?.outcome !== 'proposed') return;
    const reach = await this.reach.to(attempt.repository_connection_id);
    if (reach === null) return;
    const claimed = await this.db.transaction((tx) => this.claim(tx, attempt, draft));
    if (claimed === null) return;
    const { row, incident } = claimed;
    try {
      await reach.use((client) => this.push(client, reach.connection, row, attempt, incident));
    } catch (error) {
      if (!(error instanceof ForgeError) || !FINAL.includes(error.kind)) throw error;
      this.logger.warn({ error, pull_request: row.id }, 'the forge refuses a fix');
      await this.refused(row.id, attempt, error);
    }
  }

  /** No later try will bring this attempt to the forge: whoever waits for it is told why, and may ask again. */
  async giveUp(attemptId: string, error: unknown): Promise<void> {
    const attempt = await this.fixes.attempt(this.db.read, attemptId);
    const open = attempt === null ? null : await this.store.openOf(this.db.read, attempt.incident_id);
    if (attempt === null || open === null) return;
    // What is only claimed would block every other fix; what is open would wait for a commit that never comes.
    const isMine = open.phase === 'claimed' && open.attempt_id === attempt.id;
    const isNext = open.phase === 'retrying' && attempt.number === open.attempt + 1;
    if (isMine || isNext) await this.refused(open.id, attempt, error);
  }

  private async refused(id: string, { patch }: FixAttempt, error: unknown): Promise<void> {
    const { kind, reason } = error instanceof ForgeError ? error : { kind: null, reason: null };
    const detail = wordsOf({ kind, reason, paths: (patch?.changes ?? []).map(({ path }) => path) });
    await this.keeper.apply(id, { type: 'cause_gone', why: 'forge_refused', detail: storableText(detail) });
  }

  /** The row to work on, locked for nobody else; null when there is nothing to do. */
  private async claim(
    tx: Tx,
    attempt: FixAttempt,
    draft: boolean | null,
  ): Promise<{ row: PullRequest; incident: IncidentSubject } | null> {
    await this.store.lockIncident(tx, attempt.incident_id);
    const incident = await this.incidents.subject(tx, attempt.incident_id);
    if (incident === null) return null;
    const known = await this.store.ofIncident(tx, attempt.incident_id);
    const decided = claim(claimantOf(attempt), incident.isOpen, known.map(claimedOf));
    if (decided.does === 'nothing') return null;
    if (decided.does === 'go-on') return { row: decided.with.row, incident };
    if (decided.outdated !== null) {
      const gone = { type: 'cause_gone', why: 'author_was_faster' } as const;
      await this.keeper.applyLocked(tx, decided.outdated.row, gone);
    }
    // What a model wrote stays a draft until a person has seen it and says that it is meant.
    const wantsDraft = (draft ?? policyOf(attempt).draft) || attempt.kind === 'ai';
    const made = this.rowOf(attempt, incident, known.length);
    if (made === null) return null;
    const row = { ...made, wants_draft: wantsDraft };
    await this.store.insert(tx, row);
    for (const old of known) await this.keeper.catchUp(tx, old);
    return { row, incident };
  }

  private rowOf(attempt: FixAttempt, incident: IncidentSubject, before: number): PullRequest | null {
    const { branch, target_branch: base } = attempt;
    if (branch === null || base === null) return null;
    const now = this.clock.now();
    const suffix = before === 0 ? '' : `-${before + 1}`;
    return {
      id: newId(),
      user_id: attempt.user_id,
      incident_id: attempt.incident_id,
      repository_connection_id: attempt.repository_connection_id,
      pr_number: null,
      pr_url: null,
      title: storableText(titleOf({ incident: { title: incident.title, url: '' } }, policyOf(attempt).commit_style)),
      body: '',
      branch_name: `${OWN_BRANCH_PREFIX}${incident.fingerprint.replace(/^v\d+:/, '').slice(0, 12)}${suffix}`,
      base_branch: base,
      source_branch: branch,
      source_sha: attempt.head_sha,
      head_sha: null,
      phase: 'claimed',
      acted_phase: null,
      draft: true,
      // A model's change waits for a person who says that it is meant, however green it is.
      wants_draft: attempt.kind === 'ai',
      mergeable: null,
      checks: [],
      ...sizeOf(attempt),
      commits: 0,
      comments: 0,
      fix_kind: attempt.kind ?? 'rule',
      fixer: attempt.fixer,
      model: attempt.model,
      confidence: attempt.confidence ?? 0,
      attempt: 1,
      attempt_id: attempt.id,
      tries: [],
      failed_run_id: null,
      closed_reason: null,
      harmed_at: null,
      harm: null,
      harm_evidence: null,
      unproven_reason: null,
      merge_commit_sha: null,
      pushed_at: null,
      looked_at: null,
      created_at: now,
      updated_at: now,
      verified_at: null,
      merged_at: null,
      closed_at: null,
    };
  }

  private async push(
    client: ForgeClient,
    connection: Connection,
    row: PullRequest,
    attempt: FixAttempt,
    incident: IncidentSubject,
  ): Promise<void> {
    const { repository } = connection;
    const late = await this.whyLate(client, connection, row);
    if (late !== null) {
      await this.keeper.apply(row.id, { type: 'cause_gone', why: late });
      return;
    }
    await this.claims.make(client, connection, row);
    const parentSha = row.head_sha ?? attempt.head_sha;
    await client.ensureBranch(repository, row.branch_name, parentSha);
    const { sha } = await client.ensureCommit(repository, {
      branch: row.branch_name,
      parentSha,
      message: messageOf(row.title, attempt, await this.people.coAuthor(client, policyOf(attempt))),
      changes: (attempt.patch?.changes ?? []).map(({ path, content, executable }) => ({
        path,
        content: content === null ? null : Buffer.from(content, 'base64'),
        isExecutable: executable,
      })),
      author: AUTHOR,
    });
    const tries: readonly Try[] = [
      ...row.tries.filter((each) => each.attempt_id !== attempt.id),
      { attempt: attempt.number, attempt_id: attempt.id, head_sha: sha, result: 'running', reason: null },
    ];
    // Should the forge refuse what follows, this is how our branch is known.
    await this.store.update(this.db.read, row.id, { tries }, this.clock.now());
    const shown = { ...row, tries, attempt: attempt.number };
    const runId = incident.newestRunId ?? attempt.workflow_run_id;
    const body = await this.reach.describe(shown, attempt, incident, runId);
    const { pullRequest } = await client.ensurePullRequest(repository, {
      headBranch: row.branch_name,
      baseBranch: row.base_branch,
      title: row.title,
      body,
      isDraft: true,
    });
    if (row.pr_number !== null) await client.updatePullRequest(repository, pullRequest.number, { body });
    else await this.people.label(client, connection, { ...row, pr_number: pullRequest.number }, policyOf(attempt));
    const made = { pr_number: pullRequest.number, pr_url: pullRequest.url, draft: pullRequest.isDraft };
    const pushed = await this.keeper.apply(
      row.id,
      { type: 'pushed', headSha: sha },
      { ...made, body, attempt_id: attempt.id, tries, commits: tries.length, ...sizeOf(attempt) },
    );
    if (!pushed) await this.keeper.takeBack(row.id, made);
    if (!pushed || row.pr_number !== null) return;
    await this.db.transaction((tx) =>
      this.incidents.tell(tx, row.incident_id, {
        type: 'pull_request_opened',
        message: `Pull request #${pullRequest.number} opened as a draft; the repository's CI decides.`,
      }),
    );
  }

  /** A fix for a branch that has moved on is worse than none: a newer failure makes a newer one. */
  private async whyLate(
    client: ForgeClient,
    connection: Connection,
    row: PullRequest,
  ): Promise<WithdrawalReason | null> {
    const source = await client.findBranch(connection.repository, row.source_branch);
    if (source === null) return 'branch_gone';
    return source.headSha === row.source_sha ? null : 'author_was_faster';
  }
}

function claimantOf({ id, number, head_sha, requested_by }: FixAttempt): Claimant {
  return { attemptId: id, number, headSha: head_sha, isAskedFor: requested_by !== null };
}

function claimedOf(row: PullRequest): Claimed & { readonly row: PullRequest } {
  const { phase, attempt, attempt_id: attemptId, source_sha: sourceSha } = row;
  return { row, phase, attempt, attemptId, sourceSha };
}

function sizeOf({ diff, patch }: FixAttempt): Pick<PullRequest, 'additions' | 'deletions' | 'changed_files'> {
  const lines = (diff ?? '').split('\n');
  return {
    additions: lines.filter((line) => line.startsWith('+') && !line.startsWith('+++ ')).length,
    deletions: lines.filter((line) => line.startsWith('-') && !line.startsWith('--- ')).length,
    changed_files: patch?.changes.length ?? 0,
  };
}
