import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import type { Tx } from '../database/tx';
import type { WorkflowRun } from '../workflow/workflow.public';
import { AutoRerunEntity } from './auto-rerun.entity';
import type { RerunReason, RerunStatus } from './domain/rerun-policy';

/** Reruns we planned, and what came of them. */
@Injectable()
export class AutoRerunStore {
  /** Makes the transaction wait for every other one that plans a rerun in the repository: the budget is one. */
  async lockBudget(tx: Tx, connectionId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`auto-rerun:${connectionId}`]);
  }

  /** Reruns of a run over all attempts, and of the repository since a time; refused ones cost nothing of the budget. */
  async counts(tx: Tx, run: WorkflowRun, since: Date): Promise<{ ofRun: number; recent: number }> {
    const rows = await tx.query<{ of_run: string; recent: string }[]>(
      `select count(*) filter (where run_id = $2) as of_run,
              count(*) filter (where planned_at >= $3 and status <> 'refused') as recent
       from auto_reruns where repository_connection_id = $1 and (run_id = $2 or planned_at >= $3)`,
      [run.connectionId, run.externalId, since],
    );
    return { ofRun: Number(rows[0]?.of_run ?? 0), recent: Number(rows[0]?.recent ?? 0) };
  }

  /** Null when this attempt has a plan already. */
  async plan(tx: Tx, run: WorkflowRun, reason: RerunReason, now: Date): Promise<string | null> {
    const rows = await tx.query<{ id: string }[]>(
      `insert into auto_reruns
         (id, repository_connection_id, run_id, run_attempt, workflow_run_id, reason, status, planned_at)
       values ($1, $2, $3, $4, $5, $6, 'planned', $7) on conflict do nothing returning id`,
      [newId(), run.connectionId, run.externalId, run.attempt, run.id, reason, now],
    );
    return rows[0]?.id ?? null;
  }

  async find(tx: Tx, id: string): Promise<AutoRerunEntity | null> {
    return tx.findOneBy(AutoRerunEntity, { id });
  }

  /** For each of these attempts, oldest first, the newest rerun of its run that was asked for and whose end is not known. */
  async pending(
    tx: Tx,
    runs: readonly WorkflowRun[],
  ): Promise<readonly { readonly plan: AutoRerunEntity; readonly run: WorkflowRun }[]> {
    const rows = await tx.query<AutoRerunEntity[]>(
      `select * from auto_reruns
       where (repository_connection_id, run_id) in (select * from unnest($1::uuid[], $2::text[]))
         and status in ('planned', 'requested')
       order by id for update`,
      [runs.map(({ connectionId }) => connectionId), runs.map(({ externalId }) => externalId)],
    );
    return [...runs]
      .sort((a, b) => a.attempt - b.attempt)
      .flatMap((run) => {
        const own = rows.filter(
          (row) => row.repository_connection_id === run.connectionId && row.run_id === run.externalId,
        );
        const [plan] = own.sort((a, b) => b.run_attempt - a.run_attempt);
        return plan === undefined ? [] : [{ plan, run }];
      });
  }

  /** Notes that the forge is about to be asked, or, with null, that it surely did nothing. */
  async noteAsked(tx: Tx, id: string, at: Date | null): Promise<void> {
    await tx.query(`update auto_reruns set requested_at = $2 where id = $1 and status = 'planned'`, [id, at]);
  }

  /** False when the rerun no longer stood at `from`. */
  async move(
    tx: Tx,
    id: string,
    from: readonly RerunStatus[],
    to: RerunStatus,
    change: { readonly refusal?: string; readonly requestedAt?: Date; readonly finishedAt?: Date },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `with moved as (
         update auto_reruns set status = $3, refusal = coalesce($4, refusal),
           requested_at = coalesce($5, requested_at), finished_at = coalesce($6, finished_at)
         where id = $1 and status = any($2) returning id)
       select id from moved`,
      [id, from, to, change.refusal ?? null, change.requestedAt ?? null, change.finishedAt ?? null],
    );
    return rows.length > 0;
  }
}
