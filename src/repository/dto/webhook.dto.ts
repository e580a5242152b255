import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import { WEBHOOK_STATUSES, type Connection, type WebhookStatus } from '../domain/connection';
import type { DeliveryHistory } from '../domain/hook-deliveries';
import type { HookReport } from '../hook-report.service';

export const FORGE_DELIVERY_STATUSES = ['accepted', 'failed'] as const;

/** A delivery as the forge remembers it; what became of it here is under `/api/v2/webhooks/deliveries`. */
export class ForgeDeliveryDto {
  @ApiProperty({ example: '190000000001', description: "The forge's id of its newest sending." })
  id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: 'workflow_run' })
  event: string;

  @ApiProperty({ type: String, nullable: true, example: 'completed' })
  action: string | null;

  @ApiProperty({ example: '0b989ba4-242f-11e5-81e1-c7b6966d2516', description: 'The same for every redelivery.' })
  delivery_id: string;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  repository_connection_id: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z', description: 'When it was last sent.' })
  received_at: string;

  @ApiProperty({ enum: FORGE_DELIVERY_STATUSES, example: 'accepted' })
  status: (typeof FORGE_DELIVERY_STATUSES)[number];

  @ApiProperty({ example: 1, description: 'How often the forge sent it.' })
  attempts: number;

  @ApiProperty({ type: String, nullable: true, example: null })
  error: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Id of the first sending of a redelivery.' })
  redelivered_from: string | null;

  static of(history: DeliveryHistory, connection: Connection): Fields<ForgeDeliveryDto> {
    const { newest, oldest, attempts, isDelivered } = history;
    return {
      id: newest.externalId,
      provider: connection.kind,
      event: newest.event,
      action: newest.action,
      delivery_id: history.deliveryId,
      repository_connection_id: connection.id,
      received_at: newest.deliveredAt.toISOString(),
      status: isDelivered ? 'accepted' : 'failed',
      attempts,
      error: isDelivered ? null : newest.statusCode === null ? 'no answer' : `answered ${newest.statusCode}`,
      redelivered_from: attempts > 1 ? oldest.externalId : null,
    };
  }
}

/** The webhook of a connection, as the forge shows it now. */
export class ConnectionWebhookDto {
  @ApiProperty({ enum: WEBHOOK_STATUSES, example: 'active' })
  status: WebhookStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why it is not active, or why the forge could not be asked.',
  })
  webhook_status_reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://devflowfix.example/api/v2/webhooks/github/0198c0de-0000-7000-8000-000000000002',
  })
  url: string | null;

  @ApiProperty({ type: [String], example: ['workflow_run', 'workflow_job'] })
  events: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:05:00.000Z' })
  last_delivery_at: string | null;

  @ApiProperty({ type: [ForgeDeliveryDto], description: 'At most 20 of the last 24 hours, newest first.' })
  recent_deliveries: Fields<ForgeDeliveryDto>[];

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0,
    description:
      'Sendings of the last 24 hours that failed, redeliveries included; null when the forge could not be asked.',
  })
  failures_24h: number | null;

  static of(report: HookReport): Fields<ConnectionWebhookDto> {
    const { connection } = report;
    return {
      status: report.status,
      webhook_status_reason: report.reason,
      url: connection.webhook.url,
      events: [...connection.webhook.events],
      last_delivery_at: connection.webhook.lastDeliveryAt?.toISOString() ?? null,
      recent_deliveries: report.recent.map((history) => ForgeDeliveryDto.of(history, connection)),
      failures_24h: report.failures,
    };
  }
}

export class RepairedWebhookDto {
  @ApiProperty({ example: true })
  success: boolean;

  @ApiProperty({ enum: WEBHOOK_STATUSES, example: 'active' })
  status: WebhookStatus;

  @ApiProperty({ example: 'https://devflowfix.example/api/v2/webhooks/github/0198c0de-0000-7000-8000-000000000002' })
  url: string;

  @ApiProperty({ example: '480000002' })
  webhook_id: string;

  @ApiProperty({ example: true, description: 'True when there was no such webhook at the forge any more.' })
  recreated: boolean;

  @ApiProperty({
    example: true,
    description: 'Deliveries signed with the secret before are taken for 10 more minutes.',
  })
  secret_rotated: boolean;

  @ApiProperty({ example: 2, description: 'Failed deliveries the forge was asked to send again.' })
  redelivered: number;

  @ApiProperty({ example: 0, description: 'Failed deliveries that will be asked for later.' })
  waiting: number;
}
