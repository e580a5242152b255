import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import { RUN_CONCLUSIONS, RUN_STATUSES } from '../../forge/forge.types';
import type { ForgeStep, RunConclusion, RunStatus } from '../../forge/forge.types';
import type { WorkflowJob, WorkflowRun } from '../workflow.public';
import { RunDto, type RunRepository } from './run.dto';

const TIME = { type: String, format: 'date-time', nullable: true } as const;
const CONCLUSION = { type: String, enum: [...RUN_CONCLUSIONS, null], nullable: true } as const;

export class StepDto {
  @ApiProperty({ example: 3, description: '1-based, unique within the job.' })
  number: number;

  @ApiProperty({ example: 'Run npm test' })
  name: string;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @ApiProperty({ ...CONCLUSION, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:01:00.000Z' })
  started_at: string | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:02:00.000Z' })
  completed_at: string | null;

  static of(step: ForgeStep): Fields<StepDto> {
    return {
      number: step.number,
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      started_at: step.startedAt?.toISOString() ?? null,
      completed_at: step.completedAt?.toISOString() ?? null,
    };
  }
}

export class JobDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000003' })
  id: string;

  @ApiProperty({ example: '48123456789', description: "The forge's id." })
  job_id: string;

  @ApiProperty({ example: 'test (20, ubuntu-latest)' })
  name: string;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @ApiProperty({ ...CONCLUSION, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:05.000Z' })
  started_at: string | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:02:05.000Z' })
  completed_at: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'GitHub Actions 12' })
  runner: string | null;

  @ApiProperty({ type: [StepDto] })
  steps: StepDto[];

  static of(job: WorkflowJob): Fields<JobDto> {
    return {
      id: job.id,
      job_id: job.externalId,
      name: job.name,
      status: job.status,
      conclusion: job.conclusion,
      started_at: job.startedAt?.toISOString() ?? null,
      completed_at: job.completedAt?.toISOString() ?? null,
      runner: job.runner,
      steps: job.steps.map((step) => StepDto.of(step)),
    };
  }
}

export class AttemptDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ example: 1 })
  run_attempt: number;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @ApiProperty({ ...CONCLUSION, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:00.000Z' })
  started_at: string | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:03:20.000Z' })
  completed_at: string | null;

  static of(run: WorkflowRun): Fields<AttemptDto> {
    return {
      id: run.id,
      run_attempt: run.attempt,
      status: run.status,
      conclusion: run.conclusion,
      started_at: run.startedAt?.toISOString() ?? null,
      completed_at: run.completedAt?.toISOString() ?? null,
    };
  }
}

/** A run with its jobs and its other attempts. */
export class RunDetailDto extends RunDto {
  @ApiProperty({ type: [JobDto] })
  jobs: JobDto[];

  @ApiProperty({ type: [AttemptDto], description: 'All attempts of this run, first to last, this one included.' })
  attempts: AttemptDto[];

  static detail(
    run: WorkflowRun,
    repository: RunRepository,
    jobs: readonly WorkflowJob[],
    attempts: readonly WorkflowRun[],
  ): Fields<RunDetailDto> {
    return {
      ...RunDto.of(run, repository),
      jobs: jobs.map((job) => JobDto.of(job)),
      attempts: attempts.map((attempt) => AttemptDto.of(attempt)),
    };
  }
}
