import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { ForgeUsageDayDto } from '../../forge/call-day.dto';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import type { ForgeUsage } from '../forge-usage.service';
import { RateLimitDto, rateLimitFieldsOf } from './oauth.dto';

const DAY = { type: String, format: 'date', example: '2026-11-22' } as const;

export class ForgeUsageConnectionDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: FIRST_INSTANCE, description: 'Which forge of that kind, as the settings name it.' })
  instance: string;

  @ApiProperty({ example: 'octocat' })
  provider_username: string;

  @ApiProperty({
    type: () => RateLimitDto,
    nullable: true,
    description: "The forge's rate limit as last told, up to a minute old; null before the first use.",
  })
  rate_limit: RateLimitDto | null;

  @ApiProperty({ type: () => [ForgeUsageDayDto], description: 'Days (UTC) with a call, the oldest first.' })
  days: Fields<ForgeUsageDayDto>[];
}

export class ForgeUsageDto {
  @ApiProperty(DAY)
  from: string;

  @ApiProperty(DAY)
  to: string;

  @ApiProperty({ type: () => [ForgeUsageConnectionDto] })
  connections: Fields<ForgeUsageConnectionDto>[];

  static of({ from, to, connections }: ForgeUsage): Fields<ForgeUsageDto> {
    return {
      from,
      to,
      connections: connections.map(({ row, days }) => ({
        id: row.id,
        provider: row.provider,
        instance: row.instance,
        provider_username: row.provider_username,
        rate_limit: row.rate_limit === null ? null : rateLimitFieldsOf(row.rate_limit),
        days: days.map((day) => ForgeUsageDayDto.of(day)),
      })),
    };
  }
}
