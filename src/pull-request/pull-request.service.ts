import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { isOwnBranch } from '../common/own-branch';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import { FixService } from '../fix/fix.service';
import type { ForgeClient } from '../forge/forge';
import { IncidentLedger } from '../incident/incident.ledger';
import type { LinkedPullRequest } from '../incident/linked-pull-requests';
import { TaskQueue } from '../queue/task.queue';
import { WorkflowErrors } from '../workflow/workflow.errors';
import { WorkflowService } from '../workflow/workflow.service';
import { isOurs } from './domain/life';
import { PullRequestErrors } from './pull-request.errors';
import { PullRequestKeeper } from './pull-request.keeper';
import { PullRequestReach } from './pull-request.reach';
import { PullRequestStore, type PullRequestCounts, type PullRequestFilter } from './pull-request.store';
import { aboutOf, createPullRequest, settlePullRequest, writeLane, type CreatePullRequest } from './pull-request.tasks';
import { stateOf, verifiedOf, type Connection, type PullRequest } from './pull-request.types';

/** What a person changes in a fix pull request. */
export interface PullRequestWish {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  /** `open`: as it is, for only an open one can be changed. */
  readonly state?: 'open' | 'closed' | undefined;
  readonly draft?: boolean | undefined;
}

/** How a person wants a fix; null: as the repository's policy says. */
export interface FixOrder {
  readonly useAi: boolean | null;
  readonly draft: boolean | null;
  /** Where the pull request goes. */
  readonly baseBranch: string | null;
}

/** Fix pull requests as their user sees and changes them. */
@Injectable()
export class PullRequestService {
  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly keeper: PullRequestKeeper,
    private readonly fixes: FixService,
    private readonly incidents: IncidentLedger,
    private readonly workflow: WorkflowService,
    private readonly reach: PullRequestReach,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Newest first. Throws `common.invalid_cursor`. */
  async list(
    userId: string,
    filter: PullRequestFilter,
    query: PageQuery,
  ): Promise<{ items: readonly PullRequest[]; nextCursor: string | null; total: number }> {
    const request = pageRequest(query);
    const [rows, total] = await Promise.all([
      this.store.list(this.db.read, userId, filter, request),
      this.store.count(this.db.read, userId, filter),
    ]);
    return { ...toPage(rows, request.limit), total };
  }

  async counts(userId: string, connectionId: string | null): Promise<PullRequestCounts> {
    return this.store.counts(this.db.read, userId, connectionId);
  }

  /** Newest first. Throws `common.not_found`, `common.invalid_cursor`. */
  async ofIncident(userId: string, incidentId: string, query: PageQuery): ReturnType<PullRequestService['list']> {
    const incident = await this.incidents.subject(this.db.read, incidentId);
    if (incident?.userId !== userId) throw new AppError(CommonErrors.notFound);
    return this.list(userId, { incidentId, connectionId: null, phases: null }, query);
  }

  /** For whoever may see the incident already. */
  async linkedTo(incidentId: string): Promise<readonly LinkedPullRequest[]> {
    const rows = await this.store.ofIncident(this.db.read, incidentId);
    return rows.map((row) => ({
      id: row.id,
      number: row.pr_number,
      url: row.pr_url,
      title: row.title,
      state: stateOf(row),
      verified: verifiedOf(row),
    }));
  }

  /** A user's pull request by the forge's number. Throws `common.not_found`, `pull_request.ambiguous_number`. */
  async byNumber(userId: string, number: number, connectionId: string | null): Promise<PullRequest> {
    const found = await this.store.ownByNumber(this.db.read, userId, number, connectionId);
    const [only, ...others] = found;
    if (only === undefined) throw new AppError(CommonErrors.notFound);
    if (others.length > 0) {
      const candidates = found.map(({ repository_connection_id: id, pr_url: url }) => ({
        repository_connection_id: id,
        pr_url: url,
      }));
      throw new AppError(PullRequestErrors.ambiguous, { details: { candidates } });
    }
    return only;
  }

