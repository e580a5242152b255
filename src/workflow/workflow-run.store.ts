import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { storableJson } from '../common/storable';
import type { Tx } from '../database/tx';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { Lane, Position } from './domain/lane';
import { WorkflowRunEntity } from './workflow-run.entity';
import { attemptKey } from './workflow-job.store';
import { runColumns, toWorkflowRun, type ToldRun } from './workflow-run.rows';
import type { RunMove, WorkflowRun } from './workflow.public';

/** Rows of runs: written one attempt at a time, under that row's lock. */
@Injectable()
export class WorkflowRunStore {
  /** The rows of those attempts that have one, by `attemptKey`, locked in order of the keys until the transaction ends. */
  async lockAll(tx: Tx, told: readonly ToldRun[]): Promise<ReadonlyMap<string, WorkflowRun>> {
    if (told.length === 0) return new Map();
    const rows = await tx.query<WorkflowRunEntity[]>(
      `select r.* from workflow_runs r
       join unnest($1::uuid[], $2::text[], $3::integer[]) as t(connection_id, run_id, run_attempt)
         on r.repository_connection_id = t.connection_id and r.run_id = t.run_id and r.run_attempt = t.run_attempt
       order by r.repository_connection_id, r.run_id, r.run_attempt for update of r`,
      [
        told.map(({ owner }) => owner.connectionId),
        told.map(({ run }) => run.externalId),
        told.map(({ run }) => run.attempt),
      ],
    );
    return byAttempt(rows.map(toWorkflowRun));
  }

  /** Inserts attempts; those another transaction inserted first are missing from the result (by `attemptKey`). */
  async insertAll(tx: Tx, told: readonly ToldRun[], now: Date): Promise<ReadonlyMap<string, WorkflowRun>> {
    if (told.length === 0) return new Map();
    const rows = told.map((telling) => freshRow(telling, now));
    const inserted = await tx.query<{ id: string }[]>(
      `insert into workflow_runs select * from json_populate_recordset(null::workflow_runs, $1)
       on conflict do nothing returning id`,
      [JSON.stringify(rows)],
    );
    const ids = new Set(inserted.map(({ id }) => id));
    return byAttempt(rows.filter(({ id }) => ids.has(id)).map(toWorkflowRun));
  }

  /** The attempts of a run whose end is known. */
  async endedAttempts(tx: Tx, connectionId: string, externalId: string): Promise<ReadonlySet<number>> {
    const rows = await tx.query<{ run_attempt: number }[]>(
      `select run_attempt from workflow_runs
       where repository_connection_id = $1 and run_id = $2 and status = 'completed'`,
      [connectionId, externalId],
    );
    return new Set(rows.map((row) => row.run_attempt));
  }

  /** Writes what the forge told of runs that have rows. */
  async updateAll(tx: Tx, runs: readonly WorkflowRun[], now: Date): Promise<void> {
    if (runs.length === 0) return;
    const rows = runs.map((run) => ({ ...runColumns(run), id: run.id, checked_at: now, updated_at: now }));
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
    await tx.query(
      `update workflow_runs r set (${columns.join(', ')}) = (select ${columns.map((column) => `x.${column}`).join(', ')})
       from json_populate_recordset(null::workflow_runs, $1) x where r.id = x.id`,
      [JSON.stringify(rows)],
    );
  }

  /** Remembers that the forge was asked just now. */
  async markChecked(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await tx.query('update workflow_runs set checked_at = $2 where id = any($1::uuid[])', [ids, now]);
  }

  async find(tx: Tx, id: string): Promise<WorkflowRun | null> {
    const [row] = await tx.query<WorkflowRunEntity[]>('select * from workflow_runs where id = $1', [id]);
    return row === undefined ? null : toWorkflowRun(row);
  }

  /** Oldest first. */
  async byIds(tx: Tx, ids: readonly string[]): Promise<readonly WorkflowRun[]> {
    const rows = await tx.query<WorkflowRunEntity[]>(
      'select * from workflow_runs where id = any($1::uuid[]) order by id',
      [ids],
    );
    return rows.map(toWorkflowRun);
  }

  /** Keeps where a run's pull request goes, unless the forge has told by now. */
  async saveBase(tx: Tx, id: string, baseBranch: string): Promise<void> {
    await tx.query('update workflow_runs set base_branch = $2 where id = $1 and base_branch is null', [id, baseBranch]);
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

  /** Of two moves of a run out of one incident the first counts. Waits for the rows in the order of `lockAll`. */
  async moveToIncidents(tx: Tx, moves: readonly RunMove[]): Promise<void> {
    await tx.query(
      `with moves as (
         select distinct on (run_id, origin) run_id, origin, target
         from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as m(run_id, origin, target, place)
         order by run_id, origin, place
       ), held as (
         select r.id, m.target from workflow_runs r join moves m on r.id = m.run_id and r.incident_id = m.origin
         order by r.repository_connection_id, r.run_id, r.run_attempt for no key update of r
       )
       update workflow_runs r set incident_id = held.target from held where r.id = held.id`,
      [moves.map(({ runId }) => runId), moves.map(({ from }) => from), moves.map(({ to }) => to)],
    );
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

function freshRow({ owner, run }: ToldRun, now: Date): Fields<WorkflowRunEntity> {
  // A start in the future or before 1970 is a forge's broken clock; such a run is listed by its arrival.
  const started = run.startedAt?.getTime() ?? -1;
  const msecs = started >= 0 && started <= now.getTime() ? started : now.getTime();
  // Forges tell whole seconds; within one the forge's count decides.
  const seq = (run.number * 64 + Math.min(run.attempt, 63)) % 2 ** 31;
  return {
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
}

function byAttempt(runs: readonly WorkflowRun[]): ReadonlyMap<string, WorkflowRun> {
  return new Map(runs.map((run) => [attemptKey(run.connectionId, run.externalId, run.attempt), run]));
}
