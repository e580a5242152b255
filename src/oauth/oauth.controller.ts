import { applyDecorators, Body, Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthErrors } from '../auth/auth.errors';
import { Callers } from '../auth/callers';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { ForgeProblems } from '../common/http/forge-problem';
import { Caller, type Principal } from '../common/http/principal';
import { AuthConfig, HttpConfig } from '../config/config';
import { FIRST_INSTANCE, FORGE_KINDS, INSTANCE_NAME, type ForgeId } from '../forge/forge.types';
import { ConnectionService } from './connection.service';
import { outcomeUrl } from './domain/return-to';
import {
  AuthorizationDto,
  AuthorizeDto,
  ConnectedDto,
  DisconnectedDto,
  ForgeInstanceDto,
  OAuthConnectionDto,
  OAuthConnectionListDto,
} from './dto/oauth.dto';
import { ForgeAt } from './forge-id.pipe';
import { OAuthFlowService, STATE_LIFETIME_MS, stateCookieName } from './oauth-flow.service';
import { OAuthErrors } from './oauth.errors';

/** The state cookie goes nowhere else. */
const COOKIE_PATH = '/api/v2/oauth';

const INSTANCE = { type: 'string', pattern: INSTANCE_NAME.source, default: FIRST_INSTANCE } as const;
const ForgeParam = (): MethodDecorator =>
  applyDecorators(
    ApiParam({ name: 'forge', enum: FORGE_KINDS, example: 'github' }),
    ApiQuery({
      name: 'instance',
      required: false,
      schema: INSTANCE,
      example: FIRST_INSTANCE,
      description: 'Which forge of that kind, as the settings (`GITLAB_INSTANCES`) name it.',
    }),
  );

