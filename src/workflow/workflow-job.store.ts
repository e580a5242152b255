import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import type { Tx } from '../database/tx';
import type { ForgeJob, ForgeStep } from '../forge/forge.types';
import { WorkflowJobEntity, type StepRow } from './workflow-job.entity';
import type { Owner, WorkflowJob, WorkflowRun } from './workflow.public';

/** A telling of a job, and in whose repository. */
export interface ToldJob {
  readonly owner: Owner;
  readonly job: ForgeJob;
}

/** Names one attempt of a run among all. The connection comes first, then the forge's id: the order rows are locked in. */
export function attemptKey(connectionId: string, runExternalId: string, attempt: number): string {
  return JSON.stringify([connectionId, runExternalId, attempt]);
}

/** Names one job of one attempt among all. */
export function jobKey(connectionId: string, job: ForgeJob): string {
  return JSON.stringify([connectionId, job.runExternalId, job.runAttempt, job.externalId]);
}

const toStep = (row: StepRow): ForgeStep => ({
  number: row.number,
  name: row.name,
  status: row.status,
  conclusion: row.conclusion,
  startedAt: row.started_at === null ? null : new Date(row.started_at),
  completedAt: row.completed_at === null ? null : new Date(row.completed_at),
});

const toStepRow = (step: ForgeStep): StepRow => ({
  number: step.number,
  name: step.name,
  status: step.status,
  conclusion: step.conclusion,
  started_at: step.startedAt?.toISOString() ?? null,
  completed_at: step.completedAt?.toISOString() ?? null,
});

function toWorkflowJob(row: Fields<WorkflowJobEntity>): WorkflowJob {
  return {
    id: row.id,
    externalId: row.job_id,
    runExternalId: row.run_id,
    runAttempt: row.run_attempt,
    name: row.name,
    status: row.status,
    conclusion: row.conclusion,
    runner: row.runner,
    url: row.job_url,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    steps: row.steps.map(toStep),
  };
}

/** The columns a telling fills. */
function jobColumns(
  job: ForgeJob,
): Omit<Fields<WorkflowJobEntity>, 'id' | 'repository_connection_id' | 'created_at' | 'updated_at'> {
  return {
    run_id: job.runExternalId,
    run_attempt: job.runAttempt,
    job_id: job.externalId,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    runner: job.runner,
    job_url: job.url,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    steps: job.steps.map(toStepRow),
  };
}

/** Rows of jobs. */
@Injectable()
export class WorkflowJobStore {
  /** The rows of those jobs that have one, by `jobKey`, locked in order of the keys until the transaction ends. */
  async lockAll(tx: Tx, told: readonly ToldJob[]): Promise<ReadonlyMap<string, WorkflowJob>> {
    if (told.length === 0) return new Map();
    const rows = await tx.query<WorkflowJobEntity[]>(
      `select j.* from workflow_jobs j
       join unnest($1::uuid[], $2::text[], $3::integer[], $4::text[]) as t(connection_id, run_id, run_attempt, job_id)
         on j.repository_connection_id = t.connection_id and j.run_id = t.run_id and j.run_attempt = t.run_attempt
            and j.job_id = t.job_id
       order by j.repository_connection_id, j.run_id, j.run_attempt, j.job_id for update of j`,
      [
        told.map(({ owner }) => owner.connectionId),
        told.map(({ job }) => job.runExternalId),
        told.map(({ job }) => job.runAttempt),
        told.map(({ job }) => job.externalId),
      ],
    );
    return new Map(
      rows.map((row) => {
        const job = toWorkflowJob(row);
        return [jobKey(row.repository_connection_id, job), job];
      }),
    );
  }

  /** Inserts jobs and returns the `jobKey`s of those that no other transaction inserted first. */
  async insertAll(tx: Tx, told: readonly ToldJob[], now: Date): Promise<ReadonlySet<string>> {
    if (told.length === 0) return new Set();
    const rows = told.map(({ owner, job }): Fields<WorkflowJobEntity> => ({
      ...jobColumns(job),
      id: newId(),
      repository_connection_id: owner.connectionId,
      created_at: now,
      updated_at: now,
    }));
    const inserted = await tx.query<{ id: string }[]>(
      `insert into workflow_jobs select * from json_populate_recordset(null::workflow_jobs, $1)
       on conflict do nothing returning id`,
      [JSON.stringify(rows)],
    );
    const ids = new Set(inserted.map(({ id }) => id));
    return new Set(
      rows.filter(({ id }) => ids.has(id)).map((row) => jobKey(row.repository_connection_id, toWorkflowJob(row))),
    );
  }

  /** Writes what the forge told of jobs that have rows. */
  async updateAll(tx: Tx, jobs: readonly { readonly id: string; readonly job: ForgeJob }[], now: Date): Promise<void> {
    if (jobs.length === 0) return;
    const rows = jobs.map(({ id, job }) => ({ ...jobColumns(job), id, updated_at: now }));
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
    await tx.query(
      `update workflow_jobs j set (${columns.join(', ')}) = (select ${columns.map((column) => `x.${column}`).join(', ')})
       from json_populate_recordset(null::workflow_jobs, $1) x where j.id = x.id`,
      [JSON.stringify(rows)],
    );
  }

  /** The jobs of an attempt in the forge's order of creation. */
  async ofAttempt(tx: Tx, connectionId: string, runExternalId: string, attempt: number): Promise<WorkflowJob[]> {
    const rows = await tx.find(WorkflowJobEntity, {
      where: { repository_connection_id: connectionId, run_id: runExternalId, run_attempt: attempt },
      order: { started_at: { direction: 'ASC', nulls: 'LAST' }, job_id: 'ASC' },
    });
    return rows.map(toWorkflowJob);
  }

  /** The jobs of several attempts, by our id of the run, each in the order of `ofAttempt`. */
  async ofAttempts(tx: Tx, runs: readonly WorkflowRun[]): Promise<ReadonlyMap<string, readonly WorkflowJob[]>> {
    const jobs = new Map<string, WorkflowJob[]>(runs.map(({ id }) => [id, []]));
    if (runs.length === 0) return jobs;
    const rows = await tx.query<(WorkflowJobEntity & { workflow_run_id: string })[]>(
      `select r.id as workflow_run_id, j.* from workflow_runs r
       join workflow_jobs j on j.repository_connection_id = r.repository_connection_id
         and j.run_id = r.run_id and j.run_attempt = r.run_attempt
       where r.id = any($1::uuid[]) order by j.started_at nulls last, j.job_id`,
      [[...jobs.keys()]],
    );
    for (const row of rows) jobs.get(row.workflow_run_id)?.push(toWorkflowJob(row));
    return jobs;
  }
}
