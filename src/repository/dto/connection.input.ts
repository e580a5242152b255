import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../../common/http/paging';
import { UniqueItems } from '../../common/http/unique-items';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeKind } from '../../forge/forge.types';
import { FixPolicyChangeDto } from './fix-policy.dto';
import { InstanceName } from './instance-name';

const IfSent = (): PropertyDecorator => ValidateIf((_object, value: unknown) => value !== undefined);

/** Query strings know no booleans; anything but these words is left for the check to refuse. */
const QueryBoolean = (): PropertyDecorator =>
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
    const value = obj[key];
    return value === 'true' || value === true ? true : value === 'false' || value === false ? false : value;
  });

const PATH = /^[\w.-]+(?:\/[\w.-]+)+$/;

export class ConnectRepositoryDto {
  @ApiProperty({ required: false, enum: FORGE_KINDS, default: 'github', example: 'github' })
  @IfSent()
  @IsIn(FORGE_KINDS)
  provider?: ForgeKind;

  @InstanceName({ default: FIRST_INSTANCE })
  @IfSent()
  instance?: string;

  @ApiProperty({ example: 'acme/api', maxLength: 300, description: 'As the forge writes it; groups may nest.' })
  @IsString()
  @MaxLength(300)
  @Matches(PATH, { message: 'repository_full_name must look like `owner/name`' })
  repository_full_name: string;

  @ApiProperty({ required: false, default: true, example: true })
  @IfSent()
  @IsBoolean()
  auto_pr_enabled?: boolean;

  @ApiProperty({ required: false, default: true, example: true, description: 'Create the webhook at the forge.' })
  @IfSent()
  @IsBoolean()
  setup_webhook?: boolean;

  @ApiProperty({
    required: false,
    type: [String],
    example: ['workflow_run', 'workflow_job'],
    description: "In the forge's own names; default: all that DevFlowFix uses.",
  })
  @IfSent()
  @IsArray()
  @ArrayNotEmpty()
  @UniqueItems(20)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  webhook_events?: string[];
}

export class ConnectionQuery extends PageQuery {
  @ApiProperty({ required: false, type: Boolean, default: false, description: 'Also paused and disconnected ones.' })
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  include_disabled?: boolean;

  @ApiProperty({ required: false, enum: FORGE_KINDS, example: 'github' })
  @IsOptional()
  @IsIn(FORGE_KINDS)
  provider?: ForgeKind;

  @InstanceName()
  @IsOptional()
  instance?: string;

  @ApiProperty({ required: false, maxLength: 200, description: 'Part of the full name, in any case.', example: 'api' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

export class ConnectionChangeDto {
  @ApiProperty({ required: false, example: true, description: 'False pauses: deliveries are ignored.' })
  @IfSent()
  @IsBoolean()
  is_enabled?: boolean;

  @ApiProperty({ required: false, example: false })
  @IfSent()
  @IsBoolean()
  auto_pr_enabled?: boolean;

  @ApiProperty({ required: false, type: FixPolicyChangeDto })
  @IfSent()
  @IsObject()
  @ValidateNested()
  @Type(() => FixPolicyChangeDto)
  fix_policy?: FixPolicyChangeDto;

  @ApiProperty({
    required: false,
    type: [String],
    maxItems: 20,
    uniqueItems: true,
    example: ['Deploy'],
    description:
      'Names or paths of workflows; their runs on the default branch count as deployments. Empty: none does.',
  })
  @IfSent()
  @IsArray()
  @UniqueItems(20)
  @IsString({ each: true })
  @Length(1, 300, { each: true })
  @Matches(/^\P{Cc}*$/u, { each: true, message: 'deployment_workflows must not contain control characters' })
  deployment_workflows?: string[];

  @ApiProperty({
    required: false,
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 100,
    example: 0.006,
    description: 'US dollars a minute of a run costs; null: not known, and no cost is shown.',
  })
  @ValidateIf((_object, value: unknown) => value !== undefined && value !== null)
  @IsNumber()
  @Min(0)
  @Max(100)
  ci_minute_price?: number | null;
}

export class DisconnectQuery {
  @ApiProperty({ required: false, type: Boolean, default: true, description: 'Also remove the webhook at the forge.' })
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  delete_webhook?: boolean;
}
