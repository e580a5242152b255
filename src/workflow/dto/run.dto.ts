import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/http/paging';
import { FIRST_INSTANCE, FORGE_KINDS, RUN_CONCLUSIONS, RUN_STATUSES } from '../../forge/forge.types';
import type { ForgeId, ForgeKind, RunConclusion, RunStatus } from '../../forge/forge.types';
import type { WorkflowRun } from '../workflow.public';

/** What a run's answer shows of its repository. */
export interface RunRepository extends ForgeId {
  readonly fullName: string;
}

const TIME = { type: String, format: 'date-time', nullable: true } as const;
const TEXT = { type: String, nullable: true } as const;

/** Whole seconds from start to end; null while it runs. Never negative: forges round their times. */
export function durationOf(run: Pick<WorkflowRun, 'startedAt' | 'completedAt'>): number | null {
  if (run.startedAt === null || run.completedAt === null) return null;
  return Math.max(0, Math.round((run.completedAt.getTime() - run.startedAt.getTime()) / 1000));
}

/** One attempt of a workflow run. */
export class RunDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ ...TEXT, format: 'uuid', example: null, description: 'The incident this failure belongs to.' })
  incident_id: string | null;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  repository_connection_id: string;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: FIRST_INSTANCE, description: 'Which forge of that kind, as the settings name it.' })
  instance: string;

  @ApiProperty({ example: '17412345678', description: "The forge's id; a rerun keeps it and raises `run_attempt`." })
  run_id: string;

  @ApiProperty({ example: 128 })
  run_number: number;

  @ApiProperty({ example: 1 })
  run_attempt: number;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ ...TEXT, example: '9876543' })
  workflow_id: string | null;

  @ApiProperty({ ...TEXT, example: '.github/workflows/ci.yml' })
  workflow_path: string | null;

  @ApiProperty({ example: 'push', description: "What started the run, in the forge's words." })
  event: string;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @ApiProperty({ type: String, enum: [...RUN_CONCLUSIONS, null], nullable: true, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty({ ...TEXT, example: 'main' })
  branch: string | null;

  @ApiProperty({ example: '4a5b6c7d8e9f00112233445566778899aabbccdd' })
  commit_sha: string;

  @ApiProperty({ ...TEXT, example: 'Add the price to the invoice', description: 'Cut at 10,000 characters.' })
  commit_message: string | null;

  @ApiProperty({ ...TEXT, example: 'dana' })
  author: string | null;

  @ApiProperty({ type: [Number], example: [42] })
  pull_request_numbers: number[];

  @ApiProperty({ ...TEXT, example: 'main', description: 'Where its pull request goes; null without a known one.' })
  base_branch: string | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:00:00.000Z' })
  started_at: string | null;

  @ApiProperty({ ...TIME, example: '2026-11-22T10:03:20.000Z' })
  completed_at: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 200 })
  duration_seconds: number | null;

  @ApiProperty({ example: 'https://github.com/acme/api/actions/runs/17412345678' })
  run_url: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:01.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:03:21.000Z' })
  updated_at: string;

  static of(run: WorkflowRun, repository: RunRepository): Fields<RunDto> {
    return {
      id: run.id,
      incident_id: run.incidentId,
      repository_connection_id: run.connectionId,
      repository_full_name: repository.fullName,
      provider: repository.kind,
      instance: repository.instance,
      run_id: run.externalId,
      run_number: run.number,
      run_attempt: run.attempt,
      workflow_name: run.workflowName,
      workflow_id: run.workflowExternalId,
      workflow_path: run.workflowPath,
      event: run.event,
      status: run.status,
      conclusion: run.conclusion,
      branch: run.branch,
      commit_sha: run.commitSha,
      commit_message: run.commitMessage,
      author: run.author,
      pull_request_numbers: [...run.pullRequestNumbers],
      base_branch: run.baseBranch,
      started_at: run.startedAt?.toISOString() ?? null,
      completed_at: run.completedAt?.toISOString() ?? null,
      duration_seconds: durationOf(run),
      run_url: run.url,
      created_at: run.createdAt.toISOString(),
      updated_at: run.storedAt.toISOString(),
    };
  }
}

export class RunListDto extends PageDto {
  @ApiProperty({ type: [RunDto] })
  runs: RunDto[];

  @ApiProperty({ example: 128, description: 'How many match the filters, on all pages.' })
  total: number;
}
