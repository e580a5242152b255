import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Fields } from '../common/fields';
import { AppError, CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { ForgeProblems } from '../common/http/forge-problem';
import { Caller, type Principal } from '../common/http/principal';
import { FIRST_INSTANCE, FORGE_KINDS, type ForgeKind } from '../forge/forge.types';
import { OAuthErrors } from '../oauth/oauth.errors';
import { RepositoryConnectionDto, RepositoryStatsDto } from './dto/connection.dto';
import { ConnectRepositoryDto } from './dto/connection.input';
import { ForgeRepositoryDto, ForgeRepositoryListDto, ForgeRepositoryQuery } from './dto/forge-repository.dto';
import { RepositoryErrors } from './repository.errors';
import { RepositoryService } from './repository.service';

const FORGE_FAILURES = [
  OAuthErrors.notConnected,
  OAuthErrors.needsReauthorization,
  ForgeProblems.unauthorized,
  ForgeProblems.forbidden,
  ForgeProblems['rate-limited'],
  ForgeProblems.unavailable,
  ForgeProblems.rejected,
];

/** A forge in a path. One this installation does not run is still a forge: nobody is connected with it. */
function forgeKind(segment: string): ForgeKind {
  const kind = FORGE_KINDS.find((known) => known === segment);
  if (kind === undefined) throw new AppError(CommonErrors.notFound);
  return kind;
}

@ApiTags('Repositories')
@Controller('api/v2/repositories')
export class RepositoryController {
  constructor(private readonly repositories: RepositoryService) {}

  @Post('connect')
  @Endpoint({
    summary: 'Connect a repository',
    expensive: true,
    description:
      'Creates the webhook too. Where the forge refuses it (no admin right, too many webhooks) the repository is ' +
      'connected all the same, with `webhook_status: "failed"` and the reason. One disconnected before is reactivated.',
    status: 201,
    response: RepositoryConnectionDto,
    errors: [...FORGE_FAILURES, RepositoryErrors.notReadable, RepositoryErrors.alreadyConnected],
  })
  async connect(
    @Caller() caller: Principal,
    @Body() body: ConnectRepositoryDto,
  ): Promise<Fields<RepositoryConnectionDto>> {
    const connection = await this.repositories.connect(caller.userId, {
      kind: body.provider ?? FORGE_KINDS[0],
      instance: body.instance ?? FIRST_INSTANCE,
      path: body.repository_full_name,
      autoPrEnabled: body.auto_pr_enabled ?? true,
      setupWebhook: body.setup_webhook ?? true,
      events: body.webhook_events ?? null,
    });
    return RepositoryConnectionDto.of(connection);
  }

  @Get('stats')
  @Endpoint({ summary: 'Count your repositories', response: RepositoryStatsDto, input: false })
  async stats(@Caller() caller: Principal): Promise<Fields<RepositoryStatsDto>> {
    return RepositoryStatsDto.of(await this.repositories.stats(caller.userId));
  }

  @Get(':forge')
  @ApiParam({ name: 'forge', enum: FORGE_KINDS, example: 'github' })
  @Endpoint({
    summary: 'List the repositories your account sees at a forge',
    expensive: true,
    response: ForgeRepositoryListDto,
    errors: [...FORGE_FAILURES, CommonErrors.notFound, ForgeProblems['not-found']],
  })
  async atForge(
    @Caller() caller: Principal,
    @Param('forge') forge: string,
    @Query() query: ForgeRepositoryQuery,
  ): Promise<Fields<ForgeRepositoryListDto>> {
    const page = query.page ?? 1;
    const perPage = query.per_page ?? 30;
    const at = { kind: forgeKind(forge), instance: query.instance ?? FIRST_INSTANCE };
    const { items, hasNext, nextCursor } = await this.repositories.listAtForge(caller.userId, at, {
      page,
      perPage,
      sort: query.sort ?? 'updated',
      direction: query.direction ?? 'desc',
      ...(query.search === undefined ? {} : { search: query.search }),
      ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    });
    return {
      repositories: items.map(({ repository, connectionId }) => ForgeRepositoryDto.of(repository, connectionId)),
      page,
      per_page: perPage,
      has_next: hasNext,
      next_cursor: nextCursor,
    };
  }
}
