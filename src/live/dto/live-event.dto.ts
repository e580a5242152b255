import { ApiProperty } from '@nestjs/swagger';
import {
  FORGE_KINDS,
  RUN_CONCLUSIONS,
  RUN_STATUSES,
  type ForgeKind,
  type RunConclusion,
  type RunStatus,
} from '../../forge/forge.types';

/** What a stream tells of. `stream.reset` is no change: it says that changes were missed. */
export const LIVE_EVENT_TYPES = [
  'run.updated',
  'incident.opened',
  'incident.updated',
  'incident.resolved',
  'pull_request.updated',
  'delivery.failed',
] as const;
export type LiveEventType = (typeof LIVE_EVENT_TYPES)[number];

const ID = { format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' } as const;
const NO_ID = { ...ID, type: String, nullable: true } as const;
const TEXT = { type: String, nullable: true } as const;
const TIME = { format: 'date-time', example: '2026-11-22T10:03:20.000Z' } as const;
const NO_TIME = { ...TIME, type: String, nullable: true } as const;
const STATES = ['open', 'closed', 'merged'] as const;
const FAILED = ['failed', 'dead'] as const;

/** `data` of `run.updated`: a run appeared, moved on or ended. The run itself is at `/workflows/runs/{id}`. */
export class RunUpdatedDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty(NO_ID)
  incident_id: string | null;

  @ApiProperty({ example: '9034567890', description: "The forge's id." })
  run_id: string;

  @ApiProperty({ example: 562 })
  run_number: number;

  @ApiProperty({ example: 1 })
  run_attempt: number;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ ...TEXT, example: 'main' })
  branch: string | null;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: RunStatus;

  @ApiProperty({ type: String, enum: [...RUN_CONCLUSIONS, null], nullable: true, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty(NO_TIME)
  started_at: string | null;

  @ApiProperty(NO_TIME)
  completed_at: string | null;

  @ApiProperty(TIME)
  updated_at: string;
}

/** `data` of `incident.opened`, `.updated` and `.resolved`. The incident itself is at `/incidents/{id}`. */
export class IncidentChangedDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ example: "CI: TS2551 Property 'quantty' does not exist" })
  title: string;

  @ApiProperty({ example: 'open', description: 'As in the incident.' })
  status: string;

  @ApiProperty({ example: 'high', description: 'As in the incident.' })
  severity: string;

  @ApiProperty({ example: 'compile', description: 'As in the incident.' })
  class: string;

  @ApiProperty({ example: 'own', description: 'As in the incident.' })
  verdict: string;

  @ApiProperty({ ...TEXT, example: 'main' })
  branch: string | null;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ example: 3 })
  occurrence_count: number;

  @ApiProperty({ ...NO_ID, example: null, description: 'The incident it was merged into: it is in no list any more.' })
  merged_into: string | null;

  @ApiProperty(TIME)
  updated_at: string;
}

/** `data` of `pull_request.updated`. The pull request itself is at `/prs/{pr_number}/status`. */
export class PullRequestUpdatedDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(ID)
  incident_id: string;

  @ApiProperty(ID)
  repository_connection_id: string;

  @ApiProperty({ type: Number, nullable: true, example: 7, description: 'Null until the forge has it.' })
  pr_number: number | null;

  @ApiProperty({ example: "fix: TS2551 Property 'quantty' does not exist" })
  title: string;

  @ApiProperty({ enum: STATES, example: 'open' })
  state: (typeof STATES)[number];

  @ApiProperty({ example: false })
  draft: boolean;

  @ApiProperty({ example: false })
  merged: boolean;

  @ApiProperty({ example: false })
  harmed: boolean;

  @ApiProperty(TIME)
  updated_at: string;
}

/** `data` of `delivery.failed`: a delivery could not be processed; `dead` ones wait for a replay. */
export class DeliveryFailedDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty(NO_ID)
  repository_connection_id: string | null;

  @ApiProperty({ enum: FORGE_KINDS, example: 'github' })
  provider: ForgeKind;

  @ApiProperty({ example: 'workflow_run' })
  event: string;

  @ApiProperty({ example: '72d3162e-cc78-11e3-81ab-4c9367dc0958', description: "The forge's id." })
  delivery_id: string;

  @ApiProperty({ enum: FAILED, example: 'dead' })
  status: (typeof FAILED)[number];

  @ApiProperty({ example: 5 })
  attempts: number;

  @ApiProperty({ ...TEXT, example: 'webhook.not_understood' })
  code: string | null;

  @ApiProperty(TIME)
  received_at: string;
}

const REASONS = ['too_old'] as const;

/** `data` of `stream.reset`: what was missed cannot be told any more, so read everything anew. */
export class StreamResetDto {
  @ApiProperty({ enum: REASONS, example: 'too_old' })
  reason: (typeof REASONS)[number];
}