/** A parameter that is there once and not empty. A forge may send others, so no DTO refuses them. */
function queryText(request: FastifyRequest, name: string): string | null {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** True for programs; a browser asks for HTML too. */
function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

@ApiTags('OAuth connections')
@Controller('api/v2/oauth')
export class OAuthController {
  constructor(
    private readonly flow: OAuthFlowService,
    private readonly connections: ConnectionService,
    private readonly callers: Callers,
    private readonly http: HttpConfig,
    private readonly auth: AuthConfig,
  ) {}

  @Post(':forge/authorize')
  @ForgeParam()
  @Endpoint({
    summary: 'Begin to connect an account at a forge',
    description:
      'Answers the address to send the browser to, and sets an HttpOnly cookie that binds the dance to this browser. ' +
      'The state is good once, for ten minutes.',
    response: AuthorizationDto,
    errors: [CommonErrors.notFound, CommonErrors.rateLimited, OAuthErrors.notConfigured],
  })
  async authorize(
    @Caller() caller: Principal,
    @ForgeAt() forge: ForgeId,
    @Body() body: AuthorizeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<AuthorizationDto>> {
    const begun = await this.flow.begin(caller, forge, body.return_to ?? '/', reply);
    void reply.setCookie(stateCookieName(begun.state), begun.browserToken, {
      path: COOKIE_PATH,
      httpOnly: true,
      sameSite: 'lax',
      secure: this.auth.secureCookies,
      maxAge: STATE_LIFETIME_MS / 1000,
    });
    return AuthorizationDto.of(begun, forge);
  }

  @Get(':forge/callback')
  @ForgeParam()
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string' }, example: 'b1zP4xvS2TgM0Yc9ZqK6uJtW' })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' }, example: '0123456789abcdef0123' })
  @ApiQuery({ name: 'error', required: false, schema: { type: 'string' }, example: 'access_denied' })
  @ApiHeader({ name: 'Accept', required: false, schema: { type: 'string' }, example: 'application/json' })
  @ApiProduces('application/json')
  @Endpoint({
    summary: 'Finish connecting',
    description:
      'Where the forge sends the browser back to. Redirects to `return_to` with `oauth=success|error`, `provider`, `instance` ' +
      'where it is not the first and, for an error, its `code`. With `Accept: application/json` the outcome is the answer.',
    response: ConnectedDto,
    public: true,
    input: false,
    errors: [
      CommonErrors.notFound,
      OAuthErrors.stateInvalid,
      OAuthErrors.stateExpired,
      OAuthErrors.foreignBrowser,
      OAuthErrors.wrongUser,
      OAuthErrors.accessDenied,
      OAuthErrors.codeRejected,
      OAuthErrors.unknownInstance,
      AuthErrors.deactivated,
      ...Object.values(ForgeProblems),
    ],
  })
  @ApiResponse({
    status: 302,
    description: 'Back to the page that began, unless JSON is asked for.',
    headers: { location: { schema: { type: 'string', format: 'uri' } } },
  })
  async callback(@ForgeAt() forge: ForgeId, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const state = queryText(request, 'state');
    const cookie = state === null ? null : stateCookieName(state);
    const finished = await this.flow.finish(forge, {
      state,
      code: queryText(request, 'code'),
      error: queryText(request, 'error'),
      browserToken: cookie === null ? null : (request.cookies[cookie] ?? null),
      userId: (await this.callers.bySession(request))?.userId ?? null,
    });
    if (cookie !== null) void reply.clearCookie(cookie, { path: COOKIE_PATH });
    void reply.header('cache-control', 'no-store');
    const error = finished.outcome === 'failed' ? finished.error : null;
    if (!wantsJson(request)) {
      const instance = forge.instance === FIRST_INSTANCE ? null : forge.instance;
      const outcome = { provider: forge.kind, instance, errorCode: error?.code ?? null };
      await reply.redirect(outcomeUrl(this.http.publicUrl, finished.returnTo, outcome), 302);
      return;
    }
    if (finished.outcome === 'failed') throw finished.error;
    await reply.status(200).send({ success: true, connection: OAuthConnectionDto.of(finished.connection) });
  }

  @Get(':forge/connection')
  @ForgeParam()
  @Endpoint({
    summary: 'Show your connection with a forge',
    response: OAuthConnectionDto,
    input: false,
    errors: [CommonErrors.notFound, OAuthErrors.noConnection],
  })
  async connection(@Caller() caller: Principal, @ForgeAt() forge: ForgeId): Promise<Fields<OAuthConnectionDto>> {
    return OAuthConnectionDto.of(await this.connections.get(caller.userId, forge));
  }

  @Delete(':forge/disconnect')
  @ForgeParam()
  @Endpoint({
    summary: 'Disconnect from a forge',
    description:
      'Removes our hooks, ends the token at the forge, deletes it here and deactivates the repositories. Works while ' +
      'the forge is away too; the answer says what was left undone there.',
    response: DisconnectedDto,
    input: false,
    errors: [CommonErrors.notFound, OAuthErrors.noConnection],
  })
  async disconnect(@Caller() caller: Principal, @ForgeAt() forge: ForgeId): Promise<Fields<DisconnectedDto>> {
    return DisconnectedDto.of(await this.connections.disconnect(caller.userId, forge), forge);
  }

  @Post(':forge/refresh')
  @ForgeParam()
  @Endpoint({
    summary: 'Refresh the token of a connection',
    description: 'Only where tokens expire; done by itself before each use, so nobody needs to ask for it.',
    response: OAuthConnectionDto,
    input: false,
    errors: [
      CommonErrors.notFound,
      OAuthErrors.noConnection,
      OAuthErrors.tokenDoesNotExpire,
      OAuthErrors.unknownInstance,
      OAuthErrors.needsReauthorization,
      ForgeProblems.unavailable,
      ForgeProblems.rejected,
      ForgeProblems['rate-limited'],
    ],
  })
  async refresh(@Caller() caller: Principal, @ForgeAt() forge: ForgeId): Promise<Fields<OAuthConnectionDto>> {
    return OAuthConnectionDto.of(await this.connections.refresh(caller.userId, forge));
  }

  @Get('connections')
  @Endpoint({
    summary: 'List your connections',
    description: 'At most one a forge; ended ones have `is_active: false`.',
    response: OAuthConnectionListDto,
    input: false,
  })
  async list(@Caller() caller: Principal): Promise<Fields<OAuthConnectionListDto>> {
    const connections = (await this.connections.list(caller.userId)).map((view) => OAuthConnectionDto.of(view));
    const forges = this.connections.available();
    return {
      connections,
      total: connections.length,
      available: [...new Set(forges.map(({ kind }) => kind))],
      instances: forges.map((forge) => ForgeInstanceDto.of(forge)),
    };
  }
}
