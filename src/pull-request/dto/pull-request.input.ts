import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength } from 'class-validator';
import { PageQuery } from '../../common/http/paging';

const STATES = ['open', 'closed', 'merged'] as const;

export class PullRequestQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({ required: false, enum: STATES, example: 'open' })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

export class ConnectionOfQuery {
  @ApiProperty({ required: false, format: 'uuid', description: 'Needed when the number is not unique.' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;
}

/** The forge's number in a path. */
export class NumberParam {
  @ApiProperty({ minimum: 1, example: 7 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  pr_number: number;
}

export class UpdatePullRequestDto {
  @ApiProperty({ required: false, minLength: 1, maxLength: 256, example: 'fix: the misspelt property' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  title?: string;

  @ApiProperty({ required: false, maxLength: 60_000, example: 'What it does …' })
  @IsOptional()
  @IsString()
  @MaxLength(60_000)
  body?: string;

  @ApiProperty({ required: false, enum: ['closed'], description: 'A closed one is not opened again by itself.' })
  @IsOptional()
  @IsIn(['closed'])
  state?: 'closed';

  @ApiProperty({ required: false, description: 'True keeps it a draft also when it is verified.' })
  @IsOptional()
  @IsBoolean()
  draft?: boolean;
}
