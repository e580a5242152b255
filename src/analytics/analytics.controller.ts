import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError, CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint, type EndpointOptions } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { AnalyticsErrors } from './analytics.errors';
import { AnalyticsService } from './analytics.service';
import { describeFormulas, FORMULAS, type FormulaId } from './domain/formulas';
import { tableAsCsv, tableNames } from './domain/tables';
import { DeploymentsDto } from './dto/deployments.dto';
import { toFigures, FigureDto, FormulasDto } from './dto/figure.dto';
import { FailuresDto, IncidentsAnalyticsDto, OverviewDto, PrEffectivenessDto } from './dto/overview.dto';
import { AnalyticsQuery } from './dto/query.dto';
import {
  RepositoriesAnalyticsDto,
  RepositoryAnalyticsDto,
  RunBucketDto,
  SceneDto,
  WorkflowAnalyticsDto,
  WorkflowsAnalyticsDto,
} from './dto/runs.dto';

const RUNS: readonly FormulaId[] = [
  ...(['runs.total', 'runs.failure_rate', 'runs.success_rate', 'runs.duration_p50', 'runs.duration_p95'] as const),
  ...(['runs.duration_p95_trend', 'runs.flip_rate', 'runs.time_to_recovery', 'runs.time_to_green'] as const),
  ...(['runs.ci_minutes', 'runs.minutes_lost'] as const),
];
const INCIDENTS: readonly FormulaId[] = [
  ...(['incidents.opened', 'incidents.open', 'incidents.resolved', 'incidents.mttr'] as const),
  ...(['incidents.mttr_median', 'incidents.time_to_detect', 'incidents.noise_share'] as const),
];
const FIXES: readonly FormulaId[] = [
  ...(['fixes.proposal_rate', 'fixes.verified_rate', 'fixes.acceptance_rate', 'fixes.withdrawal_rate'] as const),
  ...(['fixes.survival_rate', 'fixes.harm_rate', 'fixes.time_to_fix', 'fixes.time_to_fix_p90'] as const),
  'fixes.cost_per_merged_fix',
];

const DEPLOYMENTS: readonly FormulaId[] = [
  ...(['deployments.total', 'deployments.frequency', 'deployments.failure_rate'] as const),
  ...(['deployments.lead_time', 'deployments.recovery_time'] as const),
];

const COMMON = `Buckets are calendar-aligned in \`tz\` (weeks begin on Monday), empty ones are there, the first and last are cut to
the window. What was not observed is null. \`Accept: text/csv\` gives a table instead of JSON: the first list, or the one
\`table\` names (\`figures\` for the figures).`;

/** What every operation here says of itself. */
const figures = (
  summary: string,
  what: string,
  formulas: readonly FormulaId[],
  response: EndpointOptions['response'],
) =>
  Endpoint({
    summary,
    description: `${what}\n\n${COMMON}\n\n**Formulas**\n\n${describeFormulas(formulas)}`,
    errors: [AnalyticsErrors.windowTooLong, AnalyticsErrors.noSuchTable, CommonErrors.notFound],
    ...(response === undefined ? {} : { response }),
  });

/** Numbers with where they come from. */
@ApiTags('Analytics')
@ApiProduces('application/json', 'text/csv')
@Controller('api/v2/analytics')
export class AnalyticsController {
  constructor(private readonly analytics: AnalyticsService) {}

