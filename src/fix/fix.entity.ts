import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Verdict } from '../diagnosis/diagnosis.types';
import type { DeclineCode } from './domain/decline';
import type { GateResult } from './domain/gates/gate.types';
import type { PullPolicy } from './domain/pull-policy';
import type { StoredPatch } from './domain/stored-patch';

/** What an attempt came to; `failed` when it could not be decided at all. */
export const FIX_OUTCOMES = ['proposed', 'declined', 'failed'] as const;
export type FixOutcome = (typeof FIX_OUTCOMES)[number];

/** Where a patch comes from. */
export const FIX_KINDS = ['rule', 'ai'] as const;
export type FixKind = (typeof FIX_KINDS)[number];

/** One try at a fix for an incident: a patch, or an honest no. Never changed once written. */
@Entity('fix_attempts')
@Index('ix_fix_attempts_incident', ['incident_id', 'id'])
@Index('ix_fix_attempts_run', ['workflow_run_id'])
export class FixAttemptEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_fix_attempts' })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @ForeignKey('incidents', { name: 'fk_fix_attempts_incident', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  incident_id: string;

  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'uuid' })
  workflow_run_id: string;

  /** Who asked for it; null when it came by itself. */
  @Column({ type: 'uuid', nullable: true })
  requested_by: string | null;

  /** 1 to 3 within one pull request. */
  @Column({ type: 'int' })
  number: number;

  /** Whose failure it was said to be when this was decided; null where that was not written down yet. It may change later. */
  @Column({ type: 'text', nullable: true })
  verdict: Verdict | null;

  /** The commit the patch is anchored to. */
  @Column({ type: 'text' })
  head_sha: string;

  /** The branch that failed. */
  @Column({ type: 'text', nullable: true })
  branch: string | null;

  /** Where a pull request would go; null when none would. */
  @Column({ type: 'text', nullable: true })
  target_branch: string | null;

  @Column({ type: 'text' })
  outcome: FixOutcome;

  @Column({ type: 'text', nullable: true })
  code: DeclineCode | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'text', nullable: true })
  kind: FixKind | null;

  @Column({ type: 'text', nullable: true })
  fixer: string | null;

  @Column({ type: 'text', nullable: true })
  model: string | null;

  /** 0 to 1. */
  @Column({ type: 'double precision', nullable: true })
  confidence: number | null;

  @Column({ type: 'jsonb', nullable: true })
  patch: StoredPatch | null;

  /** As `git diff` prints it. */
  @Column({ type: 'text', nullable: true })
  diff: string | null;

  @Column({ type: 'jsonb' })
  gates: readonly GateResult[];

  /** What its pull request should be like; null for one that proposed nothing. */
  @Column({ type: 'jsonb', nullable: true })
  pull_policy: PullPolicy | null;

  /** What a person may run instead. */
  @Column({ type: 'jsonb' })
  commands: readonly string[];

  @Column({ type: 'timestamptz' })
  created_at: Date;
}
