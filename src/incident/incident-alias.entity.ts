import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where failures of one fingerprint go, when that is not the incident of the fingerprint itself. */
@Entity('incident_aliases')
export class IncidentAliasEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_incident_aliases' })
  repository_connection_id: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_incident_aliases' })
  fingerprint: string;

  /** The `fingerprint` of the incidents meant; never itself an alias. */
  @Column({ type: 'text' })
  cause_key: string;

  /** The change that said so; null when a new rule's value was found to mean the same. */
  @Column({ type: 'uuid', nullable: true })
  change_id: string | null;
}