  @Get('overview')
  @figures(
    'Everything at a glance',
    'One call for a dashboard.',
    [...RUNS, 'runs.ci_cost', ...INCIDENTS, ...FIXES],
    OverviewDto,
  )
  async overview(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<OverviewDto> | string> {
    const { scene, runs, trend, cost, incidents, fixes, red, series } = await this.analytics.overview(
      caller.userId,
      query,
    );
    const answer = {
      ...SceneDto.of(scene),
      series: series.map((bucket) => RunBucketDto.of(bucket)),
      runs: toFigures(runs),
      duration_p95_trend: FigureDto.of(trend),
      ci_cost: FigureDto.of(cost),
      incidents: toFigures(incidents),
      fixes: toFigures(fixes),
      red_now: red.map(({ repository_connection_id, repository, workflow_name, incidents: count, since }) => ({
        ...{ repository_connection_id, repository_full_name: repository, workflow_name },
        incidents: count,
        red_since: since.toISOString(),
      })),
    };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('formulas')
  @Endpoint({
    summary: 'How each figure is made',
    description: 'By the ids that stand beside the figures.',
    response: FormulasDto,
  })
  formulas(): Fields<FormulasDto> {
    return { formulas: Object.entries(FORMULAS).map(([id, text]) => ({ id, text })) };
  }

  @Get('workflows')
  @figures('Workflows: how often they fail, how long they take', 'The most used first.', RUNS, WorkflowsAnalyticsDto)
  async workflows(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<WorkflowsAnalyticsDto> | string> {
    const { scene, figures: all, rows, series } = await this.analytics.workflows(caller.userId, query);
    const answer = {
      ...SceneDto.of(scene),
      workflows: rows.map((row) => WorkflowAnalyticsDto.of(row)),
      series: series.map((bucket) => RunBucketDto.of(bucket)),
      figures: toFigures(all),
    };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('repositories')
  @figures(
    'Repositories: health beside its pillars',
    'By name. It is about repositories, never about people.',
    ['repositories.health', ...RUNS, 'runs.ci_cost', ...INCIDENTS],
    RepositoriesAnalyticsDto,
  )
  async repositories(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<RepositoriesAnalyticsDto> | string> {
    const { scene, rows } = await this.analytics.repositories(caller.userId, query);
    const answer = { ...SceneDto.of(scene), repositories: rows.map((row) => RepositoryAnalyticsDto.of(row)) };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('incidents')
  @figures('Incidents: opened, resolved, and how long they lasted', 'Over time.', INCIDENTS, IncidentsAnalyticsDto)
  async incidents(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<IncidentsAnalyticsDto> | string> {
    const { scene, figures: all, series } = await this.analytics.incidents(caller.userId, query);
    const answer = {
      ...SceneDto.of(scene),
      series: series.map(({ start, end, opened, resolved }) => ({ ...spanOf(start, end), opened, resolved })),
      figures: toFigures(all),
    };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('pr-effectiveness')
  @figures(
    'Fixes: proposed, proven, accepted, lasting',
    'From a tried fix to one that held.',
    FIXES,
    PrEffectivenessDto,
  )
  async prEffectiveness(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<PrEffectivenessDto> | string> {
    const { scene, figures: all, counts, harms, series } = await this.analytics.fixes(caller.userId, query);
    const { tried, proposed, opened, verified, unproven, merged, closed, failed, withdrawn } = counts;
    const answer = {
      ...SceneDto.of(scene),
      series: series.map(({ start, end, opened: fresh, merged: landed }) => ({
        ...spanOf(start, end),
        opened: fresh,
        merged: landed,
      })),
      figures: toFigures(all),
      funnel: { tried, proposed, opened, verified, unproven, merged, closed, failed, withdrawn },
      harms: [...harms],
    };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('deployments')
  @figures(
    'Deployments: how often, how surely, how soon',
    'Of the workflows that repositories mark as deployments (`deployment_workflows`); nothing of it ranks people.',
    DEPLOYMENTS,
    DeploymentsDto,
  )
  async deployments(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<DeploymentsDto> | string> {
    const { scene, isMarked, figures: all, series } = await this.analytics.deployments(caller.userId, query);
    const answer = {
      ...SceneDto.of(scene),
      is_marked: isMarked,
      figures: toFigures(all),
      series: series.map(({ start, end, succeeded, failed }) => ({ ...spanOf(start, end), succeeded, failed })),
    };
    return asAsked(answer, query.table, accept, reply);
  }

  @Get('failures')
  @figures('Failures: the commonest kinds, the flakiest jobs and tests', 'The worst first.', [], FailuresDto)
  async failures(
    @Caller() caller: Principal,
    @Query() query: AnalyticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Fields<FailuresDto> | string> {
    const { scene, types, jobs, tests } = await this.analytics.failures(caller.userId, query);
    const answer = {
      ...SceneDto.of(scene),
      types: types.map(({ last_seen_at, ...type }) => ({ ...type, last_seen_at: last_seen_at.toISOString() })),
      flaky_jobs: jobs.map(unreliable),
      flaky_tests: tests.map(unreliable),
    };
    return asAsked(answer, query.table, accept, reply);
  }
}

function spanOf(start: Date, end: Date): { start: string; end: string } {
  return { start: start.toISOString(), end: end.toISOString() };
}

function unreliable({
  repository,
  test,
  last_failed_at,
  ...row
}: Awaited<ReturnType<AnalyticsService['failures']>>['jobs'][number]): FailuresDto['flaky_jobs'][number] {
  return {
    ...row,
    repository_full_name: repository,
    test: test === '' ? null : test,
    last_failed_at: last_failed_at?.toISOString() ?? null,
  };
}

/** The answer itself, or a table of it where the caller would rather have CSV. */
function asAsked<T extends object>(
  answer: T,
  table: string | undefined,
  accept: string | undefined,
  reply: FastifyReply,
): T | string {
  const json: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(answer));
  const tables = tableNames(json);
  const name = table ?? tables[0] ?? '';
  if (!tables.includes(name)) throw new AppError(AnalyticsErrors.noSuchTable, { details: { tables } });
  if (!/^\s*text\/csv\b/i.test(accept ?? '')) return answer;
  void reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`);
  return tableAsCsv(json, name) ?? '';
}
