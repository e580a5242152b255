import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RerunReason, RerunStatus } from './domain/rerun-policy';

/** One rerun we asked for, or meant to ask for. */
@Entity('auto_reruns')
@Unique('uq_auto_reruns_attempt', ['repository_connection_id', 'run_id', 'run_attempt'])
@Index('ix_auto_reruns_day', ['repository_connection_id', 'planned_at'])
export class AutoRerunEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_auto_reruns' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('repository_connections', { name: 'fk_auto_reruns_connection', onDelete: 'CASCADE' })
  repository_connection_id: string;

  /** The forge's id of the run; the same for all its attempts. */
  @Column({ type: 'text' })
  run_id: string;

  /** The attempt that failed. */
  @Column({ type: 'int' })
  run_attempt: number;

  /** Our id of that attempt. */
  @Column({ type: 'uuid' })
  workflow_run_id: string;

  @Column({ type: 'text' })
  reason: RerunReason;

  @Column({ type: 'text' })
  status: RerunStatus;

  /** Why it was not done, by a stable word. */
  @Column({ type: 'text', nullable: true })
  refusal: string | null;

  @Column({ type: 'timestamptz' })
  planned_at: Date;

  /** Noted before the forge is asked: while the rerun is `planned`, its answer may have been lost. */
  @Column({ type: 'timestamptz', nullable: true })
  requested_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at: Date | null;
}
