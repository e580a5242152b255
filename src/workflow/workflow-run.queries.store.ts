import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { RunConclusion, RunStatus } from '../forge/forge.types';
import { WorkflowRunEntity } from './workflow-run.entity';
import { toWorkflowRun } from './workflow-run.rows';
import type { WorkflowRun } from './workflow.public';

/** Which of a user's runs to list; null means any. */
export interface RunFilter {
  readonly connectionId: string | null;
  readonly status: RunStatus | null;
  readonly conclusion: RunConclusion | null;
  readonly branch: string | null;
  /** Name, path or forge id. */
  readonly workflow: string | null;
  readonly since: Date | null;
  readonly until: Date | null;
}

export interface RunStats {
  readonly total: number;
  readonly failed: number;
  readonly successful: number;
  readonly inProgress: number;
  /** Null when none has ended. */
  readonly averageSeconds: number | null;
  readonly repositories: number;
}

/** `$1` user, then the filter in its order. A run that has not started counts by its arrival. */
const LISTED = `user_id = $1
  and ($2::uuid is null or repository_connection_id = $2)
  and ($3::text is null or status = $3)
  and ($4::text is null or conclusion = $4)
  and ($5::text is null or branch = $5)
  and ($6::text is null or $6 in (workflow_name, workflow_path, workflow_id))
  and ($7::timestamptz is null or coalesce(started_at, created_at) >= $7)
  and ($8::timestamptz is null or coalesce(started_at, created_at) <= $8)`;

function listed(userId: string, filter: RunFilter): unknown[] {
  return [
    userId,
    filter.connectionId,
    filter.status,
    filter.conclusion,
    filter.branch,
    filter.workflow,
    filter.since,
    filter.until,
  ];
}

/** Runs as their user looks at them. */
@Injectable()
export class WorkflowRunQueries {
  /** Null for another user's run as for none. */
  async owned(tx: Tx, userId: string, id: string): Promise<WorkflowRun | null> {
    const row = await tx.findOneBy(WorkflowRunEntity, { id, user_id: userId });
    return row === null ? null : toWorkflowRun(row);
  }

  /** By our ids, in no order; another user's are left out. */
  async byIds(tx: Tx, userId: string, ids: readonly string[]): Promise<WorkflowRun[]> {
    return (await tx.findBy(WorkflowRunEntity, { id: In([...ids]), user_id: userId })).map(toWorkflowRun);
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, userId: string, filter: RunFilter, page: PageRequest): Promise<WorkflowRun[]> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select * from workflow_runs where ${LISTED} and ($9::uuid is null or id < $9) order by id desc limit $10`,
      [...listed(userId, filter), page.before, page.limit + 1],
    );
    return rows.map(toWorkflowRun);
  }

  async count(tx: Tx, userId: string, filter: RunFilter): Promise<number> {
    const rows = await tx.query<{ count: string }[]>(
      `select count(*) from workflow_runs where ${LISTED}`,
      listed(userId, filter),
    );
    return Number(rows[0]?.count ?? 0);
  }

  async stats(tx: Tx, userId: string, filter: Pick<RunFilter, 'connectionId' | 'since'>): Promise<RunStats> {
    const rows = await tx.query<Record<string, string | null>[]>(
      // By repository first: `count(distinct …)` would sort all rows.
      `select coalesce(sum(total), 0) as total, coalesce(sum(failed), 0) as failed,
              coalesce(sum(successful), 0) as successful, coalesce(sum(running), 0) as running,
              round(sum(seconds) / nullif(sum(completed), 0), 1) as seconds, count(*) as repositories
       from (
         select count(*) as total,
                count(*) filter (where conclusion = any($4)) as failed,
                count(*) filter (where conclusion = 'success') as successful,
                count(*) filter (where status <> 'completed') as running,
                sum(greatest(extract(epoch from completed_at - started_at), 0)) filter (where status = 'completed') as seconds,
                count(*) filter (where status = 'completed') as completed
         from workflow_runs
         where user_id = $1 and ($2::uuid is null or repository_connection_id = $2)
           and ($3::timestamptz is null or coalesce(started_at, created_at) >= $3)
         group by repository_connection_id
       ) by_repository`,
      [userId, filter.connectionId, filter.since, FAILURE_CONCLUSIONS],
    );
    const [row] = rows;
    const seconds = row?.seconds ?? null;
    return {
      total: Number(row?.total),
      failed: Number(row?.failed),
      successful: Number(row?.successful),
      inProgress: Number(row?.running),
      averageSeconds: seconds === null ? null : Number(seconds),
      repositories: Number(row?.repositories),
    };
  }
}
