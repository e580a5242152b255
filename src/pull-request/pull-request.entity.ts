import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Phase } from './domain/life';

/** One commit of ours on the branch, and what the CI said of it. */
export interface Try {
  readonly attempt: number;
  readonly attempt_id: string;
  readonly head_sha: string;
  readonly result: 'running' | 'passed' | 'failed';
  readonly reason: string | null;
}

export const HARMS = ['seen_again', 'new_failure', 'reverted'] as const;
/** How a merged fix did harm: the failure is back, another one struck the files it touched, somebody took it back. */
export type HarmKind = (typeof HARMS)[number];

/** What shows that a merged fix did harm. */
export interface HarmEvidence {
  /** One sentence for people. */
  readonly message: string;
  readonly incident_id: string | null;
  readonly workflow_run_id: string | null;
  /** The commit that took it back. */
  readonly commit_sha: string | null;
  /** Touched by the fix and blamed by the new failure. */
  readonly files: readonly string[];
}

/** A check of our newest commit. */
export interface Check {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly url: string | null;
}

/** A pull request that carries a fix. */
@Entity('pull_requests')
@Index('ix_pull_requests_user', ['user_id', 'id'])
@Index('ix_pull_requests_incident', ['incident_id', 'id'])
@Index('ix_pull_requests_number', ['repository_connection_id', 'pr_number'])
@Index('ix_pull_requests_verifying', ['pushed_at'], { where: "phase = 'verifying'" })
@Index('ix_pull_requests_look', ['looked_at'], {
  where: "phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over')",
})
@Index('ix_pull_requests_created', ['repository_connection_id', 'created_at'])
@Index('ix_pull_requests_merged', ['repository_connection_id', 'merged_at'], { where: 'merged_at is not null' })
@Index('uq_pull_requests_branch', ['repository_connection_id', 'branch_name'], { unique: true })
@Index('uq_pull_requests_open', ['incident_id'], {
  unique: true,
  where: "phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over')",
})
export class PullRequestEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_pull_requests' })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @ForeignKey('incidents', { name: 'fk_pull_requests_incident', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  incident_id: string;

  @Column({ type: 'uuid' })
  repository_connection_id: string;

  /** Null until the forge has it. */
  @Column({ type: 'int', nullable: true })
  pr_number: number | null;

  @Column({ type: 'text', nullable: true })
  pr_url: string | null;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ type: 'text' })
  branch_name: string;

  @Column({ type: 'text' })
  base_branch: string;

  /** The branch that failed, and the commit it failed at. */
  @Column({ type: 'text' })
  source_branch: string;

  @Column({ type: 'text' })
  source_sha: string;

  /** Our newest commit. */
  @Column({ type: 'text', nullable: true })
  head_sha: string | null;

  @Column({ type: 'text' })
  phase: Phase;

  /** The phase the forge has been brought to; what differs is still to be done. */
  @Column({ type: 'text', nullable: true })
  acted_phase: Phase | null;

  @Column({ type: 'boolean' })
  draft: boolean;

  /** Stays a draft also when it is verified. */
  @Column({ type: 'boolean' })
  wants_draft: boolean;

  @Column({ type: 'boolean', nullable: true })
  mergeable: boolean | null;

  @Column({ type: 'jsonb' })
  checks: readonly Check[];

  /** The pull request's own numbers as the forge counts them; until it does, those of our change. */
  @Column({ type: 'int' })
  additions: number;

  @Column({ type: 'int' })
  deletions: number;

  @Column({ type: 'int' })
  changed_files: number;

  @Column({ type: 'int' })
  commits: number;

  @Column({ type: 'int' })
  comments: number;

  @Column({ type: 'text' })
  fix_kind: 'rule' | 'ai';

  @Column({ type: 'text', nullable: true })
  fixer: string | null;

  @Column({ type: 'text', nullable: true })
  model: string | null;

  /** 0 to 1. */
  @Column({ type: 'double precision' })
  confidence: number;

  /** 1 to 3. */
  @Column({ type: 'int' })
  attempt: number;

  /** The attempt whose patch is on the branch, or about to be. */
  @Column({ type: 'uuid' })
  attempt_id: string;

  @Column({ type: 'jsonb' })
  tries: readonly Try[];

  /** The run on our branch that refused the newest commit. */
  @Column({ type: 'uuid', nullable: true })
  failed_run_id: string | null;

  @Column({ type: 'text', nullable: true })
  closed_reason: string | null;

  /** Why nothing proves our newest commit; null unless that is so. */
  @Column({ type: 'text', nullable: true })
  unproven_reason: string | null;

  /** What the merge made of it on the base branch. */
  @Column({ type: 'text', nullable: true })
  merge_commit_sha: string | null;

  /** When our newest commit was pushed; null before the first. */
  @Column({ type: 'timestamptz', nullable: true })
  pushed_at: Date | null;

  /** When the sweep last had its forge looked at; null: never. */
  @Column({ type: 'timestamptz', nullable: true })
  looked_at: Date | null;

  /** When a merged fix turned out to have done harm, and how. */
  @Column({ type: 'timestamptz', nullable: true })
  harmed_at: Date | null;

  @Column({ type: 'text', nullable: true })
  harm: HarmKind | null;

  @Column({ type: 'jsonb', nullable: true })
  harm_evidence: HarmEvidence | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  verified_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  merged_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  closed_at: Date | null;
}
