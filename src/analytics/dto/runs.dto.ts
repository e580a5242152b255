import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { wilson } from '../../common/wilson';
import { PERIODS, type Period, type Scene } from '../analytics.frames';
import type { RepositoryRow, RunBucket, WorkflowRow } from '../analytics.service';
import { quantile } from '../domain/histogram';
import { IncidentFiguresDto } from './incidents.dto';
import { FigureDto, TIME, toFigures, WindowDto } from './figure.dto';

const NUMBER = { type: Number, nullable: true } as const;
const ID = { format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' } as const;

/** What an answer is about. */
export class SceneDto {
  @ApiProperty({ enum: PERIODS, example: 'day' })
  period: Period;

  @ApiProperty({ example: 'Europe/Berlin' })
  tz: string;

  @ApiProperty({ type: WindowDto })
  window: Fields<WindowDto>;

  @ApiProperty({ ...ID, type: String, nullable: true, example: null, description: 'Null: all repositories.' })
  repository_connection_id: string | null;

  @ApiProperty({ example: true, description: 'False while changed runs still wait to be added up (a backlog).' })
  complete: boolean;

  static of({ period, zone, window, connectionId, complete }: Scene): Fields<SceneDto> {
    const { since, until } = window;
    return { period, tz: zone, window: { since, until }, repository_connection_id: connectionId, complete };
  }
}

/** Figures of runs. */
export class RunFiguresDto {
  @ApiProperty({ type: FigureDto })
  total: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  failure_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  success_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  duration_p50: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  duration_p95: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  flip_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  time_to_recovery: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  time_to_green: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  ci_minutes: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  minutes_lost: Fields<FigureDto>;
}

/** Runs that ended in one bucket; the formulas are those of the figures of the same name. */
export class RunBucketDto {
  @ApiProperty(TIME)
  start: string;

  @ApiProperty({ ...TIME, example: '2026-11-23T00:00:00.000Z' })
  end: string;

  @ApiProperty({ example: 42 })
  total: number;

  @ApiProperty({ example: 36 })
  succeeded: number;

  @ApiProperty({ example: 5 })
  failed: number;

  @ApiProperty({ example: 1 })
  cancelled: number;

  @ApiProperty({ ...NUMBER, example: 0.12, description: 'Null without a decided run.' })
  failure_rate: number | null;

  @ApiProperty({ ...NUMBER, example: 0.04, description: 'Lower end of the 95 % Wilson interval.' })
  failure_rate_low: number | null;

  @ApiProperty({ ...NUMBER, example: 0.26, description: 'Upper end of the 95 % Wilson interval.' })
  failure_rate_high: number | null;

  @ApiProperty({ ...NUMBER, example: 184.2, description: 'Seconds; null without a timed run.' })
  duration_p50: number | null;

  @ApiProperty({ ...NUMBER, example: 421.7, description: 'Seconds; null without a timed run.' })
  duration_p95: number | null;

  @ApiProperty({ example: 131.5 })
  ci_minutes: number;

  @ApiProperty({ example: 6.5 })
  minutes_lost: number;

  static of({ start, end, sums }: RunBucket): Fields<RunBucketDto> {
    const decided = sums.success + sums.failure;
    const interval = decided === 0 ? null : wilson(sums.failure, decided);
    return {
      start: start.toISOString(),
      end: end.toISOString(),
      total: sums.total,
      succeeded: sums.success,
      failed: sums.failure,
      cancelled: sums.cancelled,
      failure_rate: decided === 0 ? null : sums.failure / decided,
      failure_rate_low: interval?.low ?? null,
      failure_rate_high: interval?.high ?? null,
      duration_p50: quantile(sums.bins, 0.5),
      duration_p95: quantile(sums.bins, 0.95),
      ci_minutes: sums.seconds / 60,
      minutes_lost: sums.lost_seconds / 60,
    };
  }
}

/** A workflow's figures. */
export class WorkflowAnalyticsDto extends RunFiguresDto {
  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: '161335', description: "The forge's id, or the name where it has none." })
  workflow: string;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ type: FigureDto })
  duration_p95_trend: Fields<FigureDto>;

  static of({ connection, workflow, name, figures, trend }: WorkflowRow): Fields<WorkflowAnalyticsDto> {
    return {
      repository_connection_id: connection.id,
      repository_full_name: connection.name,
      workflow,
      workflow_name: name,
      ...toFigures(figures),
      duration_p95_trend: FigureDto.of(trend),
    };
  }
}

/** `GET /analytics/workflows`. */
export class WorkflowsAnalyticsDto extends SceneDto {
  @ApiProperty({ type: RunFiguresDto })
  figures: Fields<RunFiguresDto>;

  @ApiProperty({ type: [WorkflowAnalyticsDto] })
  workflows: Fields<WorkflowAnalyticsDto>[];

  @ApiProperty({ type: [RunBucketDto] })
  series: Fields<RunBucketDto>[];
}

/** A repository's health beside its pillars. */
export class RepositoryAnalyticsDto {
  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ type: FigureDto, description: '0 to 1; null: not enough data (under 10 decided runs).' })
  health: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  duration_p95_trend: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'US dollars; null where the repository says no price.' })
  ci_cost: Fields<FigureDto>;

  @ApiProperty({ type: RunFiguresDto })
  runs: Fields<RunFiguresDto>;

  @ApiProperty({ type: IncidentFiguresDto })
  incidents: Fields<IncidentFiguresDto>;

  static of({ connection, health, trend, cost, figures, incidents }: RepositoryRow): Fields<RepositoryAnalyticsDto> {
    return {
      repository_connection_id: connection.id,
      repository_full_name: connection.name,
      health: FigureDto.of(health),
      duration_p95_trend: FigureDto.of(trend),
      ci_cost: FigureDto.of(cost),
      runs: toFigures(figures),
      incidents: toFigures(incidents),
    };
  }
}

/** `GET /analytics/repositories`. */
export class RepositoriesAnalyticsDto extends SceneDto {
  @ApiProperty({ type: [RepositoryAnalyticsDto] })
  repositories: Fields<RepositoryAnalyticsDto>[];
}
