import type { Fields } from '../common/fields';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { ForgeProblems } from '../common/http/forge-problem';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { RerunAcceptedDto, RunStatsDto } from './dto/run-answers.dto';
import { RunDetailDto } from './dto/run-detail.dto';
import { RerunDto, RunListQuery, RunLogsQuery, RunStatsQuery, WholeLogQuery } from './dto/run-query.dto';
import { RunListDto } from './dto/run.dto';
import { RunCommands } from './run-commands';
import { inText, RunLogs } from './run-logs';
import { RunViews } from './run-views';
import { WholeLog } from './whole-log';
import { WorkflowErrors } from './workflow.errors';

/** Whatever a forge can refuse while we read from it. */
const FORGE_READ_ERRORS = Object.values(ForgeProblems);

@ApiTags('Workflows')
@Controller('api/v2/workflows')
export class WorkflowController {
  constructor(
    private readonly views: RunViews,
    private readonly logs: RunLogs,
    private readonly whole: WholeLog,
    private readonly commands: RunCommands,
  ) {}

  @Get('runs')
  @Endpoint({
    summary: 'List workflow runs',
    description: 'Newest first, by when they started; each attempt of a rerun is a run of its own.',
    response: RunListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async list(@Caller() caller: Principal, @Query() query: RunListQuery): Promise<Fields<RunListDto>> {
    const filter = {
      connectionId: query.repository_connection_id ?? null,
      status: query.status ?? null,
      conclusion: query.conclusion ?? null,
      branch: query.branch ?? null,
      workflow: query.workflow ?? null,
      since: query.since ?? null,
      until: query.until ?? null,
    };
    return this.views.list(caller.userId, filter, query);
  }

  @Get('stats')
  @Endpoint({ summary: 'Count workflow runs', response: RunStatsDto })
  async stats(@Caller() caller: Principal, @Query() query: RunStatsQuery): Promise<Fields<RunStatsDto>> {
    const filter = { connectionId: query.repository_connection_id ?? null, since: query.since ?? null };
    return RunStatsDto.of(await this.views.stats(caller.userId, filter));
  }

  @Get('runs/:id')
  @Endpoint({
    summary: 'Show a workflow run with its jobs, steps and attempts',
    response: RunDetailDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<RunDetailDto>> {
    return this.views.detail(caller.userId, id);
  }

  @Get('runs/:id/logs')
  @ApiProduces('text/plain', 'application/problem+json')
  @ApiResponse({
    status: 200,
    description: 'Excerpts, each under a heading `== job, lines a to b ==`.',
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: '== build, lines 41 to 41 ==\nsrc/a.ts(3,7): error TS2322\n',
      },
    },
  })
  @Endpoint({
    summary: "Read the telling lines of a run's logs",
    description:
      'Of one job, or of all failed jobs. Secrets are removed. Read from the forge; when it has deleted the log, what was kept when the failure was diagnosed.',
    errors: [
      CommonErrors.notFound,
      WorkflowErrors.noForgeAccess,
      WorkflowErrors.logGone,
      WorkflowErrors.diagnosisUnavailable,
      ...FORGE_READ_ERRORS,
    ],
  })
  async log(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Query() query: RunLogsQuery,
  ): Promise<StreamableFile> {
    const excerpts = await this.logs.read(caller.userId, id, query.job_id ?? null);
    return new StreamableFile(Readable.from(inText(excerpts), { objectMode: false }), {
      type: 'text/plain; charset=utf-8',
    });
  }

  @Get('runs/:id/logs/full')
  @ApiProduces('text/plain', 'application/problem+json')
  @ApiResponse({
    status: 200,
    description: 'The lines, each with its end.',
    content: { 'text/plain': { schema: { type: 'string' }, example: 'npm ci\nadded 3 packages\n' } },
  })
  @Endpoint({
    summary: "Read a job's whole log",
    description:
      'As it comes from the forge, line by line, secrets removed; by pages of `max_lines`. Nothing of it is kept: each page is read from the forge. A log that breaks off breaks the answer off. At most 4 at once of one account.',
    errors: [
      CommonErrors.notFound,
      WorkflowErrors.noForgeAccess,
      WorkflowErrors.logNotYet,
      WorkflowErrors.logGone,
      WorkflowErrors.logBusy,
      ...FORGE_READ_ERRORS,
    ],
  })
  async fullLog(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Query() query: WholeLogQuery,
  ): Promise<StreamableFile> {
    const range = { from: query.from_line ?? 1, max: query.max_lines ?? 100_000 };
    const stream = await this.whole.open(caller.userId, id, query.job_id ?? null, range);
    return new StreamableFile(stream, { type: 'text/plain; charset=utf-8' });
  }

  @Post('runs/:id/rerun')
  @Endpoint({
    summary: 'Run a workflow run again',
    description:
      'Passed on to the forge. Its refusal comes back by meaning: 403 no right, 409 still running, 410 too old or rerun too often. The new attempt appears when the forge tells of it.',
    status: 202,
    response: RerunAcceptedDto,
    errors: [CommonErrors.notFound, WorkflowErrors.noForgeAccess, ...FORGE_READ_ERRORS],
  })
  async rerun(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: RerunDto,
  ): Promise<Fields<RerunAcceptedDto>> {
    const failedJobsOnly = body.failed_jobs_only ?? false;
    const run = await this.commands.rerun(caller.userId, id, failedJobsOnly);
    return { workflow_run_id: run.id, run_id: run.externalId, failed_jobs_only: failedJobsOnly };
  }
}
