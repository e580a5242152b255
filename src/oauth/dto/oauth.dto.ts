import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Fields } from '../../common/fields';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeId, type ForgeKind } from '../../forge/forge.types';
import type { ConnectionView, Disconnected, ForgeAt } from '../connection.service';
import type { Begun } from '../oauth-flow.service';

const INSTANCE = { example: FIRST_INSTANCE, description: 'Which forge of that kind, as the settings name it.' };

export class AuthorizeDto {
  @ApiPropertyOptional({
    type: String,
    maxLength: 2000,
    default: '/',
    example: '/settings',
    description: 'Where to send the browser afterwards: a path, or an address on this origin.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  return_to?: string;
}

export class AuthorizationDto {
  @ApiProperty({
    format: 'uri',
    description: 'Send the browser here; the one that got this answer, for its state cookie must come back.',
    example: 'https://github.com/login/oauth/authorize?client_id=Ov23li&state=c29tZQ&code_challenge=c29tZQ',
  })
  authorization_url: string;

  @ApiProperty({ description: 'Good once.', example: 'b1zP4xvS2TgM0Yc9ZqK6uJtWnR8eLhD3aFoXiV7yQkE' })
  state: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty(INSTANCE)
  instance: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:15:00.000Z' })
  expires_at: string;

  static of(begun: Begun, { kind, instance }: ForgeId): Fields<AuthorizationDto> {
    return {
      authorization_url: begun.authorizationUrl,
      state: begun.state,
      provider: kind,
      instance,
      expires_at: begun.expiresAt.toISOString(),
    };
  }
}

export class RateLimitDto {
  @ApiProperty({ example: 5000 })
  limit: number;

  @ApiProperty({ example: 4987 })
  remaining: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T11:00:00.000Z' })
  reset_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  observed_at: string;
}

export class OAuthConnectionDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty(INSTANCE)
  instance: string;

  @ApiProperty({ example: '583231' })
  provider_user_id: string;

  @ApiProperty({ example: 'octocat' })
  provider_username: string;

  @ApiProperty({ type: [String], description: 'As the forge granted them.', example: ['repo', 'workflow'] })
  scopes: string[];

  @ApiProperty({ type: [String], description: 'Asked for, but not granted.', example: [] })
  missing_scopes: string[];

  @ApiProperty({ description: 'False after disconnecting.', example: true })
  is_active: boolean;

  @ApiProperty({ description: 'The forge refuses the token; only connecting again helps.', example: false })
  needs_reauthorization: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  token_expires_at: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:06:00.000Z' })
  last_used_at: string | null;

  @ApiProperty({
    type: () => RateLimitDto,
    nullable: true,
    description: "The forge's rate limit as last told, up to a minute old; null before the first use.",
  })
  rate_limit: RateLimitDto | null;

  static of({ row, missingScopes }: ConnectionView): Fields<OAuthConnectionDto> {
    return {
      id: row.id,
      provider: row.provider,
      instance: row.instance,
      provider_user_id: row.provider_user_id,
      provider_username: row.provider_username,
      scopes: row.scopes,
      missing_scopes: row.is_active ? [...missingScopes] : [],
      is_active: row.is_active,
      needs_reauthorization: row.needs_reauthorization,
      token_expires_at: row.token_expires_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
      last_used_at: row.last_used_at?.toISOString() ?? null,
      rate_limit: row.rate_limit === null ? null : rateLimitFieldsOf(row.rate_limit),
    };
  }
}

/** A stored rate limit as answers show it. */
export function rateLimitFieldsOf(rateLimit: Readonly<Fields<RateLimitDto>>): Fields<RateLimitDto> {
  const { limit, remaining, reset_at, observed_at } = rateLimit;
  return { limit, remaining, reset_at, observed_at };
}

export class ConnectedDto {
  @ApiProperty({ example: true })
  success: boolean;

  @ApiProperty({ type: () => OAuthConnectionDto })
  connection: OAuthConnectionDto;
}

/** A forge people can connect to. */
export class ForgeInstanceDto {
  @ApiProperty({ enum: FORGE_KINDS, example: 'gitlab' })
  provider: ForgeKind;

  @ApiProperty(INSTANCE)
  instance: string;

  @ApiProperty({ format: 'uri', example: 'https://gitlab.com', description: 'Where people find it.' })
  url: string;

  static of({ kind, instance, webUrl }: ForgeAt): Fields<ForgeInstanceDto> {
    return { provider: kind, instance, url: webUrl };
  }
}

export class OAuthConnectionListDto {
  @ApiProperty({ type: [OAuthConnectionDto] })
  connections: OAuthConnectionDto[];

  @ApiProperty({ example: 1 })
  total: number;

  @ApiProperty({
    enum: FORGE_KINDS,
    isArray: true,
    description: 'Forges this installation is set up for, connected or not.',
    example: ['github'],
  })
  available: ForgeKind[];

  @ApiProperty({ type: () => [ForgeInstanceDto], description: 'The same, every instance of its own.' })
  instances: Fields<ForgeInstanceDto>[];
}

export class DisconnectedDto {
  @ApiProperty({ example: true })
  success: boolean;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  connection_id: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty(INSTANCE)
  instance: string;

  @ApiProperty({ description: 'The forge confirmed that the token is no longer good.', example: true })
  revoked_at_provider: boolean;

  @ApiProperty({ description: 'Hooks of ours removed from repositories.', example: 2 })
  hooks_removed: number;

  @ApiProperty({ example: 'Disconnected.' })
  message: string;

  static of(ended: Disconnected, { kind, instance }: ForgeId): Fields<DisconnectedDto> {
    return {
      success: true,
      connection_id: ended.connectionId,
      provider: kind,
      instance,
      revoked_at_provider: ended.revokedAtProvider,
      hooks_removed: ended.hooksRemoved,
      message: ended.revokedAtProvider
        ? 'Disconnected.'
        : 'Disconnected here, but the forge did not confirm the end of the token; end it in the settings of your account there.',
    };
  }
}
