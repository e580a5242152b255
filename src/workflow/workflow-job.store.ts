import type { Fields } from '../common/fields';
import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import type { Tx } from '../database/tx';
import type { ForgeJob, ForgeStep } from '../forge/forge.types';
import { WorkflowJobEntity, type StepRow } from './workflow-job.entity';
import type { WorkflowJob } from './workflow.public';

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
  /** The job's row, locked until the transaction ends; null when there is none. */
  async lock(tx: Tx, connectionId: string, job: ForgeJob): Promise<WorkflowJob | null> {
    const row = await tx.findOne(WorkflowJobEntity, {
      where: {
        repository_connection_id: connectionId,
        run_id: job.runExternalId,
        run_attempt: job.runAttempt,
        job_id: job.externalId,
      },
      lock: { mode: 'pessimistic_write' },
    });
    return row === null ? null : toWorkflowJob(row);
  }

  /** False when another transaction inserted the job first. */
  async insert(tx: Tx, connectionId: string, job: ForgeJob, now: Date): Promise<boolean> {
    const row: Fields<WorkflowJobEntity> = {
      ...jobColumns(job),
      id: newId(),
      repository_connection_id: connectionId,
      created_at: now,
      updated_at: now,
    };
    const inserted = await tx.query<unknown[]>(
      `insert into workflow_jobs select * from json_populate_record(null::workflow_jobs, $1)
       on conflict do nothing returning id`,
      [JSON.stringify(row)],
    );
    return inserted.length > 0;
  }

  async update(tx: Tx, id: string, job: ForgeJob, now: Date): Promise<void> {
    await tx.update(WorkflowJobEntity, { id }, { ...jobColumns(job), updated_at: now });
  }

  /** The jobs of an attempt in the forge's order of creation. */
  async ofAttempt(tx: Tx, connectionId: string, runExternalId: string, attempt: number): Promise<WorkflowJob[]> {
    const rows = await tx.find(WorkflowJobEntity, {
      where: { repository_connection_id: connectionId, run_id: runExternalId, run_attempt: attempt },
      order: { started_at: { direction: 'ASC', nulls: 'LAST' }, job_id: 'ASC' },
    });
    return rows.map(toWorkflowJob);
  }
}
