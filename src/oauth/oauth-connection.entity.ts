import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { FIRST_INSTANCE, type ForgeKind } from '../forge/forge.types';

/** The newest rate-limit state of a connection's credential; times are RFC 3339. */
export interface StoredRateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly reset_at: string;
  readonly observed_at: string;
}

/**
 * A user's account at one forge; at most one a user and forge. Connecting again, with the same account or another,
 * changes this row, so that connected repositories keep pointing at something that works.
 */
@Entity('oauth_connections')
@Unique('uq_oauth_connections_user_provider', ['user_id', 'provider', 'instance'])
export class OAuthConnectionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_oauth_connections' })
  id: string;

  @ForeignKey('users', { name: 'fk_oauth_connections_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  provider: ForgeKind;

  /** Which forge of that kind, as the settings name it. */
  @Column({ type: 'text', default: FIRST_INSTANCE })
  instance: string;

  @Column({ type: 'text' })
  provider_user_id: string;

  @Column({ type: 'text' })
  provider_username: string;

  /** Encrypted; null after disconnecting. */
  @Column({ type: 'text', nullable: true })
  access_token: string | null;

  /** Encrypted; null where the forge's tokens do not expire. */
  @Column({ type: 'text', nullable: true })
  refresh_token: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  token_expires_at: Date | null;

  /** As the forge granted them. */
  @Column({ type: 'text', array: true })
  scopes: string[];

  @Column({ type: 'boolean', default: true })
  is_active: boolean;

  /** The forge refused the token; only connecting again helps. */
  @Column({ type: 'boolean', default: false })
  needs_reauthorization: boolean;

  @Column({ type: 'jsonb', nullable: true })
  rate_limit: StoredRateLimit | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  created_at: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updated_at: Date;

  /** Up to a minute old. */
  @Column({ type: 'timestamptz', nullable: true })
  last_used_at: Date | null;
}
