import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Fields } from '../common/fields';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { ForgeProblems } from '../common/http/forge-problem';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { Database } from '../database/database';
import { OAuthErrors } from '../oauth/oauth.errors';
import { ConnectionDirectory } from './connection.directory';
import { ConnectionListDto, RepositoryDisconnectedDto, RepositoryConnectionDto } from './dto/connection.dto';
import { ConnectionChangeDto, ConnectionQuery, DisconnectQuery } from './dto/connection.input';
import { ConnectionWebhookDto, RepairedWebhookDto } from './dto/webhook.dto';
import { HookReportService } from './hook-report.service';
import { RepositoryErrors } from './repository.errors';
import { RepositoryService } from './repository.service';

@ApiTags('Repositories')
@Controller('api/v2/repositories/connections')
export class ConnectionController {
  constructor(
    private readonly repositories: RepositoryService,
    private readonly directory: ConnectionDirectory,
    private readonly reports: HookReportService,
    private readonly db: Database,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List your connected repositories',
    response: ConnectionListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: ConnectionQuery): Promise<Fields<ConnectionListDto>> {
    const search = query.search?.trim() ?? '';
    const filter = {
      kind: query.provider ?? null,
      instance: query.instance ?? null,
      search: search === '' ? null : search,
      includeDisabled: query.include_disabled ?? false,
    };
    const { items, nextCursor, total } = await this.repositories.list(caller.userId, filter, query);
    return { connections: items.map((item) => RepositoryConnectionDto.of(item)), next_cursor: nextCursor, total };
  }

  @Get(':id')
  @Endpoint({
    summary: 'Show a connected repository',
    response: RepositoryConnectionDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<RepositoryConnectionDto>> {
    return RepositoryConnectionDto.of(await this.directory.owned(this.db.read, caller.userId, id));
  }

  @Patch(':id')
  @Endpoint({
    summary: 'Pause, resume or set up a connected repository',
    response: RepositoryConnectionDto,
    errors: [CommonErrors.notFound, RepositoryErrors.disconnected],
  })
  async change(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: ConnectionChangeDto,
  ): Promise<Fields<RepositoryConnectionDto>> {
    const connection = await this.repositories.change(caller.userId, id, {
      isEnabled: body.is_enabled,
      autoPrEnabled: body.auto_pr_enabled,
      fixPolicy: body.fix_policy,
      deploymentWorkflows: body.deployment_workflows,
      ciMinutePrice: body.ci_minute_price,
    });
    return RepositoryConnectionDto.of(connection);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Disconnect a repository',
    description:
      'Its history stays readable. Works while the forge is away too: the webhook is then removed later, for up to ' +
      'three days.',
    response: RepositoryDisconnectedDto,
    errors: [CommonErrors.notFound],
  })
  async disconnect(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Query() query: DisconnectQuery,
  ): Promise<Fields<RepositoryDisconnectedDto>> {
    const deleteWebhook = query.delete_webhook ?? true;
    const result = await this.repositories.disconnect(caller.userId, id, { deleteWebhook });
    const hook = result.webhookDeleted
      ? '; its webhook was removed'
      : result.leftBehind
        ? '; its webhook is still at the forge'
        : '';
    return {
      success: true,
      connection_id: id,
      repository_full_name: result.connection.fullName,
      webhook_deleted: result.webhookDeleted,
      message: `Disconnected${hook}. Its history stays readable.`,
    };
  }

  @Get(':id/webhook')
  @Endpoint({
    summary: 'Show the webhook of a connected repository',
    expensive: true,
    description: 'As the forge shows it at this moment. Where it cannot be asked, what is known and the reason.',
    response: ConnectionWebhookDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async webhook(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<ConnectionWebhookDto>> {
    return ConnectionWebhookDto.of(await this.reports.report(caller.userId, id));
  }

  @Post(':id/webhook/repair')
  @Endpoint({
    summary: 'Repair the webhook of a connected repository',
    expensive: true,
    description:
      'Creates it again or brings it back to what it should be, gives it a new secret, and asks the forge to send again ' +
      'what it could not deliver within three days.',
    response: RepairedWebhookDto,
    input: false,
    errors: [
      CommonErrors.notFound,
      RepositoryErrors.disconnected,
      RepositoryErrors.noHookRight,
      OAuthErrors.needsReauthorization,
      ...Object.values(ForgeProblems),
    ],
  })
  async repair(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<RepairedWebhookDto>> {
    const repaired = await this.reports.repair(caller.userId, id);
    return {
      success: true,
      status: repaired.connection.webhook.status,
      url: repaired.url,
      webhook_id: repaired.webhookId,
      recreated: repaired.recreated,
      secret_rotated: true,
      redelivered: repaired.asked,
      waiting: repaired.waiting,
    };
  }
}
