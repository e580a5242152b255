import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { FlakyState } from './domain/flaky';

/** How reliable one job or test is; a row only for those that failed within the window. Computed, never written by hand. */
@Entity('flaky_statistics')
@Unique('uq_flaky_statistics_key', ['repository_connection_id', 'workflow', 'branch', 'job', 'test'])
@Index('ix_flaky_statistics_user', ['user_id', 'id'])
export class FlakyStatisticEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_flaky_statistics' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('repository_connections', { name: 'fk_flaky_statistics_connection', onDelete: 'CASCADE' })
  repository_connection_id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  /** The workflow's id at the forge, or its name where the forge gives none. */
  @Column({ type: 'text' })
  workflow: string;

  @Column({ type: 'text' })
  workflow_name: string;

  /** Empty: over all branches. */
  @Column({ type: 'text' })
  branch: string;

  @Column({ type: 'text' })
  job: string;

  /** Empty: the job as a whole. */
  @Column({ type: 'text' })
  test: string;

  @Column({ type: 'text', nullable: true })
  file: string | null;

  @Column({ type: 'text' })
  state: FlakyState;

  @Column({ type: 'int' })
  observations: number;

  @Column({ type: 'int' })
  failures: number;

  @Column({ type: 'double precision' })
  failure_rate: number;

  @Column({ type: 'double precision' })
  failure_rate_low: number;

  @Column({ type: 'double precision' })
  failure_rate_high: number;

  @Column({ type: 'int' })
  flips: number;

  @Column({ type: 'int' })
  flaky_commits: number;

  @Column({ type: 'int' })
  clean_passes: number;

  @Column({ type: 'timestamptz', nullable: true })
  last_failed_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  last_flaked_at: Date | null;

  @Column({ type: 'timestamptz' })
  observed_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}
