import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

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
}
