import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RunConclusion, RunStatus } from '../forge/forge.types';

/** A step as its job's row holds it. */
export interface StepRow {
  readonly number: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

/** One job of one attempt. Found by the forge's keys and not by our run's id: a job's event may come before its run's. */
@Entity('workflow_jobs')
@Unique('uq_workflow_jobs_attempt', ['repository_connection_id', 'run_id', 'run_attempt', 'job_id'])
@Index('ix_workflow_jobs_name', ['repository_connection_id', 'name', 'completed_at'])
export class WorkflowJobEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_workflow_jobs' })
  id: string;

  @ForeignKey('repository_connections', { name: 'fk_workflow_jobs_connection', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'text' })
  run_id: string;

  @Column({ type: 'int' })
  run_attempt: number;

  @Column({ type: 'text' })
  job_id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  status: RunStatus;

  @Column({ type: 'text', nullable: true })
  conclusion: RunConclusion | null;

  @Column({ type: 'text', nullable: true })
  runner: string | null;

  @Column({ type: 'text', nullable: true })
  job_url: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  started_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completed_at: Date | null;

  @Column({ type: 'jsonb' })
  steps: readonly StepRow[];

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}
