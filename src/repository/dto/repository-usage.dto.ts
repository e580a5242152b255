import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import type { Fields } from '../../common/fields';
import { DayRangeQuery } from '../../common/http/day-range';
import { ForgeUsageDayDto } from '../../forge/call-day.dto';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import type { RepositoryUsage, RepositoryUsageOf } from '../repository-usage.service';

const DAY = { type: String, format: 'date', example: '2026-11-22' } as const;
const MOST_CALLS = 1_000_000;

export class RepositoryUsageQuery extends DayRangeQuery {
  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000004' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;
}

export class ForgeLimitDto {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MOST_CALLS,
    example: 500,
    description: 'Calls of the forge an hour; null: no limit.',
  })
  @ValidateIf((body: ForgeLimitDto) => body.calls_per_hour !== null)
  @IsInt()
  @Min(1)
  @Max(MOST_CALLS)
  calls_per_hour: number | null;
}

export class UsedRepositoryDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000004' })
  id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: FIRST_INSTANCE, description: 'Which forge of that kind, as the settings name it.' })
  instance: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 500, description: 'What an admin allows; null: no limit.' })
  calls_per_hour: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 412,
    description: 'In the present hour, which began with its first call; null without a limit.',
  })
  calls_in_hour: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description:
      'Until when nothing more is asked of the forge, because the hour is used up; null while there is some left.',
  })
  limited_until: string | null;

  @ApiProperty({ type: () => [ForgeUsageDayDto], description: 'Days (UTC) with a call, the oldest first.' })
  days: Fields<ForgeUsageDayDto>[];

  static of(row: RepositoryUsageOf): Fields<UsedRepositoryDto> {
    return {
      id: row.id,
      repository_full_name: row.fullName,
      provider: row.kind,
      instance: row.instance,
      calls_per_hour: row.callsPerHour,
      calls_in_hour: row.hour?.calls ?? null,
      limited_until: row.hour?.limitedUntil?.toISOString() ?? null,
      days: row.days.map((day) => ForgeUsageDayDto.of(day)),
    };
  }
}

export class RepositoryUsageDto {
  @ApiProperty(DAY)
  from: string;

  @ApiProperty(DAY)
  to: string;

  @ApiProperty({ type: () => [UsedRepositoryDto], description: 'The 100 that were called for most, the most first.' })
  repositories: Fields<UsedRepositoryDto>[];

  static of({ from, to, repositories }: RepositoryUsage): Fields<RepositoryUsageDto> {
    return { from, to, repositories: repositories.map((row) => UsedRepositoryDto.of(row)) };
  }
}
