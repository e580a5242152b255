import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import type { RunStats } from '../workflow-run.queries.store';

/** Numbers over run attempts, each attempt of a rerun counted. */
export class RunStatsDto {
  @ApiProperty({ example: 128 })
  total_runs: number;

  @ApiProperty({ example: 12, description: 'Ended in failure, timed_out or startup_failure.' })
  failed_runs: number;

  @ApiProperty({ example: 110, description: 'Ended in success.' })
  successful_runs: number;

  @ApiProperty({ example: 2, description: 'Not ended yet.' })
  in_progress_runs: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 184.5,
    description: 'Mean time from start to end of ended runs; null when none has ended.',
  })
  avg_duration_seconds: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.0984,
    description: 'failed / (failed + successful), 0 to 1; null when there is neither.',
  })
  failure_rate: number | null;

  @ApiProperty({ example: 3, description: 'Connections with at least one of these runs.' })
  repositories_tracked: number;

  static of(stats: RunStats): Fields<RunStatsDto> {
    const judged = stats.failed + stats.successful;
    return {
      total_runs: stats.total,
      failed_runs: stats.failed,
      successful_runs: stats.successful,
      in_progress_runs: stats.inProgress,
      avg_duration_seconds: stats.averageSeconds,
      failure_rate: judged === 0 ? null : Math.round((stats.failed / judged) * 10_000) / 10_000,
      repositories_tracked: stats.repositories,
    };
  }
}

/** The forge took the wish; the new attempt shows up as a run when the forge tells of it. */
export class RerunAcceptedDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  workflow_run_id: string;

  @ApiProperty({ example: '17412345678' })
  run_id: string;

  @ApiProperty({ example: false })
  failed_jobs_only: boolean;
}
