import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { AppError, CommonErrors } from '../../common/errors';
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

const MAX_NUMBER = 2_147_483_647;

/** The forge's number in a path, as the document tells of it. */
export const NumberParam = (): MethodDecorator =>
  ApiParam({ name: 'pr_number', schema: { type: 'integer', minimum: 1, maximum: MAX_NUMBER }, example: 7 });

/** For `:pr_number`: what is no such number is answered as one that does not exist. */
@Injectable()
export class NumberPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    const number = Number(text);
    if (/^\d{1,10}$/.test(text) && number >= 1 && number <= MAX_NUMBER) return number;
    throw new AppError(CommonErrors.notFound);
  }
}

export class CreatePullRequestDto {
  @ApiProperty({
    required: false,
    example: true,
    description: "Whether a model may be asked when no fixer knows a change; unset: as the repository's policy says.",
  })
  @IsOptional()
  @IsBoolean()
  use_ai?: boolean;

  @ApiProperty({
    required: false,
    example: true,
    description:
      "True keeps it a draft also when it is verified; unset: as the repository's policy says. A model's change stays one.",
  })
  @IsOptional()
  @IsBoolean()
  draft?: boolean;

  @ApiProperty({
    required: false,
    minLength: 1,
    maxLength: 255,
    example: 'release/2.x',
    description: "Where the pull request goes; unset: where the failing branch's own goes, else the default branch.",
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  base_branch?: string;
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

  @ApiProperty({
    required: false,
    enum: ['open', 'closed'],
    description: '`open` leaves it as it is: a closed one is opened again at the forge, or by asking for another.',
  })
  @IsOptional()
  @IsIn(['open', 'closed'])
  state?: 'open' | 'closed';

  @ApiProperty({
    required: false,
    description: 'True makes it a draft again and keeps it one also when it is verified; false takes the mark off.',
  })
  @IsOptional()
  @IsBoolean()
  draft?: boolean;
}
