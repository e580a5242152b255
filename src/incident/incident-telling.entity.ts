import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { FailureClass } from '../diagnosis/diagnosis.types';
import type { StoredAnalysis } from './domain/analysis';
import type { FingerprintBasis } from './domain/basis';
import { IncidentOccurrenceEntity } from './incident-occurrence.entity';

/** What one failure says of its incident; the newest one's words stand in the incident's row. */
@Entity('incident_tellings')
export class IncidentTellingEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incident_tellings' })
  @ForeignKey(() => IncidentOccurrenceEntity, { name: 'fk_incident_tellings_occurrence', onDelete: 'CASCADE' })
  occurrence_id: string;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text', nullable: true })
  root_cause: string | null;

  @Column({ type: 'text' })
  class: FailureClass;

  @Column({ type: 'text' })
  workflow_name: string;

  @Column({ type: 'jsonb' })
  analysis: StoredAnalysis;

  /** What the fingerprint was made of, so that a new rule can be applied without the log; null where it was not kept. */
  @Column({ type: 'jsonb', nullable: true })
  basis: FingerprintBasis | null;
}