  /**
   * Asks for a fix of an incident. The open pull request when there is one, else the id of the task that looks. Throws
   * `common.not_found`, `pull_request.no_failure`; with a base branch `pull_request.no_such_base`, `workflow.no_forge_access`
   * and what the forge refuses.
   */
  async create(
    userId: string,
    incidentId: string,
    order: FixOrder,
  ): Promise<{ open: PullRequest } | { taskId: string }> {
    const incident = await this.incidents.subject(this.db.read, incidentId);
    if (incident?.userId !== userId) throw new AppError(CommonErrors.notFound);
    const open = await this.store.openOf(this.db.read, incidentId);
    if (open !== null) return { open };
    const { newestRunId } = incident;
    if (newestRunId === null) throw new AppError(PullRequestErrors.noFailure);
    const { useAi: use_ai, draft, baseBranch: base_branch } = order;
    if (base_branch !== null) await this.checkBase(newestRunId, base_branch);
    const about = { incident_id: incidentId, run_id: newestRunId, user_id: userId };
    const payload: CreatePullRequest = { ...about, connection_id: incident.connectionId, use_ai, draft, base_branch };
    const taskId = await this.db.transaction((tx) =>
      this.queue.enqueueTracked(tx, createPullRequest, payload, { userId }),
    );
    return { taskId };
  }

  /** A branch of ours is no base: fixes are never stacked. */
  private async checkBase(runId: string, name: string): Promise<void> {
    const run = await this.workflow.run(this.db.read, runId);
    const reach = run === null ? null : await this.reach.to(run.connectionId);
    if (reach === null) throw new AppError(WorkflowErrors.noForgeAccess);
    const { repository } = reach.connection;
    const branch = isOwnBranch(name) ? null : await reach.use((client) => client.findBranch(repository, name));
    if (branch === null) throw new AppError(PullRequestErrors.noSuchBase);
  }

  /** What the task of `create` does; its result is shown with the task. */
  async createNow(wish: CreatePullRequest): Promise<unknown> {
    const { incident_id: incidentId, run_id: runId, user_id: userId, use_ai: useAi, draft } = wish;
    const asked = { useAi, draft, targetBranch: wish.base_branch };
    const attempt = await this.fixes.propose({ incidentId, runId, requestedBy: userId, ...asked });
    if (attempt === null) return { outcome: 'declined', code: null, reason: 'The incident is gone.', attempt_id: null };
    const { id: attempt_id, outcome, code, reason } = attempt;
    return { attempt_id, outcome, code, reason };
  }

  /** Does what a person wishes, at the forge. Throws as `byNumber`, `pull_request.not_ours`, and what the forge refuses. */
  async change(
    userId: string,
    number: number,
    connectionId: string | null,
    wish: PullRequestWish,
  ): Promise<PullRequest> {
    const row = await this.byNumber(userId, number, connectionId);
    if (!isOurs(row.phase)) throw new AppError(PullRequestErrors.notOurs);
    const reach = await this.reach.to(row.repository_connection_id);
    if (reach === null) throw new AppError(WorkflowErrors.noForgeAccess);
    await reach.use((client) => this.changeAtForge(client, reach.connection, row, wish));
    return (await this.store.find(this.db.read, row.id)) ?? row;
  }

  private async changeAtForge(
    client: ForgeClient,
    { repository }: Connection,
    row: PullRequest,
    wish: PullRequestWish,
  ) {
    const number = row.pr_number ?? 0;
    const words = {
      ...(wish.title === undefined ? {} : { title: storableText(wish.title) }),
      ...(wish.body === undefined ? {} : { body: storableText(wish.body) }),
    };
    if (Object.keys(words).length > 0) await client.updatePullRequest(repository, number, words);
    const isReady = wish.draft === false && row.draft;
    if (isReady) await client.ensureReady(repository, number);
    const isBack = wish.draft === true && !row.draft;
    if (isBack) await client.ensureDraft(repository, number);
    await this.store.update(
      this.db.read,
      row.id,
      {
        ...words,
        ...(wish.draft === undefined ? {} : { wants_draft: wish.draft }),
        ...(isReady || isBack ? { draft: isBack } : {}),
      },
      this.clock.now(),
    );
    if (wish.state !== 'closed') return;
    await client.ensureClosed(repository, number);
    await this.keeper.apply(row.id, { type: 'closed', merged: false });
  }

  /** Has the forge looked at again, for whoever asks for a pull request's status. */
  async refresh(row: PullRequest): Promise<void> {
    const lane = writeLane(row.user_id);
    const key = `${settlePullRequest.kind}:${row.id}:look`;
    await this.queue.enqueue(this.db.read, settlePullRequest, aboutOf(row), { lane, key });
  }
}
