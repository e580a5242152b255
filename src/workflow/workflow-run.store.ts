import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { storableJson } from '../common/storable';
import type { Tx } from '../database/tx';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import type { ForgeRun } from '../forge/forge.types';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { Lane, Position } from './domain/lane';
import { WorkflowRunEntity } from './workflow-run.entity';
import { runColumns, toWorkflowRun } from './workflow-run.rows';
import type { Owner, WorkflowRun } from './workflow.public';

/** Rows of runs: written one attempt at a time, under that row's lock. */
@Injectable()
export class WorkflowRunStore {
  /** The row of an attempt, locked until the transaction ends; null when there is none. */
  async lock(tx: Tx, owner: Owner, run: ForgeRun): Promise<WorkflowRun | null> {
    const row = await tx.findOne(WorkflowRunEntity, {
      where: { repository_connection_id: owner.connectionId, run_id: run.externalId, run_attempt: run.attempt },
      lock: { mode: 'pessimistic_write' },
    });
    return row === null ? null : toWorkflowRun(row);
  }

  /** Null when another transaction inserted the attempt first. */
  async insert(tx: Tx, owner: Owner, run: ForgeRun, now: Date): Promise<WorkflowRun | null> {
    // A start in the future or before 1970 is a forge's broken clock; such a run is listed by its arrival.
    const started = run.startedAt?.getTime() ?? -1;
    const msecs = started >= 0 && started <= now.getTime() ? started : now.getTime();
    // Forges tell whole seconds; within one the forge's count decides.
    const seq = (run.number * 64 + Math.min(run.attempt, 63)) % 2 ** 31;
    const row: Fields<WorkflowRunEntity> = {
      ...runColumns(run),
      id: v7({ msecs, seq }),
      user_id: owner.userId,
      repository_connection_id: owner.connectionId,
      incident_id: null,
      jobs_read_at: null,
      log_excerpts: null,
      checked_at: now,
      created_at: now,
      updated_at: now,
    };
    const inserted = await tx.query<unknown[]>(
      `insert into workflow_runs select * from json_populate_record(null::workflow_runs, $1)
       on conflict do nothing returning id`,
      [JSON.stringify(row)],
    );
    return inserted.length === 0 ? null : toWorkflowRun(row);
  }

  async update(tx: Tx, id: string, run: ForgeRun, now: Date): Promise<void> {
    await tx.update(WorkflowRunEntity, { id }, { ...runColumns(run), checked_at: now, updated_at: now });
  }

  /** Remembers that the forge was asked just now. */
  async markChecked(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(WorkflowRunEntity, { id }, { checked_at: now });
  }

  async find(tx: Tx, id: string): Promise<WorkflowRun | null> {
    const row = await tx.findOneBy(WorkflowRunEntity, { id });
    return row === null ? null : toWorkflowRun(row);
  }

  /** All attempts of a run, first to last. */
  async attempts(tx: Tx, connectionId: string, runExternalId: string): Promise<WorkflowRun[]> {
    const rows = await tx.find(WorkflowRunEntity, {
      where: { repository_connection_id: connectionId, run_id: runExternalId },
      order: { run_attempt: 'ASC' },
    });
    return rows.map(toWorkflowRun);
  }

  async linkIncident(tx: Tx, id: string, incidentId: string, excerpts: readonly LogExcerpt[]): Promise<void> {
    await tx.query('update workflow_runs set incident_id = $2, log_excerpts = $3 where id = $1', [
      id,
      incidentId,
      JSON.stringify(storableJson(excerpts)),
    ]);
  }

  async markJobsRead(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.update(WorkflowRunEntity, { id }, { jobs_read_at: now });
  }

  /** The first green run of a lane after a position; null when there is none (yet). */
  async firstGreenAfter(tx: Tx, connectionId: string, lane: Lane, after: Position): Promise<WorkflowRun | null> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select * from workflow_runs
       where repository_connection_id = $1 and lane = $2 and conclusion = 'success' and (run_number, run_attempt) > ($3, $4)
       order by run_number, run_attempt limit 1`,
      [connectionId, lane, after.number, after.attempt],
    );
    return rows[0] === undefined ? null : toWorkflowRun(rows[0]);
  }

  /** Our ids of the newest `limit` runs of a lane that ended green or red, newest first; of each run only its newest attempt. */
  async recentVerdicts(tx: Tx, connectionId: string, lane: Lane, limit: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select distinct on (run_number) id from workflow_runs
       where repository_connection_id = $1 and lane = $2 and conclusion = any($3)
       order by run_number desc, run_attempt desc limit $4`,
      [connectionId, lane, ['success', ...FAILURE_CONCLUSIONS], limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Runs that should have ended, the longest unchecked first. */
  async unfinished(tx: Tx, checkedBefore: Date, limit: number): Promise<WorkflowRun[]> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select * from workflow_runs where status <> 'completed' and checked_at < $1 order by checked_at limit $2`,
      [checkedBefore, limit],
    );
    return rows.map(toWorkflowRun);
  }
}
