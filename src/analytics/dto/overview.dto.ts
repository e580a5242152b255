import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { FigureDto, TIME } from './figure.dto';
import { FixBucketDto, IncidentBucketDto, IncidentFiguresDto } from './incidents.dto';
import { RunBucketDto, RunFiguresDto, SceneDto } from './runs.dto';

const ID = { format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' } as const;
const NO_TEXT = { type: String, nullable: true } as const;

/** Figures of fixes. */
export class FixFiguresDto {
  @ApiProperty({ type: FigureDto })
  proposal_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  verified_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  acceptance_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  withdrawal_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  survival_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto })
  harm_rate: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  time_to_fix: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'Seconds.' })
  time_to_fix_p90: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'US dollars.' })
  cost_per_merged_fix: Fields<FigureDto>;
}

/** A workflow with unresolved incidents on the default branch. */
export class RedWorkflowDto {
  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ example: 1 })
  incidents: number;

  @ApiProperty(TIME)
  red_since: string;
}

/** `GET /analytics/overview`. */
export class OverviewDto extends SceneDto {
  @ApiProperty({ type: RunFiguresDto })
  runs: Fields<RunFiguresDto>;

  @ApiProperty({ type: FigureDto })
  duration_p95_trend: Fields<FigureDto>;

  @ApiProperty({ type: FigureDto, description: 'US dollars; null where no repository says what a minute costs.' })
  ci_cost: Fields<FigureDto>;

  @ApiProperty({ type: IncidentFiguresDto })
  incidents: Fields<IncidentFiguresDto>;

  @ApiProperty({ type: FixFiguresDto })
  fixes: Fields<FixFiguresDto>;

  @ApiProperty({ type: [RedWorkflowDto], description: 'What is red right now, the longest first; at most 100.' })
  red_now: Fields<RedWorkflowDto>[];

  @ApiProperty({ type: [RunBucketDto] })
  series: Fields<RunBucketDto>[];
}

/** `GET /analytics/incidents`. */
export class IncidentsAnalyticsDto extends SceneDto {
  @ApiProperty({ type: IncidentFiguresDto })
  figures: Fields<IncidentFiguresDto>;

  @ApiProperty({ type: [IncidentBucketDto] })
  series: Fields<IncidentBucketDto>[];
}

/** From tried to lasting. */
export class FunnelDto {
  @ApiProperty({ example: 20, description: 'Incidents first seen in the window for which a fix was tried.' })
  tried: number;

  @ApiProperty({ example: 12, description: 'Those of them with a proposed patch.' })
  proposed: number;

  @ApiProperty({ example: 11, description: 'Fix pull requests opened in the window.' })
  opened: number;

  @ApiProperty({ example: 10, description: "Those of them the repository's CI was green on." })
  verified: number;

  @ApiProperty({ example: 0, description: 'Open ones that no CI proves.' })
  unproven: number;

  @ApiProperty({ example: 8 })
  merged: number;

  @ApiProperty({ example: 1, description: 'Closed by a person.' })
  closed: number;

  @ApiProperty({ example: 1, description: 'No attempt made the CI green.' })
  failed: number;

  @ApiProperty({ example: 1, description: 'Taken back by us.' })
  withdrawn: number;
}

/** How merged fixes did harm. */
export class HarmCountDto {
  @ApiProperty({
    example: 'seen_again',
    description: 'seen_again: the failure is back; new_failure: another struck the files it touched; reverted.',
  })
  kind: string;

  @ApiProperty({ example: 1 })
  fixes: number;
}

/** `GET /analytics/pr-effectiveness`. */
export class PrEffectivenessDto extends SceneDto {
  @ApiProperty({ type: FixFiguresDto })
  figures: Fields<FixFiguresDto>;

  @ApiProperty({ type: FunnelDto })
  funnel: Fields<FunnelDto>;

  @ApiProperty({ type: [FixBucketDto] })
  series: Fields<FixBucketDto>[];

  @ApiProperty({ type: [HarmCountDto], description: 'Of the fixes merged in the window, by kind.' })
  harms: Fields<HarmCountDto>[];
}

/** How often a kind of failure occurred in the window. */
export class FailureTypeDto {
  @ApiProperty({ example: 'test' })
  class: string;

  @ApiProperty({ example: 4 })
  incidents: number;

  @ApiProperty({ example: 19, description: 'Failed runs.' })
  occurrences: number;

  @ApiProperty({ example: 1, description: 'Of the incidents: not resolved now.' })
  open: number;

  @ApiProperty(TIME)
  last_seen_at: string;
}

/** A job or test that cannot be relied on: broken, flaky or suspected within the last 30 days, failing in the window. */
export class UnreliableDto {
  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ example: 'test (20)' })
  job: string;

  @ApiProperty({ ...NO_TEXT, example: 'invoice > adds the tax', description: 'Null: the job as a whole.' })
  test: string | null;

  @ApiProperty({ example: 'flaky' })
  state: string;

  @ApiProperty({ example: 40 })
  observations: number;

  @ApiProperty({ example: 6 })
  failures: number;

  @ApiProperty({ example: 0.15 })
  failure_rate: number;

  @ApiProperty({ example: 0.07, description: 'Lower end of the 95 % Wilson interval.' })
  failure_rate_low: number;

  @ApiProperty({ example: 0.29, description: 'Upper end of the 95 % Wilson interval.' })
  failure_rate_high: number;

  @ApiProperty({ example: 5 })
  flips: number;

  @ApiProperty({ ...NO_TEXT, format: 'date-time', example: '2026-11-22T10:03:20.000Z' })
  last_failed_at: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 38.5,
    description:
      'Minutes of failed attempts that a later attempt of the same run was green in; null of tests, and without any.',
  })
  minutes_lost: number | null;
}

/** `GET /analytics/failures`. */
export class FailuresDto extends SceneDto {
  @ApiProperty({ type: [FailureTypeDto], description: 'The most frequent first.' })
  types: Fields<FailureTypeDto>[];

  @ApiProperty({ type: [UnreliableDto], description: 'At most 50.' })
  flaky_jobs: Fields<UnreliableDto>[];

  @ApiProperty({ type: [UnreliableDto], description: 'At most 50.' })
  flaky_tests: Fields<UnreliableDto>[];
}
