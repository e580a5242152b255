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
  IsObject,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import type { Fields } from '../../common/fields';
import { DEFAULT_FIX_POLICY, type AutoRerunPolicy, type FixPolicy } from '../domain/fix-policy';

/** Checks a field whenever it is sent; unlike IsOptional it does not let null through. */
const IfSent = (): PropertyDecorator => ValidateIf((_object, value: unknown) => value !== undefined);

/** Whether failed runs are run again by themselves, and how often. */
export class AutoRerunPolicyDto implements AutoRerunPolicy {
  @ApiProperty({
    example: false,
    description:
      'Run the failed jobs again when every cause of a failure is infrastructure, flaky, or a known flaky test that the change did not touch. Never on our own branches, never when a newer run of the branch exists.',
  })
  enabled: boolean;

  @ApiProperty({ example: 1, description: 'Automatic reruns of one run, over all its attempts.' })
  max_per_run: number;

  @ApiProperty({ example: 10, description: 'Automatic reruns in the repository within any 24 hours.' })
  daily_budget: number;
}

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

  @ApiProperty({
    example: true,
    description:
      'Ask the configured model when no fixer knows a change; it is sent the log, without secrets, and the files it names.',
  })
  use_ai: boolean;

  @ApiProperty({ type: AutoRerunPolicyDto })
  auto_rerun: Fields<AutoRerunPolicyDto>;

  static of(policy: FixPolicy): Fields<FixPolicyDto> {
    return { ...policy, never_touch: [...policy.never_touch], auto_rerun: { ...policy.auto_rerun } };
  }
}

/** What to change of the automatic reruns; what is left out stays. */
export class AutoRerunPolicyChangeDto {
  @ApiProperty({ required: false, example: true })
  @IfSent()
  @IsBoolean()
  enabled?: boolean;

  @ApiProperty({ required: false, minimum: 1, maximum: 3, example: 1 })
  @IfSent()
  @IsInt()
  @Min(1)
  @Max(3)
  max_per_run?: number;

  @ApiProperty({ required: false, minimum: 0, maximum: 100, example: 10 })
  @IfSent()
  @IsInt()
  @Min(0)
  @Max(100)
  daily_budget?: number;
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

  @ApiProperty({ required: false, example: false })
  @IfSent()
  @IsBoolean()
  use_ai?: boolean;

  @ApiProperty({ required: false, type: AutoRerunPolicyChangeDto })
  @IfSent()
  @IsObject()
  @ValidateNested()
  @Type(() => AutoRerunPolicyChangeDto)
  auto_rerun?: AutoRerunPolicyChangeDto;
}
