import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/http/paging';
import { RUN_CONCLUSIONS } from '../../forge/forge.types';
import type { RunConclusion } from '../../forge/forge.types';
import type { WorkflowRun } from '../../workflow/workflow.public';
import type { StoredAnalysis } from '../domain/analysis';
import { TIMELINE_EVENT_TYPES, type TimelineEvent, type TimelineEventType } from '../domain/timeline';
import type { IncidentDetail } from '../incident.types';
import { AnalysisDto, type FailingTestDto } from './analysis.dto';
import { GroupingChangeDto } from './grouping.dto';
import { IncidentDto } from './incident.dto';
import { LinkedPullRequestDto } from './linked-pull-request.dto';
import { OccurrenceDto } from './occurrence.dto';
import { VerdictEvidenceDto } from './verdict.dto';

const TEXT = { type: String, nullable: true } as const;
const TIME = { format: 'date-time', example: '2026-11-22T10:03:20.000Z' } as const;

export class IncidentRunDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  id: string;

  @ApiProperty({ example: '17412345678' })
  run_id: string;

  @ApiProperty({ example: 128 })
  run_number: number;

  @ApiProperty({ example: 1 })
  run_attempt: number;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty({ type: String, enum: [...RUN_CONCLUSIONS, null], nullable: true, example: 'failure' })
  conclusion: RunConclusion | null;

  @ApiProperty({ ...TEXT, example: 'main' })
  branch: string | null;

  @ApiProperty({ example: '4a5b6c7d8e9f00112233445566778899aabbccdd' })
  commit_sha: string;

  @ApiProperty({ ...TEXT, ...TIME })
  started_at: string | null;

  @ApiProperty({ ...TEXT, ...TIME })
  completed_at: string | null;

  @ApiProperty({ example: 'https://github.com/acme/api/actions/runs/17412345678' })
  run_url: string;

  static of(run: WorkflowRun): Fields<IncidentRunDto> {
    return {
      id: run.id,
      run_id: run.externalId,
      run_number: run.number,
      run_attempt: run.attempt,
      workflow_name: run.workflowName,
      conclusion: run.conclusion,
      branch: run.branch,
      commit_sha: run.commitSha,
      started_at: run.startedAt?.toISOString() ?? null,
      completed_at: run.completedAt?.toISOString() ?? null,
      run_url: run.url,
    };
  }
}

export class TimelineEventDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000006' })
  id: string;

  @ApiProperty({ enum: TIMELINE_EVENT_TYPES, example: 'opened' })
  type: TimelineEventType;

  @ApiProperty({ ...TIME, description: "When it happened; by the forge's clock where it happened there." })
  at: string;

  @ApiProperty({ ...TEXT, format: 'uuid', example: null, description: 'The user who did it; null when nobody did.' })
  actor_id: string | null;

  @ApiProperty({ example: 'Opened by CI #128 on main.' })
  message: string;

  @ApiProperty({ ...TEXT, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  workflow_run_id: string | null;

  static of(event: TimelineEvent & { readonly id: string }): Fields<TimelineEventDto> {
    return {
      id: event.id,
      type: event.type,
      at: event.at.toISOString(),
      actor_id: event.actorId,
      message: event.message,
      workflow_run_id: event.workflowRunId,
    };
  }
}

export class TimelineDto extends PageDto {
  @ApiProperty({ type: [TimelineEventDto], description: 'In the order we learnt of them, oldest first.' })
  events: TimelineEventDto[];
}

/** An incident with its diagnosis and history; of long ones the newest 50 of each list. */
export class IncidentDetailDto extends IncidentDto {
  @ApiProperty({ type: AnalysisDto })
  analysis: Omit<StoredAnalysis, 'failing_tests'> &
    Pick<AnalysisDto, 'verdict_evidence'> & { readonly failing_tests: Fields<FailingTestDto>[] };

  @ApiProperty({ type: [OccurrenceDto], description: 'Newest first.' })
  occurrences: OccurrenceDto[];

  @ApiProperty({ type: [IncidentRunDto], description: 'The runs of `occurrences`, newest first.' })
  runs: IncidentRunDto[];

  @ApiProperty({ type: [GroupingChangeDto], description: 'Merges and splits, newest first.' })
  grouping_changes: GroupingChangeDto[];

  @ApiProperty({ type: [LinkedPullRequestDto], description: 'Fix pull requests, newest first.' })
  pull_requests: Fields<LinkedPullRequestDto>[];

  @ApiProperty({ type: [TimelineEventDto], description: 'Oldest first; the whole of it is at `/timeline`.' })
  timeline: TimelineEventDto[];

  static detail(detail: IncidentDetail): Fields<IncidentDetailDto> {
    return {
      ...IncidentDto.of(detail.incident, detail.repository),
      analysis: {
        ...detail.incident.analysis,
        failing_tests: detail.incident.analysis.failing_tests.map((test) => ({
          expected: null,
          actual: null,
          ...test,
        })),
        verdict: detail.incident.verdict,
        verdict_evidence: (detail.occurrences[0]?.evidence ?? []).map((each) => VerdictEvidenceDto.of(each)),
      },
      occurrences: detail.occurrences.map((occurrence) => OccurrenceDto.of(occurrence)),
      runs: detail.runs.map((run) => IncidentRunDto.of(run)),
      grouping_changes: detail.changes.map((change) => GroupingChangeDto.of(change)),
      pull_requests: detail.pullRequests.map((each) => LinkedPullRequestDto.of(each)),
      timeline: detail.timeline.map((event) => TimelineEventDto.of(event)),
    };
  }
}
