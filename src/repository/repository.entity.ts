import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { FIRST_INSTANCE, type ForgeKind } from '../forge/forge.types';
import type { DisconnectReason, WebhookStatus } from './domain/connection';
import type { FixPolicy } from './domain/fix-policy';

/** A repository connected by a user, and its hook. */
@Entity('repository_connections')
@Unique('uq_repository_connections_repository', ['user_id', 'provider', 'instance', 'repository_id'])
@Index('ix_repository_connections_user', ['user_id', 'id'])
@Index('ix_repository_connections_oauth', ['oauth_connection_id'])
@Index('ix_repository_connections_hook_check', ['hook_check_at'])
@Index('ix_repository_connections_redeliver_check', ['redeliver_check_at'])
export class RepositoryConnectionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_repository_connections' })
  id: string;

  @ForeignKey('users', { name: 'fk_repository_connections_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  provider: ForgeKind;

  /** Which forge of that kind, as the settings name it; its numbers are its own. */
  @Column({ type: 'text', default: FIRST_INSTANCE })
  instance: string;

  /** Null for a repository known from the v1 hook only. */
  @Column({ type: 'uuid', nullable: true })
  oauth_connection_id: string | null;

  /** The forge's id; never changes. */
  @Column({ type: 'text' })
  repository_id: string;

  @Column({ type: 'text' })
  repository_full_name: string;

  @Column({ type: 'text' })
  repository_name: string;

  @Column({ type: 'text' })
  owner_name: string;

  @Column({ type: 'text' })
  default_branch: string;

  @Column({ type: 'boolean' })
  is_private: boolean;

  @Column({ type: 'text', nullable: true })
  webhook_id: string | null;

  @Column({ type: 'text', nullable: true })
  webhook_url: string | null;

  @Column({ type: 'text' })
  webhook_status: WebhookStatus;

  @Column({ type: 'text', nullable: true })
  webhook_status_reason: string | null;

  @Column({ type: 'text', array: true })
  webhook_events: string[];

  /** What the user wants; `webhook_id` is what there is. */
  @Column({ type: 'boolean' })
  webhook_wanted: boolean;

  @Column({ type: 'timestamptz', nullable: true })
  webhook_created_at: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  webhook_last_delivery_at: Date | null;

  /** Fernet text. */
  @Column({ type: 'text', nullable: true })
  webhook_secret: string | null;

  /** Fernet text of the secret before the last rotation; still accepted. */
  @Column({ type: 'text', nullable: true })
  webhook_previous_secret: string | null;

  /** When the previous secret ends; null while the forge has not confirmed the new one. */
  @Column({ type: 'timestamptz', nullable: true })
  webhook_previous_secret_until: Date | null;

  /** When to look after the hook next; null: never. */
  @Column({ type: 'timestamptz', nullable: true })
  hook_check_at: Date | null;

  /** When to look for failed deliveries next; null: never. */
  @Column({ type: 'timestamptz', nullable: true })
  redeliver_check_at: Date | null;

  /** Deliveries before this are settled: all a check must list. */
  @Column({ type: 'timestamptz', nullable: true })
  redeliver_since: Date | null;

  @Column({ type: 'boolean' })
  is_enabled: boolean;

  @Column({ type: 'boolean' })
  auto_pr_enabled: boolean;

  @Column({ type: 'jsonb' })
  fix_policy: FixPolicy;

  /** Names or paths of the workflows whose runs on the default branch are deployments. */
  @Column({ type: 'text', array: true, default: () => "'{}'" })
  deployment_workflows: string[];

  /** US dollars a minute of a run costs; null: nobody said. */
  @Column({ type: 'double precision', nullable: true })
  ci_minute_price: number | null;

  /** Calls of the forge an hour that an admin allows; null: no limit. */
  @Column({ type: 'integer', nullable: true })
  forge_calls_per_hour: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  disconnected_at: Date | null;

  @Column({ type: 'text', nullable: true })
  disconnect_reason: DisconnectReason | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_event_at: Date | null;
}
