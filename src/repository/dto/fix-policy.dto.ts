import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import type { Fields } from '../../common/fields';
import { DEFAULT_FIX_POLICY, type FixPolicy } from '../domain/fix-policy';

/** Checks a field whenever it is sent; unlike IsOptional it does not let null through. */
const IfSent = (): PropertyDecorator => ValidateIf((_object, value: unknown) => value !== undefined);

/** Bounds on the fixes proposed for a repository. More keys may be added later. */
export class FixPolicyDto implements FixPolicy {
  @ApiProperty({ example: false, description: 'Open fix pull requests as drafts.' })
  draft: boolean;

  @ApiProperty({ example: DEFAULT_FIX_POLICY.max_files, description: 'Most files one fix may change.' })
  max_files: number;

  @ApiProperty({
    example: DEFAULT_FIX_POLICY.max_lines,
    description: 'Most lines one fix may add and remove together.',
  })
  max_lines: number;

  @ApiProperty({ type: [String], example: ['migrations/**'], description: 'Globs of paths no fix may touch.' })
  never_touch: string[];

  static of(policy: FixPolicy): Fields<FixPolicyDto> {
    return { ...policy, never_touch: [...policy.never_touch] };
  }
}

/** The bounds to change; those left out stay. */
export class FixPolicyChangeDto {
  @ApiProperty({ required: false, example: true })
  @IfSent()
  @IsBoolean()
  draft?: boolean;

  @ApiProperty({ required: false, minimum: 1, maximum: 100, example: 5 })
  @IfSent()
  @IsInt()
  @Min(1)
  @Max(100)
  max_files?: number;

  @ApiProperty({ required: false, minimum: 1, maximum: 5000, example: 200 })
  @IfSent()
  @IsInt()
  @Min(1)
  @Max(5000)
  max_lines?: number;

  @ApiProperty({ required: false, type: [String], maxItems: 50, example: ['migrations/**'] })
  @IfSent()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(200, { each: true })
  never_touch?: string[];
}
