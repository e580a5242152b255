import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';
import { UserIdentityEntity } from './user-identity.entity';

/** One login of one browser. */
@Entity('sessions')
@Unique('uq_sessions_token_hash', ['token_hash'])
@Index('ix_sessions_user', ['user_id', 'id'])
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  @ForeignKey(() => UserEntity, { name: 'fk_sessions_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  /** SHA-256 of what the cookie carries. */
  @Column({ type: 'text' })
  token_hash: string;

  @Column({ type: 'text', nullable: true })
  user_agent: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  /** Up to a minute old. */
  @Column({ type: 'timestamptz' })
  last_used_at: Date;

  @Index('ix_sessions_expires_at')
  @Column({ type: 'timestamptz' })
  expires_at: Date;

  /** What the issuer said at the sign-in, encrypted: it asks for it at a sign-out. Null for a login with a password. */
  @Column({ type: 'text', nullable: true })
  id_token: string | null;

  /** Who the issuer said it is; null for a login with a password. */
  @ForeignKey(() => UserIdentityEntity, { name: 'fk_sessions_identity', onDelete: 'CASCADE' })
  @Index('ix_sessions_identity', { where: 'identity_id is not null' })
  @Column({ type: 'uuid', nullable: true })
  identity_id: string | null;

  /** The issuer's own name for the session it has there; null where it gives none. */
  @Column({ type: 'text', nullable: true })
  issuer_sid: string | null;
}
