import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, Min, ValidateIf } from 'class-validator';
import type { Fields } from '../../common/fields';
import { PageDto, PageQuery } from '../../common/http/paging';
import { ROLES, type Role } from '../user.entity';
import { ownLimitsOf, type UserRow } from '../user.store';
import { UserDto } from './account.dto';

export class UserListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, example: 'dana', description: 'Part of an address or a name.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  search?: string;
}

const OWN_LIMIT = {
  type: 'integer',
  nullable: true,
  minimum: 1,
  maximum: 10_000_000,
} as const;
const IsOwnLimit = (): PropertyDecorator => applyDecorators(IsOptional(), IsInt(), Min(1), Max(10_000_000));

/** Requests a minute that an admin sets for an account; one API token may use half of them. */
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

/** An account as admins see it. */
export class ListedUserDto extends UserDto {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'Since when nobody gets in.',
  })
  deactivated_at: string | null;

  @ApiProperty({ type: () => OwnLimitsDto })
  request_limits: Fields<OwnLimitsDto>;

  static override of(row: UserRow): Fields<ListedUserDto> {
    return {
      ...UserDto.of(row),
      deactivated_at: row.deactivated_at?.toISOString() ?? null,
      request_limits: ownLimitsOf(row),
    };
  }
}

export class UserListDto extends PageDto {
  @ApiProperty({ type: [ListedUserDto] })
  users: Fields<ListedUserDto>[];
}

export class ChangeUserDto {
  @ApiPropertyOptional({ enum: ROLES, example: 'admin' })
  @ValidateIf((body: ChangeUserDto) => body.role !== undefined)
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({ example: true, description: 'False ends all sessions at once and lets no token in.' })
  @ValidateIf((body: ChangeUserDto) => body.active !== undefined)
  @IsBoolean()
  active?: boolean;
}

export class EndedSessionsDto {
  @ApiProperty({ example: 12, description: 'How many sessions ended.' })
  ended: number;
}
