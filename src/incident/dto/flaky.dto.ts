import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { Fields } from '../../common/fields';
import { PageDto, PageQuery } from '../../common/http/paging';
import { FLAKY_STATES, type FlakyState } from '../domain/flaky';
import type { FlakyStatisticEntity } from '../flaky-statistic.entity';

const TEXT = { type: String, nullable: true } as const;
const TIME = { format: 'date-time', example: '2026-11-22T10:03:20.000Z' } as const;

export class FlakyListQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  @IsOptional()
  @IsUUID()
  repository_connection_id?: string;

  @ApiProperty({
    required: false,
    example: 'main',
    description: 'Runs of this branch alone; default: of all branches.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  branch?: string;

  @ApiProperty({ required: false, enum: FLAKY_STATES, example: 'flaky' })
  @IsOptional()
  @IsIn(FLAKY_STATES)
  state?: FlakyState;

  @ApiProperty({ required: false, example: 'CI', description: 'Name or forge id of the workflow.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  workflow?: string;
}

/** How reliable one job or test was in the last 30 days; there is a row for each that failed at least once. */
export class FlakyStatisticDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000007' })
  id: string;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ ...TEXT, example: null, description: 'Null: over all branches.' })
  branch: string | null;

  @ApiProperty({ example: 'test (20)' })
  job: string;

  @ApiProperty({ ...TEXT, example: 'invoice > adds the tax', description: 'Null: the job as a whole.' })
  test: string | null;

  @ApiProperty({ ...TEXT, example: 'test/invoice.spec.ts' })
  file: string | null;

  @ApiProperty({
    enum: FLAKY_STATES,
    example: 'flaky',
    description:
      'The first that holds. `broken`: all red for 7 days (3 times or more, several commits), or on one branch the newest 3 commits red. `healed`: since the last failure 10 passes over 2 days or more. `flaky`: some commit both passed and failed. `suspected`: no such commit, but 10 observations or more of which at least every fifth changed the outcome. `few`: fewer than 10 observations. `stable`: it failed, for reasons.',
  })
  state: FlakyState;

  @ApiProperty({
    example: 24,
    description:
      'Decided outcomes (passed or failed); skipped ones, failures of the platform and jobs that a rerun only carried over do not count. Of a test that no report tells of, a green job counts as a pass.',
  })
  observations: number;

  @ApiProperty({ example: 3 })
  failures: number;

  @ApiProperty({ example: 0.125, description: 'failures / observations' })
  failure_rate: number;

  @ApiProperty({ example: 0.043, description: "Lower end of the failure rate's 95 % interval (Wilson score)." })
  failure_rate_low: number;

  @ApiProperty({ example: 0.31, description: "Upper end of the failure rate's 95 % interval (Wilson score)." })
  failure_rate_high: number;

  @ApiProperty({ example: 5, description: 'Changes of outcome from one observation to the next on a branch.' })
  flips: number;

  @ApiProperty({ example: 2, description: 'Commits that both passed and failed.' })
  flaky_commits: number;

  @ApiProperty({ example: 4, description: 'Passes since the last failure.' })
  clean_passes: number;

  @ApiProperty({ ...TEXT, ...TIME })
  last_failed_at: string | null;

  @ApiProperty({ ...TEXT, ...TIME, description: 'The last outcome of a commit that did both.' })
  last_flaked_at: string | null;

  @ApiProperty(TIME)
  observed_at: string;

  static of(row: FlakyStatisticEntity, repositoryFullName: string): Fields<FlakyStatisticDto> {
    return {
      id: row.id,
      repository_connection_id: row.repository_connection_id,
      repository_full_name: repositoryFullName,
      workflow_name: row.workflow_name,
      branch: row.branch === '' ? null : row.branch,
      job: row.job,
      test: row.test === '' ? null : row.test,
      file: row.file,
      state: row.state,
      observations: row.observations,
      failures: row.failures,
      failure_rate: row.failure_rate,
      failure_rate_low: row.failure_rate_low,
      failure_rate_high: row.failure_rate_high,
      flips: row.flips,
      flaky_commits: row.flaky_commits,
      clean_passes: row.clean_passes,
      last_failed_at: row.last_failed_at?.toISOString() ?? null,
      last_flaked_at: row.last_flaked_at?.toISOString() ?? null,
      observed_at: row.observed_at.toISOString(),
    };
  }
}

export class FlakyListDto extends PageDto {
  @ApiProperty({ type: [FlakyStatisticDto] })
  statistics: FlakyStatisticDto[];

  @ApiProperty({ example: 4, description: 'How many match the filters, on all pages.' })
  total: number;
}
