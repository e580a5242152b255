import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { GroupingDetail, GroupingKind } from './domain/grouping';
import { IncidentEntity } from './incident.entity';

/** One merge, split or regrouping, with all that undoing it needs. */
@Entity('incident_grouping_changes')
@Index('ix_incident_grouping_changes_incident', ['incident_id', 'id'])
@Index('ix_incident_grouping_changes_others', { synchronize: false })
export class GroupingChangeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incident_grouping_changes' })
  id: string;

  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  /** Who wished it; null when a new rule did. */
  @Column({ type: 'uuid', nullable: true })
  actor_id: string | null;

  @Column({ type: 'text' })
  kind: GroupingKind;

  /** Of a merge the incident that received, of a split the one that gave. */
  @Column({ type: 'uuid' })
  @ForeignKey(() => IncidentEntity, { name: 'fk_incident_grouping_changes_incident', onDelete: 'CASCADE' })
  incident_id: string;

  @Column({ type: 'uuid', array: true })
  other_ids: string[];

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'jsonb' })
  detail: GroupingDetail;

  @Column({ type: 'timestamptz', nullable: true })
  undone_at: Date | null;
}
