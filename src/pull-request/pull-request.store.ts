import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, MoreThan, type FindOptionsWhere } from 'typeorm';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import { OPEN, OURS } from './domain/life';
import { PullRequestEntity } from './pull-request.entity';
import type { PullRequest } from './pull-request.types';

/** What may change in a row. */
export type PullRequestChange = Partial<Omit<PullRequest, 'id' | 'user_id' | 'incident_id' | 'created_at'>>;

/** Which of a user's pull requests to list; null means any. */
export interface PullRequestFilter {
  readonly incidentId: string | null;
  readonly connectionId: string | null;
  readonly phases: readonly PullRequest['phase'][] | null;
}

/** What a user's pull requests come to, counted. */
export interface PullRequestCounts {
  readonly total: number;
  readonly open: number;
  readonly verified: number;
  readonly merged: number;
  readonly closed: number;
  readonly withdrawn: number;
  readonly failed: number;
  readonly handed_over: number;
  readonly unproven: number;
  readonly harmed: number;
  readonly harmed_seen_again: number;
  readonly harmed_new_failure: number;
  readonly harmed_reverted: number;
}

/** Rows of fix pull requests. */
@Injectable()
export class PullRequestStore {
  /** Makes the transaction wait for every other one that changes pull requests of this incident. */
  async lockIncident(tx: Tx, incidentId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`pull-request:${incidentId}`]);
  }

  async insert(tx: Tx, row: PullRequest): Promise<void> {
    await tx.insert(PullRequestEntity, row);
  }

  async update(tx: Tx, id: string, change: PullRequestChange, now: Date): Promise<void> {
    await tx.update(PullRequestEntity, { id }, { ...(change as Partial<PullRequestEntity>), updated_at: now });
  }

  async find(tx: Tx, id: string): Promise<PullRequest | null> {
    return tx.findOneBy(PullRequestEntity, { id });
  }

  /** The one open pull request of an incident. */
  async openOf(tx: Tx, incidentId: string): Promise<PullRequest | null> {
    return tx.findOneBy(PullRequestEntity, { incident_id: incidentId, phase: In([...OPEN]) });
  }

  /** Newest first. */
  async ofIncident(tx: Tx, incidentId: string): Promise<readonly PullRequest[]> {
    return tx.find(PullRequestEntity, { where: { incident_id: incidentId }, order: { id: 'DESC' }, take: 100 });
  }

  /** By our branch. */
  async byBranch(tx: Tx, connectionId: string, branchName: string): Promise<PullRequest | null> {
    return tx.findOneBy(PullRequestEntity, { repository_connection_id: connectionId, branch_name: branchName });
  }

  async byNumber(tx: Tx, connectionId: string, number: number): Promise<PullRequest | null> {
    return tx.findOneBy(PullRequestEntity, { repository_connection_id: connectionId, pr_number: number });
  }

  /** A user's pull requests of a number, over all his repositories. */
  async ownByNumber(
    tx: Tx,
    userId: string,
    number: number,
    connectionId: string | null,
  ): Promise<readonly PullRequest[]> {
    return tx.findBy(PullRequestEntity, {
      user_id: userId,
      pr_number: number,
      ...(connectionId === null ? {} : { repository_connection_id: connectionId }),
    });
  }

  /** Open ones that mend a branch. */
  async openFor(tx: Tx, connectionId: string, sourceBranch: string): Promise<readonly PullRequest[]> {
    return tx.findBy(PullRequestEntity, {
      repository_connection_id: connectionId,
      source_branch: sourceBranch,
      phase: In([...OPEN]),
    });
  }

  /** Those still ours to act on that ask to be merged into a branch. */
  async oursInto(tx: Tx, connectionId: string, baseBranch: string): Promise<readonly PullRequest[]> {
    return tx.findBy(PullRequestEntity, {
      repository_connection_id: connectionId,
      base_branch: baseBranch,
      phase: In([...OURS]),
    });
  }

  /** Of all phases, newest first, at most 100. */
  async ofSource(tx: Tx, connectionId: string, sourceBranch: string): Promise<readonly PullRequest[]> {
    const where = { repository_connection_id: connectionId, source_branch: sourceBranch };
    return tx.find(PullRequestEntity, { where, order: { id: 'DESC' }, take: 100 });
  }

  /** Merged into a branch after `since` and not known to have done harm. */
  async mergedInto(tx: Tx, connectionId: string, baseBranch: string, since: Date): Promise<readonly PullRequest[]> {
    return tx.findBy(PullRequestEntity, {
      repository_connection_id: connectionId,
      phase: 'merged',
      base_branch: baseBranch,
      merged_at: MoreThan(since),
      harmed_at: IsNull(),
    });
  }

  /** Those an incident's failures showed to have done harm. */
  async harmedBy(tx: Tx, connectionId: string, incidentId: string): Promise<readonly PullRequest[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from pull_requests where repository_connection_id = $1 and phase = 'merged'
       and harm_evidence ->> 'incident_id' = $2`,
      [connectionId, incidentId],
    );
    return tx.findBy(PullRequestEntity, { id: In(rows.map(({ id }) => id)) });
  }

  /** Those that wait for the CI, the longest waiting first. */
  async verifying(tx: Tx, limit: number): Promise<readonly PullRequest[]> {
    return tx.find(PullRequestEntity, { where: { phase: 'verifying' }, order: { pushed_at: 'ASC' }, take: limit });
  }

  /** Open ones not swept since `before`, the longest waiting first; they count as swept from now on. */
  async takeUnseen(tx: Tx, before: Date, now: Date, limit: number): Promise<readonly PullRequest[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from pull_requests
       where phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over')
         and (looked_at is null or looked_at <= $1)
       order by looked_at limit $2 for update skip locked`,
      [before, limit],
    );
    if (rows.length === 0) return [];
    const ids = In(rows.map(({ id }) => id));
    await tx.update(PullRequestEntity, { id: ids }, { looked_at: now });
    return tx.findBy(PullRequestEntity, { id: ids });
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, userId: string, filter: PullRequestFilter, page: PageRequest): Promise<PullRequest[]> {
    const where = { ...matching(userId, filter), ...(page.before === null ? {} : { id: LessThan(page.before) }) };
    return tx.find(PullRequestEntity, { where, order: { id: 'DESC' }, take: page.limit + 1 });
  }

  /** How many match, on all pages. */
  async count(tx: Tx, userId: string, filter: PullRequestFilter): Promise<number> {
    return tx.countBy(PullRequestEntity, matching(userId, filter));
  }

  async counts(tx: Tx, userId: string, connectionId: string | null): Promise<PullRequestCounts> {
    const rows = await tx.query<PullRequestCounts[]>(
      `select count(*)::int as total,
              count(*) filter (where phase in
                ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over'))::int as open,
              count(*) filter (where phase = 'unproven')::int as unproven,
              count(*) filter (where verified_at is not null)::int as verified,
              count(*) filter (where phase = 'merged')::int as merged,
              count(*) filter (where phase = 'closed')::int as closed,
              count(*) filter (where phase = 'withdrawn')::int as withdrawn,
              count(*) filter (where phase = 'failed')::int as failed,
              count(*) filter (where phase = 'handed_over')::int as handed_over,
              count(*) filter (where harmed_at is not null)::int as harmed,
              count(*) filter (where harm = 'seen_again')::int as harmed_seen_again,
              count(*) filter (where harm = 'new_failure')::int as harmed_new_failure,
              count(*) filter (where harm = 'reverted')::int as harmed_reverted
       from pull_requests where user_id = $1 and ($2::uuid is null or repository_connection_id = $2)`,
      [userId, connectionId],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('count(*) gave no row');
    return row;
  }
}

function matching(userId: string, filter: PullRequestFilter): FindOptionsWhere<PullRequestEntity> {
  return {
    user_id: userId,
    ...(filter.incidentId === null ? {} : { incident_id: filter.incidentId }),
    ...(filter.connectionId === null ? {} : { repository_connection_id: filter.connectionId }),
    ...(filter.phases === null ? {} : { phase: In([...filter.phases]) }),
  };
}
