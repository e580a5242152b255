import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { IsMoment } from '../../common/http/moment';
import { isZone } from '../domain/zone';
import { PERIODS, type Period } from '../analytics.frames';

@ValidatorConstraint({ name: 'isZone' })
class ZoneConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isZone(value);
  }

  defaultMessage(): string {
    return 'tz must be the name of a time zone, such as Europe/Berlin';
  }
}

const WHEN = { type: String, format: 'date-time', required: false, example: '2026-11-01T00:00:00Z' } as const;

export class AnalyticsQuery {
  @ApiProperty({ required: false, enum: PERIODS, example: 'day', description: 'Length of a bucket; default: day.' })
  @IsOptional()
  @IsIn(PERIODS)
  period?: Period;

  @ApiProperty({
    ...WHEN,
    description: 'Its whole local day counts. Default: 30 days, 12 weeks or a year before `until`, as `period` says.',
  })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({
    ...WHEN,
    example: '2026-12-01T00:00:00Z',
    description: 'Exclusive; its whole local day counts. Default: now.',
  })
  @IsOptional()
  @IsMoment()
  until?: Date;

  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ required: false, example: 'Europe/Berlin', description: 'Time zone of the buckets; default: UTC.' })
  @IsOptional()
  @MaxLength(64)
  @Validate(ZoneConstraint)
  tz?: string;

  @ApiProperty({ required: false, example: 'series', description: 'Which list to give as CSV; default: the first.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  table?: string;
}
