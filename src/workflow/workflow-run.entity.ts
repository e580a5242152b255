import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { LogExcerpt } from '../diagnosis/diagnosis.types';
import type { RunConclusion, RunStatus } from '../forge/forge.types';
import type { Lane } from './domain/lane';

/** One attempt of a run in one connected repository. Two users who connect the same repository have a row each. */
@Entity('workflow_runs')
@Unique('uq_workflow_runs_attempt', ['repository_connection_id', 'run_id', 'run_attempt'])
@Index('ix_workflow_runs_user', ['user_id', 'id'])
@Index('ix_workflow_runs_lane', ['repository_connection_id', 'lane', 'run_number', 'run_attempt'])
@Index('ix_workflow_runs_connection', ['repository_connection_id', 'id'])
@Index('ix_workflow_runs_branch', ['user_id', 'branch', 'id'])
@Index('ix_workflow_runs_conclusion', ['user_id', 'conclusion', 'id'], { where: "conclusion <> 'success'" })
@Index('ix_workflow_runs_time', { synchronize: false })
@Index('ix_workflow_runs_commit', ['repository_connection_id', 'commit_sha'])
@Index('ix_workflow_runs_ended', { synchronize: false })
@Index('ix_workflow_runs_unfinished', ['checked_at'], { where: "status <> 'completed'" })
export class WorkflowRunEntity {
  /** UUIDv7 of the time the run started, so that a backfilled run stands where it belongs in lists. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_workflow_runs' })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @ForeignKey('repository_connections', { name: 'fk_workflow_runs_connection', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'text' })
  run_id: string;

  @Column({ type: 'int' })
  run_attempt: number;

  @Column({ type: 'int' })
  run_number: number;

  @Column({ type: 'text', nullable: true })
  workflow_id: string | null;

  @Column({ type: 'text' })
  workflow_name: string;

  @Column({ type: 'text', nullable: true })
  workflow_path: string | null;

  @Column({ type: 'text' })
  event: string;

  @Column({ type: 'text' })
  status: RunStatus;

  @Column({ type: 'text', nullable: true })
  conclusion: RunConclusion | null;

  @Column({ type: 'text', nullable: true })
  branch: string | null;

  /** Computed (`laneOf`); what green and red runs are held against each other by. */
  @Column({ type: 'text' })
  lane: Lane;

  @Column({ type: 'text' })
  commit_sha: string;

  @Column({ type: 'text', nullable: true })
  commit_message: string | null;

  @Column({ type: 'text', nullable: true })
  author: string | null;

  @Column({ type: 'int', array: true })
  pull_request_numbers: number[];

  /** Where the run's pull request goes: told with the run, or asked for when the failure was judged. */
  @Column({ type: 'text', nullable: true })
  base_branch: string | null;

  @Column({ type: 'text' })
  run_url: string;

  @Column({ type: 'timestamptz', nullable: true })
  started_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completed_at: Date | null;

  /** When the forge last touched the run. */
  @Column({ type: 'timestamptz', nullable: true })
  forge_updated_at: Date | null;

  /** The incident this failure belongs to; written by the incident feature. */
  @Column({ type: 'uuid', nullable: true })
  incident_id: string | null;

  /** When the forge was asked for all jobs after the run had ended; until then events alone have told of them. */
  @Column({ type: 'timestamptz', nullable: true })
  jobs_read_at: Date | null;

  /** Redacted; kept because the forge deletes logs after 90 days or less. */
  @Column({ type: 'jsonb', nullable: true })
  log_excerpts: readonly LogExcerpt[] | null;

  /** When this row was last known to be true: an event came, or the reconciler asked. */
  @Column({ type: 'timestamptz' })
  checked_at: Date;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}
