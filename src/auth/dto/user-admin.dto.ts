import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import type { Fields } from '../../common/fields';
import { PageDto, PageQuery } from '../../common/http/paging';
import { ROLES, type Role } from '../user.entity';
import { ownLimitsOf, type UserRow } from '../user.store';
import { UserDto } from './account.dto';
import { OwnLimitsDto } from './limits.dto';

export class UserListQuery extends PageQuery {
  @ApiProperty({ required: false, maxLength: 100, example: 'dana', description: 'Part of an address or a name.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  search?: string;
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
