import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { OwnLimits } from '../common/http/principal';
import { UserEntity } from './user.entity';

export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A credential of a program. */
@Entity('api_tokens')
@Unique('uq_api_tokens_token_hash', ['token_hash'])
@Index('ix_api_tokens_user', ['user_id', 'id'])
export class ApiTokenEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_api_tokens' })
  id: string;

  @ForeignKey(() => UserEntity, { name: 'fk_api_tokens_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  name: string;

  /** SHA-256 of the whole token. */
  @Column({ type: 'text' })
  token_hash: string;

  /** The first characters, for people to recognise it by. */
  @Column({ type: 'text' })
  prefix: string;

  @Column({ type: 'text', array: true })
  scopes: TokenScope[];

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  /** Up to a minute old. */
  @Column({ type: 'timestamptz', nullable: true })
  last_used_at: Date | null;

  /** Null: never. */
  @Column({ type: 'timestamptz', nullable: true })
  expires_at: Date | null;

  /** Requests a minute that the owner set; null: none. */
  @Column({ type: 'jsonb', nullable: true })
  limits: OwnLimits | null;

  /** Those an admin set, which the owner cannot take back. */
  @Column({ type: 'jsonb', nullable: true })
  admin_limits: OwnLimits | null;
}
