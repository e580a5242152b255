import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { Fields } from '../../common/fields';
import { DayRangeQuery } from '../../common/http/day-range';
import { EffectiveLimitsDto } from '../dto/limits.dto';
import type { UsageCounts, UsageDay } from './api-usage.store';
import type { LimitedCredential, Usage } from './usage.service';

export class UsageQuery extends DayRangeQuery {
  @ApiProperty({
    required: false,
    enum: ['token'],
    example: 'token',
    description: 'Tells the API tokens and sessions apart, too.',
  })
  @IsOptional()
  @IsIn(['token'])
  by?: 'token';
}

const DAY = { type: String, format: 'date', example: '2026-11-22' } as const;

/** Requests by what they cost; those refused with 429 are counted apart. */
export class UsageCountsDto {
  @ApiProperty({ type: 'integer', example: 1204, description: 'Reads that were let through.' })
  read: number;

  @ApiProperty({ type: 'integer', example: 0 })
  read_refused: number;

  @ApiProperty({ type: 'integer', example: 36, description: 'Changes that were let through.' })
  write: number;

  @ApiProperty({ type: 'integer', example: 0 })
  write_refused: number;

  @ApiProperty({ type: 'integer', example: 4, description: 'Exports, and what makes a forge or a model work.' })
  expensive: number;

  @ApiProperty({ type: 'integer', example: 1 })
  expensive_refused: number;
}

export class UsageDayDto extends UsageCountsDto {
  @ApiProperty(DAY)
  day: string;
}

export class UsageCredentialDto extends UsageCountsDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000003' })
  id: string;

  @ApiProperty({ enum: ['session', 'token'], example: 'token' })
  via: 'session' | 'token';

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'release script',
    description: 'Of a token; null once it is removed.',
  })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'dff_q7Rk2x', description: 'How the token begins.' })
  prefix: string | null;

  @ApiProperty({
    type: () => EffectiveLimitsDto,
    nullable: true,
    description:
      'What it may ask in a minute; null for a session, which has the limits of the account, and for a token that is removed.',
  })
  limits: Fields<EffectiveLimitsDto> | null;
}

export class UsageDto {
  @ApiProperty(DAY)
  from: string;

  @ApiProperty(DAY)
  to: string;

  @ApiProperty({
    type: () => EffectiveLimitsDto,
    description: 'What the account may ask in a minute; one API token may use half, unless it has limits of its own.',
  })
  limits: Fields<EffectiveLimitsDto>;

  @ApiProperty({ type: () => [UsageDayDto], description: 'Days (UTC) with a request, the oldest first.' })
  days: Fields<UsageDayDto>[];

  @ApiProperty({
    type: () => [UsageCredentialDto],
    nullable: true,
    description: 'With `by=token`: the 100 credentials that asked most often; else null.',
  })
  credentials: Fields<UsageCredentialDto>[] | null;

  static of({ from, to, limits, days, credentials }: Usage): Fields<UsageDto> {
    const { read, write, expensive } = limits;
    return {
      from,
      to,
      limits: { read, write, expensive },
      days: days.map((row: UsageDay) => ({ day: row.day, ...countsOf(row) })),
      credentials:
        credentials?.map((row: LimitedCredential) => ({
          ...{ id: row.credential_id, via: row.via, name: row.name, prefix: row.prefix, limits: row.limits },
          ...countsOf(row),
        })) ?? null,
    };
  }
}

function countsOf(row: UsageCounts): Fields<UsageCountsDto> {
  return {
    read: row.reads,
    read_refused: row.reads_refused,
    write: row.writes,
    write_refused: row.writes_refused,
    expensive: row.expensive,
    expensive_refused: row.expensive_refused,
  };
}
