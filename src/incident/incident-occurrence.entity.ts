import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { IncidentEntity } from './incident.entity';

/** One failed run that belongs to an incident. */
@Entity('incident_occurrences')
@Unique('uq_incident_occurrences_run', ['incident_id', 'workflow_run_id'])
@Index('ix_incident_occurrences_run', ['workflow_run_id'])
@Index('ix_incident_occurrences_lane', ['repository_connection_id', 'lane'])
export class IncidentOccurrenceEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incident_occurrences' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey(() => IncidentEntity, { name: 'fk_incident_occurrences_incident', onDelete: 'CASCADE' })
  incident_id: string;

  @Column({ type: 'uuid' })
  workflow_run_id: string;

  @Column({ type: 'uuid' })
  repository_connection_id: string;

  /** The line of runs it stands in, and where: what a green run is held against. */
  @Column({ type: 'text' })
  lane: string;

  @Column({ type: 'int' })
  run_number: number;

  @Column({ type: 'int' })
  run_attempt: number;

  @Column({ type: 'text', nullable: true })
  branch: string | null;

  @Column({ type: 'boolean' })
  on_default_branch: boolean;

  @Column({ type: 'text' })
  commit_sha: string;

  /** When the run ended, by the forge's clock. */
  @Column({ type: 'timestamptz' })
  occurred_at: Date;

  @Column({ type: 'timestamptz' })
  created_at: Date;
}
