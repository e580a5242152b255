import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import type { Fields } from '../../common/fields';
import { PageDto } from '../../common/http/paging';
import { NO_LIMITS } from '../../common/http/principal';
import { UniqueItems } from '../../common/http/unique-items';
import { TOKEN_SCOPES, type TokenScope } from '../api-token.entity';
import type { SessionRow } from '../session.store';
import type { LimitedToken } from '../token-limits.service';
import { EffectiveLimitsDto, TokenLimitsDto } from './limits.dto';

export class SessionDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  id: string;

  @ApiProperty({ description: 'True for the session this request was made with.', example: true })
  current: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0' })
  user_agent: string | null;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  address: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', description: 'Up to a minute old.', example: '2026-11-22T10:06:00.000Z' })
  last_used_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-12-22T10:05:00.000Z' })
  expires_at: string;

  static of(row: SessionRow, currentId: string): Fields<SessionDto> {
    return {
      id: row.id,
      current: row.id === currentId,
      user_agent: row.user_agent,
      address: row.address,
      created_at: row.created_at.toISOString(),
      last_used_at: row.last_used_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    };
  }
}

export class SessionListDto extends PageDto {
  @ApiProperty({ type: [SessionDto] })
  sessions: SessionDto[];
}

export class CreateTokenDto {
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'release script' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 100)
  @Matches(/^\P{Cc}*$/u, { message: 'name must not contain control characters' })
  name: string;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 3650,
    example: 90,
    description: 'Default: the token does not expire.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  expires_in_days?: number | null;

  @ApiPropertyOptional({
    enum: TOKEN_SCOPES,
    isArray: true,
    minItems: 1,
    maxItems: TOKEN_SCOPES.length,
    uniqueItems: true,
    default: TOKEN_SCOPES,
    example: ['read'],
    description: '`write` includes `read`. Default: both.',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @UniqueItems(TOKEN_SCOPES.length)
  @IsIn(TOKEN_SCOPES, { each: true })
  scopes?: TokenScope[];
}

export class ApiTokenDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000003' })
  id: string;

  @ApiProperty({ example: 'release script' })
  name: string;

  @ApiProperty({ description: 'How the token begins.', example: 'dff_q7Rk2x' })
  prefix: string;

  @ApiProperty({ enum: TOKEN_SCOPES, isArray: true, example: ['read', 'write'] })
  scopes: TokenScope[];

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  created_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Up to a minute old; null when never used.',
    example: null,
  })
  last_used_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2027-02-20T10:05:00.000Z' })
  expires_at: string | null;

  @ApiProperty({ type: () => TokenLimitsDto, description: 'What the owner set.' })
  request_limits: Fields<TokenLimitsDto>;

  @ApiProperty({ type: () => TokenLimitsDto, description: 'What an admin set; of both the lower holds.' })
  admin_request_limits: Fields<TokenLimitsDto>;

  @ApiProperty({
    type: () => EffectiveLimitsDto,
    description: 'What it may ask in a minute: what is set, else half of what the account may.',
  })
  effective_limits: Fields<EffectiveLimitsDto>;

  static of({ row, effective }: LimitedToken): Fields<ApiTokenDto> {
    return {
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      scopes: row.scopes,
      created_at: row.created_at.toISOString(),
      last_used_at: row.last_used_at?.toISOString() ?? null,
      expires_at: row.expires_at?.toISOString() ?? null,
      request_limits: row.limits ?? NO_LIMITS,
      admin_request_limits: row.admin_limits ?? NO_LIMITS,
      effective_limits: effective,
    };
  }
}

export class CreatedApiTokenDto extends ApiTokenDto {
  @ApiProperty({
    description: 'The token itself. Shown this once; only its hash is kept.',
    example: 'dff_q7Rk2xXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX',
  })
  token: string;
}

export class RotateTokenDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 720,
    default: 24,
    example: 24,
    description: 'Hours the token before is still taken; 0 ends it at once.',
  })
  @ValidateIf((body: RotateTokenDto) => body.grace_hours !== undefined)
  @IsInt()
  @Min(0)
  @Max(720)
  grace_hours?: number;
}

export class ApiTokenListDto extends PageDto {
  @ApiProperty({ type: [ApiTokenDto] })
  tokens: ApiTokenDto[];
}

export class WebhookSecretDto {
  @ApiProperty({ description: 'The last four characters of the secret.', example: 'x9Qw' })
  last4: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  created_at: string;

  @ApiProperty({
    format: 'uri',
    description: 'Where a v1 hook must send to.',
    example: 'https://devflowfix.example.com/api/v1/webhook/github/0198c0de-0000-7000-8000-000000000001',
  })
  webhook_url: string;
}

export class NewWebhookSecretDto extends WebhookSecretDto {
  @ApiProperty({ description: 'Shown this once.', example: 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXx9Qw' })
  secret: string;
}
