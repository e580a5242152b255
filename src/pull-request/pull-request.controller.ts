import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { WorkflowErrors } from '../workflow/workflow.errors';
import { PullRequestDto, PullRequestListDto, PullRequestStatsDto } from './dto/pull-request.dto';
import {
  ConnectionOfQuery,
  NumberParam,
  NumberPipe,
  PullRequestQuery,
  UpdatePullRequestDto,
} from './dto/pull-request.input';
import { PullRequestErrors } from './pull-request.errors';
import { PullRequestService } from './pull-request.service';
import { PHASES_OF } from './pull-request.types';

@ApiTags('Pull requests')
@Controller('api/v2/prs')
export class PullRequestController {
  constructor(private readonly pullRequests: PullRequestService) {}

  @Get()
  @Endpoint({
    summary: 'List fix pull requests',
    description: 'Newest first.',
    response: PullRequestListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: PullRequestQuery): Promise<Fields<PullRequestListDto>> {
    const filter = {
      incidentId: null,
      connectionId: query.repository_connection_id ?? null,
      phases: query.state === undefined ? null : PHASES_OF[query.state],
    };
    const { items, total, nextCursor } = await this.pullRequests.list(caller.userId, filter, query);
    return { pull_requests: items.map((row) => PullRequestDto.of(row)), total, next_cursor: nextCursor };
  }

  @Get('stats')
  @Endpoint({ summary: 'Count fix pull requests by how they ended', response: PullRequestStatsDto })
  async stats(@Caller() caller: Principal, @Query() query: ConnectionOfQuery): Promise<Fields<PullRequestStatsDto>> {
    return PullRequestStatsDto.of(
      await this.pullRequests.counts(caller.userId, query.repository_connection_id ?? null),
    );
  }

  @Get(':pr_number/status')
  @NumberParam()
  @Endpoint({
    summary: 'Show how a fix pull request stands',
    description: 'As last known; asking has the forge looked at again.',
    response: PullRequestDto,
    errors: [CommonErrors.notFound, PullRequestErrors.ambiguous],
  })
  async status(
    @Caller() caller: Principal,
    @Param('pr_number', NumberPipe) number: number,
    @Query() query: ConnectionOfQuery,
  ): Promise<Fields<PullRequestDto>> {
    const row = await this.pullRequests.byNumber(caller.userId, number, query.repository_connection_id ?? null);
    await this.pullRequests.refresh(row);
    return PullRequestDto.of(row);
  }

  @Post(':pr_number/update')
  @NumberParam()
  @Endpoint({
    summary: 'Change a fix pull request at the forge',
    description: 'Fields left out stay.',
    response: PullRequestDto,
    errors: [
      CommonErrors.notFound,
      PullRequestErrors.ambiguous,
      PullRequestErrors.notOurs,
      WorkflowErrors.noForgeAccess,
    ],
  })
  async update(
    @Caller() caller: Principal,
    @Param('pr_number', NumberPipe) number: number,
    @Query() query: ConnectionOfQuery,
    @Body() body: UpdatePullRequestDto,
  ): Promise<Fields<PullRequestDto>> {
    const connectionId = query.repository_connection_id ?? null;
    return PullRequestDto.of(await this.pullRequests.change(caller.userId, number, connectionId, body));
  }
}
