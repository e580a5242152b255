import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { PageQuery } from '../common/http/paging';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { WebhookConfig } from '../config/config';
import { TOKEN_SCOPES } from './api-token.entity';
import { AuthErrors } from './auth.errors';
import { CredentialService } from './credential.service';
import {
  ApiTokenDto,
  ApiTokenListDto,
  CreatedApiTokenDto,
  CreateTokenDto,
  NewWebhookSecretDto,
  RotateTokenDto,
  SessionDto,
  SessionListDto,
  WebhookSecretDto,
} from './dto/credential.dto';
import { TokenLimitsDto } from './dto/limits.dto';
import { TokenLimitsService } from './token-limits.service';
import { WebhookSecrets, type WebhookSecretInfo } from './webhook-secrets';

@ApiTags('Accounts')
@Controller('api/v2/auth')
export class CredentialController {
  constructor(
    private readonly credentials: CredentialService,
    private readonly limits: TokenLimitsService,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly webhook: WebhookConfig,
  ) {}

  @Get('sessions')
  @Endpoint({ summary: 'List your sessions', response: SessionListDto, errors: [CommonErrors.invalidCursor] })
  async listSessions(@Caller() caller: Principal, @Query() query: PageQuery): Promise<Fields<SessionListDto>> {
    const page = await this.credentials.listSessions(caller.userId, query);
    return {
      sessions: page.items.map((row) => SessionDto.of(row, caller.credentialId)),
      next_cursor: page.nextCursor,
    };
  }

  @Delete('sessions/:id')
  @Endpoint({ summary: 'End a session', status: 204, input: false, errors: [CommonErrors.notFound] })
  async endSession(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.credentials.endSession(caller, id);
  }

  @Post('tokens')
  @Endpoint({
    summary: 'Make an API token',
    description: 'The token is shown in this answer only; its hash is all that is kept.',
    status: 201,
    response: CreatedApiTokenDto,
  })
  async createToken(@Caller() caller: Principal, @Body() body: CreateTokenDto): Promise<Fields<CreatedApiTokenDto>> {
    const { row, token } = await this.credentials.createToken(caller, {
      name: body.name,
      expiresInDays: body.expires_in_days ?? null,
      scopes: body.scopes ?? TOKEN_SCOPES,
    });
    return { ...ApiTokenDto.of(this.limits.with(caller.limits, row)), token };
  }

  @Get('tokens')
  @Endpoint({ summary: 'List your API tokens', response: ApiTokenListDto, errors: [CommonErrors.invalidCursor] })
  async listTokens(@Caller() caller: Principal, @Query() query: PageQuery): Promise<Fields<ApiTokenListDto>> {
    const page = await this.credentials.listTokens(caller.userId, query);
    return {
      tokens: page.items.map((row) => ApiTokenDto.of(this.limits.with(caller.limits, row))),
      next_cursor: page.nextCursor,
    };
  }

  @Post('tokens/:id/rotate')
  @Endpoint({
    summary: 'Rotate an API token',
    description:
      'Answers another one with the same name, scopes, limits and length of life, shown in this answer only. The one before is taken ' +
      'for `grace_hours` more, so that programs can be given the new one without a gap.',
    status: 201,
    response: CreatedApiTokenDto,
    errors: [CommonErrors.notFound],
  })
  async rotateToken(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: RotateTokenDto,
  ): Promise<Fields<CreatedApiTokenDto>> {
    const { row, token } = await this.credentials.rotateToken(caller, id, body.grace_hours ?? 24);
    return { ...ApiTokenDto.of(this.limits.with(caller.limits, row)), token };
  }

  @Put('tokens/:id/limits')
  @Endpoint({
    summary: 'Set the request limits of an API token',
    description:
      'Replaces what you set before, up to what your account may ask (else 422); null or absent: none is set. What an admin set for ' +
      'the token stays, and of both the lower holds. They count from its next request on, over all processes.',
    response: ApiTokenDto,
    errors: [CommonErrors.notFound, AuthErrors.limitTooHigh],
  })
  async setTokenLimits(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: TokenLimitsDto,
  ): Promise<Fields<ApiTokenDto>> {
    const { read = null, write = null, expensive = null } = body;
    return ApiTokenDto.of(await this.limits.setOwn(caller, id, { read, write, expensive }));
  }

  @Delete('tokens/:id')
  @Endpoint({ summary: 'Revoke an API token', status: 204, input: false, errors: [CommonErrors.notFound] })
  async revokeToken(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.credentials.revokeToken(caller, id);
  }

  @Post('webhook-secret')
  @Endpoint({
    summary: 'Rotate the secret of your v1 hooks',
    description:
      'For hooks of the first API version. The secret is shown in this answer only; the old one is refused at once.',
    status: 201,
    response: NewWebhookSecretDto,
    input: false,
  })
  async rotateWebhookSecret(@Caller() caller: Principal): Promise<Fields<NewWebhookSecretDto>> {
    const rotated = await this.credentials.rotateWebhookSecret(caller);
    return { ...this.describe(caller, rotated), secret: rotated.secret };
  }

  @Get('webhook-secret')
  @Endpoint({
    summary: 'Show when the secret of your v1 hooks was made',
    response: WebhookSecretDto,
    input: false,
    errors: [AuthErrors.noWebhookSecret],
  })
  async webhookSecret(@Caller() caller: Principal): Promise<Fields<WebhookSecretDto>> {
    return this.describe(caller, await this.webhookSecrets.info(caller.userId));
  }

  private describe(caller: Principal, info: WebhookSecretInfo): Fields<WebhookSecretDto> {
    return {
      last4: info.last4,
      created_at: info.createdAt.toISOString(),
      webhook_url: `${this.webhook.baseUrl}/api/v1/webhook/github/${caller.userId}`,
    };
  }
}
