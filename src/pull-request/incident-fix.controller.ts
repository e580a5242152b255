import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { PageQuery } from '../common/http/paging';
import { IdPipe } from '../common/http/validation';
import { AcceptedTaskDto } from '../queue/task.dto';
import { WorkflowErrors } from '../workflow/workflow.errors';
import { PullRequestDto, PullRequestListDto } from './dto/pull-request.dto';
import { CreatePullRequestDto } from './dto/pull-request.input';
import { PullRequestErrors } from './pull-request.errors';
import { PullRequestService } from './pull-request.service';

/** Pull requests as a part of an incident. */
@ApiTags('Fixes')
@Controller('api/v2/incidents')
export class IncidentFixController {
  constructor(private readonly pullRequests: PullRequestService) {}

  @Post(':id/create-pr')
  @Endpoint({
    expensive: true,
    summary: 'Ask for a fix pull request',
    description:
      'Looks for a fix in the background. When nothing safe can be proposed, the task and the list of attempts say why.',
    status: 202,
    response: AcceptedTaskDto,
    alsoAnswers: [{ status: 200, response: PullRequestDto, description: 'There is an open one already.' }],
    errors: [
      CommonErrors.notFound,
      PullRequestErrors.noFailure,
      PullRequestErrors.noSuchBase,
      WorkflowErrors.noForgeAccess,
    ],
  })
  async create(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() wish: CreatePullRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<AcceptedTaskDto> | Fields<PullRequestDto>> {
    const made = await this.pullRequests.create(caller.userId, id, {
      useAi: wish.use_ai ?? null,
      draft: wish.draft ?? null,
      baseBranch: wish.base_branch ?? null,
    });
    if ('taskId' in made) return AcceptedTaskDto.of(made.taskId);
    reply.status(200);
    return PullRequestDto.of(made.open);
  }

  @Get(':id/prs')
  @Endpoint({
    summary: "List an incident's pull requests",
    description: 'Newest first.',
    response: PullRequestListDto,
    errors: [CommonErrors.notFound, CommonErrors.invalidCursor],
  })
  async list(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Fields<PullRequestListDto>> {
    const { items, total, nextCursor } = await this.pullRequests.ofIncident(caller.userId, id, query);
    return { pull_requests: items.map((row) => PullRequestDto.of(row)), total, next_cursor: nextCursor };
  }
}
