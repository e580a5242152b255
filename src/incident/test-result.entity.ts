import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { TestOutcome } from './domain/flaky';

/**
 * How one test ended in one job of one attempt of a run. Kept of tests that have failed before or now: a test that
 * always passed needs no row a run.
 */
@Entity('test_results')
@Unique('uq_test_results_attempt', ['repository_connection_id', 'workflow', 'job', 'test', 'run_id', 'run_attempt'])
@Index('ix_test_results_observed', ['observed_at'])
export class TestResultEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_test_results' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('repository_connections', { name: 'fk_test_results_connection', onDelete: 'CASCADE' })
  repository_connection_id: string;

  /** The workflow's id at the forge, or its name where the forge gives none. */
  @Column({ type: 'text' })
  workflow: string;

  /** The forge's id of the run. */
  @Column({ type: 'text' })
  run_id: string;

  @Column({ type: 'int' })
  run_attempt: number;

  @Column({ type: 'text' })
  job: string;

  /** The full name, as the tool prints it. */
  @Column({ type: 'text' })
  test: string;

  @Column({ type: 'text', nullable: true })
  file: string | null;

  @Column({ type: 'text', nullable: true })
  branch: string | null;

  @Column({ type: 'text' })
  commit_sha: string;

  @Column({ type: 'text' })
  outcome: TestOutcome;

  @Column({ type: 'double precision', nullable: true })
  duration_ms: number | null;

  /** When the attempt ended, by the forge's clock. */
  @Column({ type: 'timestamptz' })
  observed_at: Date;
}
