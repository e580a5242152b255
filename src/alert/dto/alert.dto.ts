import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { PageDto } from '../../common/http/paging';
import { CHANNEL_KINDS, DELIVERY_EVENTS, DELIVERY_STATUSES, type ChannelKind } from '../alert.entity';
import type { AlertChannel, AlertDelivery, AlertRule } from '../alert.store';
import { RULE_KINDS, type RuleKind } from '../domain/rules';
import { QuietHoursDto } from './alert.input';

const ID = '01a20561-eb28-7000-8002-05f755e6d40a';
const TIME = '2026-11-28T10:00:00.000Z';

/** A place alerts go to. */
export class AlertChannelDto {
  @ApiProperty({ format: 'uuid', example: ID })
  id: string;

  @ApiProperty({ enum: CHANNEL_KINDS, example: 'webhook' })
  kind: ChannelKind;

  @ApiProperty({ example: 'on call' })
  name: string;

  @ApiProperty({
    example: 'https://hooks.example.com/…',
    description: 'The address without what may be secret in it; of `email` the whole.',
  })
  target: string;

  @ApiProperty({ example: true })
  is_enabled: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: TIME,
    description: 'Null: an e-mail address whose owner has not followed the link yet. It gets nothing but that link.',
  })
  confirmed_at: string | null;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  updated_at: string;

  static of(row: AlertChannel): Fields<AlertChannelDto> {
    const { id, kind, name, target, is_enabled } = row;
    return {
      ...{ id, kind, name, target, is_enabled },
      confirmed_at: row.confirmed_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    };
  }
}

export class NewAlertChannelDto extends AlertChannelDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    description: 'What signs its messages (Standard Webhooks). Shown this once; null for kinds that sign nothing.',
  })
  secret: string | null;
}

/** What the owner of an address has said. */
export class ConfirmedAddressDto {
  @ApiProperty({ example: 'oncall@example.com' })
  target: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  confirmed_at: string;
}

export class AlertChannelListDto {
  @ApiProperty({ type: [AlertChannelDto] })
  channels: Fields<AlertChannelDto>[];

  @ApiProperty({ enum: CHANNEL_KINDS, isArray: true, description: 'Those this installation can send by.' })
  kinds: ChannelKind[];
}

/** What is watched. */
export class AlertRuleDto {
  @ApiProperty({ format: 'uuid', example: ID })
  id: string;

  @ApiProperty({ enum: RULE_KINDS, example: 'failure_rate' })
  kind: RuleKind;

  @ApiProperty({ example: 'too much red' })
  name: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null, description: 'Null: all.' })
  repository_connection_id: string | null;

  @ApiProperty({ minimum: 0, maximum: 1_000_000, example: 0.5 })
  threshold: number;

  @ApiProperty({ example: 1440 })
  window_minutes: number;

  @ApiProperty({ example: 10 })
  min_runs: number;

  @ApiProperty({ type: Number, nullable: true, example: 240 })
  remind_minutes: number | null;

  @ApiProperty({ type: QuietHoursDto, nullable: true })
  quiet_hours: Fields<QuietHoursDto> | null;

  @ApiProperty({ type: [String], format: 'uuid', example: [ID] })
  channel_ids: string[];

  @ApiProperty({ example: true })
  is_enabled: boolean;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  updated_at: string;

  @ApiProperty({ example: 0, description: 'How many things it fires for just now; 0 while it is judged anew.' })
  firing: number;

  /** A rule that was just made or changed fires for nothing yet. */
  static of(row: AlertRule, firing = 0): Fields<AlertRuleDto> {
    const { id, kind, name, repository_connection_id, threshold, window_minutes, min_runs, remind_minutes } = row;
    return {
      ...{ id, kind, name, repository_connection_id, threshold, window_minutes, min_runs, remind_minutes },
      quiet_hours: row.quiet_hours,
      channel_ids: row.channel_ids,
      is_enabled: row.is_enabled,
      firing,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    };
  }
}

export class AlertRuleListDto {
  @ApiProperty({ type: [AlertRuleDto] })
  rules: Fields<AlertRuleDto>[];

  @ApiProperty({ enum: RULE_KINDS, isArray: true, description: 'Those this installation can judge.' })
  kinds: RuleKind[];
}

/** One message to one channel. */
export class AlertDeliveryDto {
  @ApiProperty({ format: 'uuid', example: ID, description: 'Also the `webhook-id` the receiver sees.' })
  id: string;

  @ApiProperty({ format: 'uuid', example: ID })
  channel_id: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID, description: 'Null for a test.' })
  rule_id: string | null;

  @ApiProperty({ enum: DELIVERY_EVENTS, example: 'firing' })
  event: (typeof DELIVERY_EVENTS)[number];

  @ApiProperty({ example: 'acme/api: 6 of 10 runs failed in the last 24 h (60 %).' })
  message: string;

  @ApiProperty({ enum: DELIVERY_STATUSES, example: 'delivered' })
  status: (typeof DELIVERY_STATUSES)[number];

  @ApiProperty({ example: 1 })
  attempts: number;

  @ApiProperty({ type: Number, nullable: true, example: 200 })
  response_status: number | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error: string | null;

  @ApiProperty({ format: 'date-time', example: TIME })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  finished_at: string | null;

  static of(row: AlertDelivery): Fields<AlertDeliveryDto> {
    const { id, channel_id, rule_id, event, status, attempts, response_status, error } = row;
    return {
      ...{ id, channel_id, rule_id, event, status, attempts, response_status, error },
      message: row.message.message,
      created_at: row.created_at.toISOString(),
      finished_at: row.finished_at?.toISOString() ?? null,
    };
  }
}

export class AlertDeliveryListDto extends PageDto {
  @ApiProperty({ type: [AlertDeliveryDto] })
  deliveries: Fields<AlertDeliveryDto>[];
}
