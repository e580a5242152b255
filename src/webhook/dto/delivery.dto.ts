import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { Fields } from '../../common/fields';
import { IsMoment } from '../../common/http/moment';
import { PageDto, PageQuery } from '../../common/http/paging';
import { FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import type { ShownPayload } from '../domain/payload-view';
import { DELIVERY_STATUSES, type DeliveryEntity, type DeliveryStatus } from '../webhook.entity';
import type { DeliveryFilter } from '../webhook.store';

export class DeliveryErrorDto {
  @ApiProperty({ example: 'webhook.ignored' })
  code: string;

  @ApiProperty({ example: 'event is not used' })
  message: string;
}

/** One delivery that came through a door. */
export class DeliveryDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: 'workflow_run' })
  event: string;

  @ApiProperty({ type: String, nullable: true, example: 'completed', description: 'Known once processed.' })
  action: string | null;

  @ApiProperty({ example: '72d3162e-cc78-11e3-81ab-4c9367dc0958', description: "The forge's id of the delivery." })
  delivery_id: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '0198c0de-0000-7000-8000-000000000002' })
  repository_connection_id: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  received_at: string;

  @ApiProperty({ enum: DELIVERY_STATUSES, example: 'processed' })
  status: DeliveryStatus;

  @ApiProperty({ example: 1 })
  attempts: number;

  @ApiProperty({ type: () => DeliveryErrorDto, nullable: true, description: 'Why it failed or was ignored.' })
  error: Fields<DeliveryErrorDto> | null;

  @ApiProperty({
    enum: [...DELIVERY_STATUSES, null],
    nullable: true,
    example: null,
    description: 'The outcome it had when the forge delivered it again.',
  })
  redelivered_from: DeliveryStatus | null;

  static of(row: DeliveryEntity): Fields<DeliveryDto> {
    return {
      id: row.id,
      provider: row.provider,
      event: row.event,
      action: row.action,
      delivery_id: row.delivery_id,
      repository_connection_id: row.connection_id,
      received_at: row.received_at.toISOString(),
      status: row.status,
      attempts: row.attempts,
      error: row.error,
      redelivered_from: row.redelivered_from,
    };
  }
}

const OMISSIONS = ['dropped', 'too-large', 'not-json'] as const;

export class DeliveryDetailDto extends DeliveryDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: '{\n  "action": "completed"\n}',
    description: 'Pretty-printed JSON with secrets redacted.',
  })
  payload: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 15360, description: 'Bytes as delivered.' })
  payload_bytes: number | null;

  @ApiProperty({
    enum: [...OMISSIONS, null],
    nullable: true,
    example: null,
    description: 'Why `payload` is null: no longer kept, over 64 KB or too deep, or no JSON.',
  })
  payload_omitted: ShownPayload['omitted'];

  static ofDetail(row: DeliveryEntity, payload: ShownPayload): Fields<DeliveryDetailDto> {
    const shown = { payload: payload.text, payload_bytes: payload.bytes, payload_omitted: payload.omitted };
    return { ...DeliveryDto.of(row), ...shown };
  }
}

export class DeliveryListDto extends PageDto {
  @ApiProperty({ type: [DeliveryDto] })
  deliveries: DeliveryDto[];
}

export class DeliveryListQuery extends PageQuery {
  @ApiProperty({ required: false, enum: DELIVERY_STATUSES, example: 'failed' })
  @IsOptional()
  @IsIn(DELIVERY_STATUSES)
  status?: DeliveryStatus;

  @ApiProperty({ required: false, example: 'workflow_run' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  event?: string;

  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ required: false, format: 'date-time', example: '2026-11-22T00:00:00Z' })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({ required: false, format: 'date-time', example: '2026-11-23T00:00:00Z', description: 'Exclusive.' })
  @IsOptional()
  @IsMoment()
  until?: Date;

  static filterOf(query: DeliveryListQuery): DeliveryFilter {
    return {
      status: query.status ?? null,
      event: query.event ?? null,
      connectionId: query.repository_connection_id ?? null,
      since: query.since ?? null,
      until: query.until ?? null,
    };
  }
}
