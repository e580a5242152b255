import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  IsObject,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import type { Fields } from '../../common/fields';
import {
  COMMIT_STYLES,
  DEFAULT_FIX_POLICY,
  type AutoRerunPolicy,
  type CommitStyle,
  type FixPolicy,
} from '../domain/fix-policy';

/** Checks a field whenever it is sent; unlike IsOptional it does not let null through. */
const IfSent = (): PropertyDecorator => ValidateIf((_object, value: unknown) => value !== undefined);

type MutableLists = Record<'allowed' | 'never_touch' | 'protected_branches' | 'labels' | 'reviewers', string[]>;

/** A list of globs or names as it is sent. */
const Texts = (max: number, length: number): PropertyDecorator =>
  applyDecorators(
    IfSent(),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true }),
    IsNotEmpty({ each: true }),
    MaxLength(length, { each: true }),
  );

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
  @ApiProperty({ example: false, description: 'Fix pull requests stay drafts also when they are verified.' })
  draft: boolean;

  @ApiProperty({ example: DEFAULT_FIX_POLICY.max_files, description: 'Most files one fix may change.' })
  max_files: number;

  @ApiProperty({
    example: DEFAULT_FIX_POLICY.max_lines,
    description: 'Most lines one fix may add and remove together.',
  })
  max_lines: number;

  @ApiProperty({ type: [String], example: [], description: 'Globs of paths a fix may touch; empty: all.' })
  allowed: string[];

  @ApiProperty({ type: [String], example: ['migrations/**'], description: 'Globs of paths no fix may touch.' })
  never_touch: string[];

  @ApiProperty({ example: 0.8, description: 'How sure a fix must be to be proposed unasked.' })
  min_confidence: number;

  @ApiProperty({ example: false, description: 'Suggest rewritten snapshots; a person must say that they are meant.' })
  allow_snapshot_updates: boolean;

  @ApiProperty({ example: true, description: 'Workflow and other CI files may be touched.' })
  allow_workflow_changes: boolean;

  @ApiProperty({
    type: [String],
    example: ['release/*'],
    description: 'Globs of branches no fix is proposed for or into.',
  })
  protected_branches: string[];

  @ApiProperty({ type: [String], example: ['devflowfix'], description: 'Put on every fix pull request.' })
  labels: string[];

  @ApiProperty({ type: [String], example: ['dana'], description: 'Asked to review once a fix is verified.' })
  reviewers: string[];

  @ApiProperty({ enum: COMMIT_STYLES, example: 'conventional', description: '`fix: …` or `Fix …`.' })
  commit_style: CommitStyle;

  @ApiProperty({ example: true, description: 'Name the connected account as co-author of a fix.' })
  co_author: boolean;

  @ApiProperty({
    example: true,
    description:
      'Ask the configured model when no fixer knows a change; it is sent the log, without secrets, and the files it names.',
  })
  use_ai: boolean;

  @ApiProperty({ type: AutoRerunPolicyDto })
  auto_rerun: Fields<AutoRerunPolicyDto>;

  static of(policy: FixPolicy): Fields<FixPolicyDto> {
    const { allowed, never_touch, protected_branches, labels, reviewers, auto_rerun } = policy;
    const lists = { allowed, never_touch, protected_branches, labels, reviewers };
    const copies = Object.entries(lists).map(([key, list]) => [key, [...list]] as const);
    return { ...policy, ...(Object.fromEntries(copies) as MutableLists), auto_rerun: { ...auto_rerun } };
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

  @ApiProperty({ required: false, type: [String], maxItems: 50, example: ['src/**'] })
  @Texts(50, 200)
  allowed?: string[];

  @ApiProperty({ required: false, type: [String], maxItems: 50, example: ['migrations/**'] })
  @Texts(50, 200)
  never_touch?: string[];

  @ApiProperty({ required: false, minimum: 0.5, maximum: 1, example: 0.9 })
  @IfSent()
  @IsNumber()
  @Min(0.5)
  @Max(1)
  min_confidence?: number;

  @ApiProperty({ required: false, example: false })
  @IfSent()
  @IsBoolean()
  allow_snapshot_updates?: boolean;

  @ApiProperty({ required: false, example: true })
  @IfSent()
  @IsBoolean()
  allow_workflow_changes?: boolean;

  @ApiProperty({ required: false, type: [String], maxItems: 50, example: ['release/*'] })
  @Texts(50, 200)
  protected_branches?: string[];

  @ApiProperty({ required: false, type: [String], maxItems: 20, example: ['devflowfix'] })
  @Texts(20, 50)
  labels?: string[];

  @ApiProperty({ required: false, type: [String], maxItems: 15, example: ['dana'] })
  @Texts(15, 100)
  @Matches(/^[\w.-]+$/, { each: true })
  reviewers?: string[];

  @ApiProperty({ required: false, enum: COMMIT_STYLES, example: 'plain' })
  @IfSent()
  @IsIn(COMMIT_STYLES)
  commit_style?: CommitStyle;

  @ApiProperty({ required: false, example: true })
  @IfSent()
  @IsBoolean()
  co_author?: boolean;

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
