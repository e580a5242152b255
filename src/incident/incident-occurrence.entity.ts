import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Verdict } from '../diagnosis/diagnosis.types';
import type { OccurrenceCause, OccurrenceChange } from './domain/occurrence';
import type { Severity } from './domain/severity';
import type { Suspect } from './domain/suspects';
import type { VerdictEvidence } from './domain/verdict-evidence';
import type { GroupedBy } from './domain/grouping';
import { IncidentEntity } from './incident.entity';

/** One failed run that belongs to an incident. */
@Entity('incident_occurrences')
@Unique('uq_incident_occurrences_cause', ['incident_id', 'workflow_run_id', 'fingerprint'])
@Index('ix_incident_occurrences_run', ['workflow_run_id'])
@Index('ix_incident_occurrences_lane', ['repository_connection_id', 'lane', 'run_number'])
@Index('ix_incident_occurrences_lane_green', ['repository_connection_id', 'lane', 'green_number', 'green_attempt'])
@Index('ix_incident_occurrences_commit', ['repository_connection_id', 'commit_sha'])
@Index('ix_incident_occurrences_green', ['repository_connection_id', 'green_at'], { where: 'on_default_branch' })
@Index('ix_incident_occurrences_merge_base', ['repository_connection_id', 'merge_base_sha'], {
  where: 'merge_base_sha is not null',
})
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

  /** How bad this failure is for where it happened; a verdict of `flaky` or `infrastructure` does not change it. */
  @Column({ type: 'text' })
  severity: Severity;

  /** What the verdict is judged by: the diagnosis' class, and the jobs, files and tests it names. */
  @Column({ type: 'jsonb' })
  cause: OccurrenceCause;

  /** What the run's change touched, as the forge compared it; null until it was asked, and where it cannot tell. */
  @Column({ type: 'jsonb', nullable: true })
  change: OccurrenceChange | null;

  /** The commit the change started from; on the default branch that of the last green run. */
  @Column({ type: 'text', nullable: true })
  merge_base_sha: string | null;

  @Column({ type: 'text' })
  verdict: Verdict;

  /** 0 to 1; null while the verdict is unknown. */
  @Column({ type: 'double precision', nullable: true })
  confidence: number | null;

  @Column({ type: 'jsonb' })
  evidence: readonly VerdictEvidence[];

  /** Best first. */
  @Column({ type: 'jsonb' })
  suspects: readonly Suspect[];

  @Column({ type: 'timestamptz', nullable: true })
  judged_at: Date | null;

  /** Its own, whatever was merged or split since. */
  @Column({ type: 'text' })
  fingerprint: string;

  /** What put it into its incident. */
  @Column({ type: 'text' })
  grouped_by: GroupedBy;

  /** The same in words. */
  @Column({ type: 'text' })
  grouped_because: string;

  /** Who merged or split; null when it was us. */
  @Column({ type: 'uuid', nullable: true })
  grouped_by_user: string | null;

  /** The first green run after it in its lane; null while there is none. */
  @Column({ type: 'int', nullable: true })
  green_number: number | null;

  @Column({ type: 'int', nullable: true })
  green_attempt: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  green_at: Date | null;
}
