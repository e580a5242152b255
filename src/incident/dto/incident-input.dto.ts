import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { IsMoment } from '../../common/http/moment';
import { PageQuery } from '../../common/http/paging';
import { FAILURE_CLASSES, type FailureClass } from '../../diagnosis/diagnosis.types';
import { SEVERITIES, type Severity } from '../domain/severity';
import { INCIDENT_STATUSES, SETTABLE_STATUSES, type IncidentStatus, type SettableStatus } from '../domain/state';

export class IncidentListQuery extends PageQuery {
  @ApiProperty({ required: false, enum: INCIDENT_STATUSES, example: 'open' })
  @IsOptional()
  @IsIn(INCIDENT_STATUSES)
  status?: IncidentStatus;

  @ApiProperty({ required: false, enum: SEVERITIES, example: 'high' })
  @IsOptional()
  @IsIn(SEVERITIES)
  severity?: Severity;

  @ApiProperty({ required: false, enum: FAILURE_CLASSES, example: 'test' })
  @IsOptional()
  @IsIn(FAILURE_CLASSES)
  class?: FailureClass;

  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ required: false, example: 'TS2322', description: 'Part of title, root cause, workflow or branch.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'Last seen at or after.',
    example: '2026-11-01T00:00:00Z',
  })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'First seen at or before.',
    example: '2026-11-30T23:59:59Z',
  })
  @IsOptional()
  @IsMoment()
  until?: Date;
}

/** What a person may change; fields left out stay. */
export class UpdateIncidentDto {
  @ApiProperty({ required: false, enum: SETTABLE_STATUSES, example: 'acknowledged' })
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(SETTABLE_STATUSES)
  status?: SettableStatus;

  @ApiProperty({ required: false, enum: SEVERITIES, example: 'low', description: 'Later failures do not change it.' })
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(SEVERITIES)
  severity?: Severity;

  @ApiProperty({ type: String, required: false, nullable: true, example: 'dana', description: 'null: nobody.' })
  @ValidateIf((dto: UpdateIncidentDto) => dto.assignee !== undefined && dto.assignee !== null)
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  assignee?: string | null;

  @ApiProperty({
    required: false,
    example: 'Waiting for the registry to come back.',
    description: 'Goes to the timeline.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(10_000)
  note?: string;
}
