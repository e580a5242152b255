import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { FailureClass, Verdict } from '../diagnosis/diagnosis.types';
import type { StoredAnalysis } from './domain/analysis';
import type { Severity } from './domain/severity';
import type { PersonsWord } from './domain/standing';
import type { IncidentSource, IncidentStatus, Resolution } from './domain/state';

/** One cause of failure in one connected repository. */
@Entity('incidents')
@Index('ix_incidents_user', ['user_id', 'id'], { where: 'merged_into is null' })
@Index('ix_incidents_status', ['user_id', 'status', 'id'], { where: 'merged_into is null' })
@Index('ix_incidents_severity', ['user_id', 'severity', 'id'], { where: 'merged_into is null' })
@Index('ix_incidents_class', ['user_id', 'class', 'id'], { where: 'merged_into is null' })
@Index('ix_incidents_first_seen', ['repository_connection_id', 'first_seen_at', 'merged_into'])
@Index('ix_incidents_resolved', ['repository_connection_id', 'resolved_at'], {
  where: "status = 'resolved' and merged_into is null and resolution_time_seconds is not null",
})
@Index('ix_incidents_fingerprint', ['repository_connection_id', 'fingerprint', 'id'])
@Index('uq_incidents_unresolved', ['repository_connection_id', 'fingerprint'], {
  unique: true,
  where: "status <> 'resolved'",
})
export class IncidentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incidents' })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @ForeignKey('repository_connections', { name: 'fk_incidents_connection', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text' })
  status: IncidentStatus;

  @Column({ type: 'text' })
  severity: Severity;

  /** True once a person chose the severity; failures do not change it any more. */
  @Column({ type: 'boolean' })
  severity_is_chosen: boolean;

  @Column({ type: 'text' })
  source: IncidentSource;

  @Column({ type: 'text' })
  class: FailureClass;

  @Column({ type: 'text' })
  verdict: Verdict;

  /** Of the newest failure. */
  @Column({ type: 'text', nullable: true })
  branch: string | null;

  @Column({ type: 'text' })
  workflow_name: string;

  @Column({ type: 'text' })
  fingerprint: string;

  @Column({ type: 'timestamptz' })
  first_seen_at: Date;

  @Column({ type: 'timestamptz' })
  last_seen_at: Date;

  /** When it was opened or last reopened: the start of `resolution_time_seconds`. */
  @Column({ type: 'timestamptz' })
  opened_at: Date;

  @Column({ type: 'int' })
  occurrence_count: number;

  @Column({ type: 'text', nullable: true })
  root_cause: string | null;

  @Column({ type: 'text', nullable: true })
  assignee: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  resolved_at: Date | null;

  @Column({ type: 'text', nullable: true })
  resolution: Resolution | null;

  @Column({ type: 'int', nullable: true })
  resolution_time_seconds: number | null;

  @Column({ type: 'int' })
  reopened_count: number;

  /** The diagnosis of the newest failure. */
  @Column({ type: 'jsonb' })
  analysis: StoredAnalysis;

  /** Set when a person merged it away: where its failures are now. */
  @Column({ type: 'uuid', nullable: true })
  merged_into: string | null;

  /** A person's last word on whether it is over; null when runs alone say so. */
  @Column({ type: 'jsonb', nullable: true })
  persons_word: PersonsWord | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}
