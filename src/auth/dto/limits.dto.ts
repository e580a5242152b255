import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

const OWN_LIMIT = {
  type: 'integer',
  nullable: true,
  minimum: 1,
  maximum: 10_000_000,
} as const;
const IsOwnLimit = (): PropertyDecorator => applyDecorators(IsOptional(), IsInt(), Min(1), Max(10_000_000));

/** Requests a minute that an admin sets for an account; one API token may use half of them where none is set for it. */
export class OwnLimitsDto {
  @ApiPropertyOptional({ ...OWN_LIMIT, example: 600, description: 'Reads; null: `RATE_LIMIT_READ`.' })
  @IsOwnLimit()
  read?: number | null;

  @ApiPropertyOptional({ ...OWN_LIMIT, example: 60, description: 'Changes; null: `RATE_LIMIT_WRITE`.' })
  @IsOwnLimit()
  write?: number | null;

  @ApiPropertyOptional({
    ...OWN_LIMIT,
    example: null,
    description: 'Exports and what makes a forge or a model work; null: `RATE_LIMIT_EXPENSIVE`.',
  })
  @IsOwnLimit()
  expensive?: number | null;
}

/** Requests a minute that are set for one API token; null: none is set. */
export class TokenLimitsDto {
  @ApiPropertyOptional({ ...OWN_LIMIT, example: 300, description: 'Reads.' })
  @IsOwnLimit()
  read?: number | null;

  @ApiPropertyOptional({ ...OWN_LIMIT, example: 30, description: 'Changes.' })
  @IsOwnLimit()
  write?: number | null;

  @ApiPropertyOptional({
    ...OWN_LIMIT,
    example: null,
    description: 'Exports and what makes a forge or a model work.',
  })
  @IsOwnLimit()
  expensive?: number | null;
}

/** Requests a minute. */
export class EffectiveLimitsDto {
  @ApiProperty({ type: 'integer', example: 6000 })
  read: number;

  @ApiProperty({ type: 'integer', example: 600 })
  write: number;

  @ApiProperty({ type: 'integer', example: 120 })
  expensive: number;
}
