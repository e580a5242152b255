import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IncidentEntity } from './incident.entity';
import type { TimelineEventType } from './domain/timeline';

/** One line of an incident's timeline. Never changed after it was written. */
@Entity('incident_events')
@Index('ix_incident_events_incident', ['incident_id', 'id'])
export class IncidentEventEntity {
  /** UUIDv7: the order in which we learnt of things. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incident_events' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey(() => IncidentEntity, { name: 'fk_incident_events_incident', onDelete: 'CASCADE' })
  incident_id: string;

  @Column({ type: 'text' })
  type: TimelineEventType;

  /** When it happened, by the forge's clock where it happened there. */
  @Column({ type: 'timestamptz' })
  at: Date;

  /** The user who did it; null when it was us. */
  @Column({ type: 'uuid', nullable: true })
  actor_id: string | null;

  /** One line for people. */
  @Column({ type: 'text' })
  message: string;

  @Column({ type: 'uuid', nullable: true })
  workflow_run_id: string | null;
}
