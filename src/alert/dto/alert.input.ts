import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../../common/http/paging';
import { CHANNEL_KINDS, type ChannelKind } from '../alert.entity';
import type { RuleFields } from '../alert.service';
import { RULE_KINDS, type RuleKind } from '../domain/rules';

const ID = '01a20561-eb28-7000-8002-05f755e6d40a';
/** Unlike `IsOptional`, null is not "left out". */
const IfSent = (): PropertyDecorator => ValidateIf((_object, value: unknown) => value !== undefined);
const OneLine = (): PropertyDecorator =>
  Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' });
const DEFAULT_THRESHOLDS: Partial<Record<RuleKind, number>> = { flaky_share: 0.1, spend_cap: 10 };
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

export class CreateAlertChannelDto {
  @ApiProperty({ enum: CHANNEL_KINDS, example: 'webhook' })
  @IsIn(CHANNEL_KINDS)
  kind: ChannelKind;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'on call' })
  @IsString()
  @Length(1, 100)
  @OneLine()
  name: string;

  @ApiProperty({
    minLength: 1,
    maxLength: 2000,
    example: 'https://hooks.example.com/devflowfix',
    description: 'Of `email`: `mailto:` and one address.',
  })
  @IsString()
  @Length(1, 2000)
  url: string;
}

export class ConfirmAddressDto {
  @ApiProperty({
    minLength: 1,
    maxLength: 2000,
    example: 'gAAAAABp…',
    description: 'What stands behind `#` in the link.',
  })
  @IsString()
  @Length(1, 2000)
  token: string;
}

export class AlertChannelChangeDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100, example: 'on call' })
  @IfSent()
  @IsString()
  @Length(1, 100)
  @OneLine()
  name?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 2000, example: 'https://hooks.example.com/devflowfix' })
  @IfSent()
  @IsString()
  @Length(1, 2000)
  url?: string;

  @ApiPropertyOptional({ example: true })
  @IfSent()
  @IsBoolean()
  is_enabled?: boolean;
}

export class QuietHoursDto {
  @ApiProperty({ pattern: CLOCK.source, example: '22:00', description: 'The first quiet minute.' })
  @Matches(CLOCK, { message: 'from must be a time such as 22:00' })
  from: string;

  @ApiProperty({ pattern: CLOCK.source, example: '07:00', description: 'The first minute that is not quiet any more.' })
  @Matches(CLOCK, { message: 'to must be a time such as 07:00' })
  to: string;

  @ApiProperty({ maxLength: 64, example: 'Europe/Berlin' })
  @IsString()
  @Length(1, 64)
  @IsTimeZone()
  time_zone: string;
}

export class AlertRuleChangeDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100, example: 'too much red' })
  @IfSent()
  @IsString()
  @Length(1, 100)
  @OneLine()
  name?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, example: null, description: 'Null: all.' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string | null;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1_000_000,
    example: 0.5,
    description:
      '`failure_rate`, `flaky_share`: from which share of decided runs on it fires, 0 to 1; default 0.5 and 0.1. `spend_cap`: US dollars; default 10.',
  })
  @IfSent()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  threshold?: number;

  @ApiPropertyOptional({
    minimum: 5,
    maximum: 43_200,
    example: 1440,
    description: 'What is looked at; default 1440. `branch_red`: how long red is put up with; default 60.',
  })
  @IfSent()
  @IsInt()
  @Min(5)
  @Max(43_200)
  window_minutes?: number;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: 10_000,
    default: 10,
    example: 10,
    description: '`failure_rate`, `flaky_share`: below so many decided runs nothing is said.',
  })
  @IfSent()
  @IsInt()
  @Min(1)
  @Max(10_000)
  min_runs?: number;

  @ApiPropertyOptional({ type: Number, minimum: 5, maximum: 43_200, nullable: true, example: 240 })
  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(43_200)
  remind_minutes?: number | null;

  @ApiPropertyOptional({ type: QuietHoursDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quiet_hours?: QuietHoursDto | null;

  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 20, example: [ID] })
  @IfSent()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  channel_ids?: string[];

  @ApiPropertyOptional({ example: true })
  @IfSent()
  @IsBoolean()
  is_enabled?: boolean;
}

export class CreateAlertRuleDto extends AlertRuleChangeDto {
  @ApiProperty({
    enum: RULE_KINDS,
    example: 'failure_rate',
    description:
      '`failure_rate`: too large a share of runs fails. `branch_red`: the default branch has been red for the window or longer. `flaky_share`: too large a share of runs failed and went green on the same commit. `spend_cap`: the model cost more than `threshold` dollars within the window (only where the operator has set prices). `hook_failing`: a webhook does not work. `token_dead`: an account must be connected again. `fix_harmful`: a merged fix did harm within the window.',
  })
  @IsIn(RULE_KINDS)
  kind: RuleKind;

  @ApiProperty({ required: true, minLength: 1, maxLength: 100, example: 'too much red' })
  @IsString()
  @Length(1, 100)
  @OneLine()
  declare name: string;

  /** With what is left out as the document says. */
  fields(): RuleFields {
    return {
      kind: this.kind,
      name: this.name,
      repository_connection_id: this.repository_connection_id ?? null,
      threshold: this.threshold ?? DEFAULT_THRESHOLDS[this.kind] ?? 0.5,
      window_minutes: this.window_minutes ?? (this.kind === 'branch_red' ? 60 : 1440),
      min_runs: this.min_runs ?? 10,
      remind_minutes: this.remind_minutes ?? null,
      quiet_hours: this.quiet_hours ?? null,
      channel_ids: this.channel_ids ?? [],
      is_enabled: this.is_enabled ?? true,
    };
  }
}

export class AlertDeliveryQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  channel_id?: string;
}
