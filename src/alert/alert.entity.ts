import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RuleKind } from './domain/rules';
import type { Notice, QuietHours } from './domain/standing';

export const CHANNEL_KINDS = ['webhook', 'slack', 'email'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Where alerts go. */
@Entity('alert_channels')
@Index('ix_alert_channels_user', ['user_id', 'id'])
export class AlertChannelEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_channels' })
  id: string;

  @ForeignKey('users', { name: 'fk_alert_channels_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  kind: ChannelKind;

  @Column({ type: 'text' })
  name: string;

  /** Encrypted: a chat's address is its secret. Of `email` the bare address. */
  @Column({ type: 'text' })
  url: string;

  /** The address as it may be shown. */
  @Column({ type: 'text' })
  target: string;

  /** Encrypted; null for kinds that sign nothing. */
  @Column({ type: 'text', nullable: true })
  secret: string | null;

  @Column({ type: 'boolean' })
  is_enabled: boolean;

  /** When its owner said that alerts may go there; of kinds with an address of their own making, at once. */
  @Column({ type: 'timestamptz', nullable: true })
  confirmed_at: Date | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}

/** What is watched, and where it is told. */
@Entity('alert_rules')
@Index('ix_alert_rules_user', ['user_id', 'id'])
export class AlertRuleEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_rules' })
  id: string;

  @ForeignKey('users', { name: 'fk_alert_rules_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  /** Null: every one of the account. */
  @ForeignKey('repository_connections', { name: 'fk_alert_rules_connection', onDelete: 'CASCADE' })
  @Column({ type: 'uuid', nullable: true })
  repository_connection_id: string | null;

  @Column({ type: 'text' })
  kind: RuleKind;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'double precision' })
  threshold: number;

  @Column({ type: 'int' })
  window_minutes: number;

  @Column({ type: 'int' })
  min_runs: number;

  /** Null: told once. */
  @Column({ type: 'int', nullable: true })
  remind_minutes: number | null;

  @Column({ type: 'jsonb', nullable: true })
  quiet_hours: QuietHours | null;

  @Column({ type: 'uuid', array: true })
  channel_ids: string[];

  @Column({ type: 'boolean' })
  is_enabled: boolean;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz' })
  updated_at: Date;
}

/** How one watched thing stands under one rule. */
@Entity('alert_standings')
export class AlertStandingEntity {
  @ForeignKey('alert_rules', { name: 'fk_alert_standings_rule', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_standings' })
  rule_id: string;

  /** A connected repository or account. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_standings' })
  subject: string;

  @Column({ type: 'text' })
  state: 'ok' | 'firing';

  @Column({ type: 'timestamptz' })
  since: Date;

  @Column({ type: 'text' })
  told: 'ok' | 'firing';

  @Column({ type: 'timestamptz', nullable: true })
  told_at: Date | null;

  @Column({ type: 'text' })
  message: string;
}

export const DELIVERY_EVENTS = ['firing', 'recovered', 'reminder', 'test', 'confirmation'] as const;
export const DELIVERY_STATUSES = ['queued', 'delivered', 'failed'] as const;

/** What is told, whatever the channel. */
export interface AlertMessage {
  readonly rule_id: string | null;
  readonly rule_name: string;
  readonly rule_kind: RuleKind | null;
  readonly subject: string | null;
  readonly message: string;
  readonly since: string;
  /** Where to look. */
  readonly url: string;
}

/** One message to one channel. */
@Entity('alert_deliveries')
@Index('ix_alert_deliveries_user', ['user_id', 'id'])
@Index('ix_alert_deliveries_channel', ['channel_id'])
@Index('ix_alert_deliveries_created', ['created_at'])
export class AlertDeliveryEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_deliveries' })
  id: string;

  @Column({ type: 'uuid' })
  user_id: string;

  @ForeignKey('alert_channels', { name: 'fk_alert_deliveries_channel', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  channel_id: string;

  /** Null for a test. */
  @Column({ type: 'uuid', nullable: true })
  rule_id: string | null;

  @Column({ type: 'text' })
  event: Notice | 'test' | 'confirmation';

  @Column({ type: 'jsonb' })
  message: AlertMessage;

  @Column({ type: 'text' })
  status: (typeof DELIVERY_STATUSES)[number];

  @Column({ type: 'int' })
  attempts: number;

  /** The receiver's newest answer. */
  @Column({ type: 'int', nullable: true })
  response_status: number | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'timestamptz' })
  created_at: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finished_at: Date | null;
}

/** A letter that asked an address whether it wants alerts: kept for the limits alone, also when the channel is gone. */
@Entity('alert_confirmations')
@Index('ix_alert_confirmations_user', ['user_id', 'asked_at'])
@Index('ix_alert_confirmations_address', ['address_hash', 'asked_at'])
export class AlertConfirmationEntity {
  /** Of the delivery that brings the letter. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_alert_confirmations' })
  id: string;

  @ForeignKey('users', { name: 'fk_alert_confirmations_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  address_hash: string;

  @Column({ type: 'timestamptz' })
  asked_at: Date;
}
