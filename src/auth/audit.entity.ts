import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserEntity } from './user.entity';

/** One thing somebody did: who, what, when, from where. Rows are only added, and dropped when they are too old. */
@Entity('audit_events')
@Index('ix_audit_events_user', ['user_id', 'id'])
@Index('ix_audit_events_at', ['at'])
export class AuditEventEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_audit_events' })
  id: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** A deleted account leaves nothing of its own behind, this neither. */
  @ForeignKey(() => UserEntity, { name: 'fk_audit_events_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  /** The operation, as the OpenAPI document names it: `Credential_createToken`; or `Account_loginFailed`. */
  @Column({ type: 'text' })
  action: string;

  /** The same in words. */
  @Column({ type: 'text' })
  summary: string;

  /** Method and path, without the query: which thing it was done to. */
  @Column({ type: 'text' })
  request: string;

  @Column({ type: 'text' })
  via: 'session' | 'token' | 'password' | 'oidc';

  /** Id of the session or token; null for a login. */
  @Column({ type: 'uuid', nullable: true })
  credential_id: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'text', nullable: true })
  user_agent: string | null;

  @Column({ type: 'text' })
  request_id: string;
}
