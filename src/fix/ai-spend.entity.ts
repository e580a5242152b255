import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CHAT_FAILURES, type ChatFailure } from '../ai/chat';

/**
 * What came of one conversation: `running` while it is held (and for good when the process died in it), `patch`,
 * `declined` by the model, `rejected` by us, or how the endpoint failed.
 */
export const AI_OUTCOMES = ['running', 'patch', 'declined', 'rejected', ...CHAT_FAILURES] as const;
export type AiOutcome = 'running' | 'patch' | 'declined' | 'rejected' | ChatFailure;

/** One conversation with a model and what it used. While `running`, the most it may use. */
@Entity('ai_spend')
@Index('ix_ai_spend_incident', ['incident_id'])
@Index('ix_ai_spend_user', ['user_id', 'created_at'])
@Index('ix_ai_spend_day', ['created_at'])
@Index('ix_ai_spend_connection', ['repository_connection_id', 'created_at'])
export class AiSpendEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_ai_spend' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('users', { name: 'fk_ai_spend_user', onDelete: 'CASCADE' })
  user_id: string;

  /** Stays when the repository or the incident goes: what was spent was spent. */
  @Column({ type: 'uuid' })
  repository_connection_id: string;

  @Column({ type: 'uuid' })
  incident_id: string;

  /** Which try of one pull request it was for. */
  @Column({ type: 'int' })
  attempt: number;

  @Column({ type: 'text' })
  model: string;

  /** What it was asked: `fix_test`, `fix_build`, … */
  @Column({ type: 'text' })
  purpose: string;

  /** Retries and repairs included. */
  @Column({ type: 'int' })
  requests: number;

  @Column({ type: 'int' })
  prompt_tokens: number;

  @Column({ type: 'int' })
  completion_tokens: number;

  /** US dollars; null where no price is set. */
  @Column({ type: 'double precision', nullable: true })
  cost: number | null;

  @Column({ type: 'text' })
  outcome: AiOutcome;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at: Date | null;
}
