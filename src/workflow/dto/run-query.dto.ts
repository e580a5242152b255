import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { IsMoment } from '../../common/http/moment';
import { PageQuery } from '../../common/http/paging';
import { RUN_CONCLUSIONS, RUN_STATUSES } from '../../forge/forge.types';
import type { RunConclusion, RunStatus } from '../../forge/forge.types';

const SINCE = { type: String, format: 'date-time', required: false, example: '2026-11-01T00:00:00Z' } as const;

export class RunListQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ required: false, enum: RUN_STATUSES, example: 'completed' })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;

  @ApiProperty({ required: false, enum: RUN_CONCLUSIONS, example: 'failure' })
  @IsOptional()
  @IsIn(RUN_CONCLUSIONS)
  conclusion?: RunConclusion;

  @ApiProperty({ required: false, example: 'main' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  branch?: string;

  @ApiProperty({ required: false, example: 'CI', description: 'Name, path or forge id of the workflow.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  workflow?: string;

  @ApiProperty({ ...SINCE, description: 'Started at or after.' })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({ ...SINCE, description: 'Started at or before.', example: '2026-11-30T23:59:59Z' })
  @IsOptional()
  @IsMoment()
  until?: Date;
}

export class RunStatsQuery {
  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ ...SINCE, description: 'Only runs started at or after.' })
  @IsOptional()
  @IsMoment()
  since?: Date;
}

export class RunLogsQuery {
  @ApiProperty({
    required: false,
    example: '48123456789',
    description: "A job's id, ours or the forge's. Left out: all failed jobs.",
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  job_id?: string;
}

export class WholeLogQuery {
  @ApiProperty({
    required: false,
    example: '48123456789',
    description: "A job's id, ours or the forge's. Left out: the first that failed, or else the first.",
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  job_id?: string;

  @ApiProperty({
    required: false,
    minimum: 1,
    default: 1,
    example: 1,
    description: 'The first line that is asked for.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  from_line?: number;

  @ApiProperty({
    required: false,
    minimum: 1,
    maximum: 1_000_000,
    default: 100_000,
    example: 100_000,
    description: 'Most lines that are answered. Fewer: the log has ended.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  max_lines?: number;
}

export class RerunDto {
  @ApiProperty({ required: false, default: false, example: true, description: 'Run only the failed jobs again.' })
  @IsOptional()
  @IsBoolean()
  failed_jobs_only?: boolean;
}

export class SyncDto {
  @ApiProperty({ ...SINCE, description: 'Only runs created at or after; left out: 30 days back.' })
  @IsOptional()
  @IsMoment()
  since?: Date;

  @ApiProperty({ required: false, minimum: 1, maximum: 1000, default: 100, example: 100 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}
