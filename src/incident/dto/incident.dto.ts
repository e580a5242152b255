import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/http/paging';
import { FAILURE_CLASSES, VERDICTS } from '../../diagnosis/diagnosis.types';
import type { FailureClass, Verdict } from '../../diagnosis/diagnosis.types';
import { SEVERITIES, type Severity } from '../domain/severity';
import { INCIDENT_SOURCES, INCIDENT_STATUSES, RESOLUTIONS } from '../domain/state';
import type { IncidentSource, IncidentStatus, Resolution } from '../domain/state';
import type { Incident } from '../incident.types';

const TEXT = { type: String, nullable: true } as const;
const TIME = { format: 'date-time', example: '2026-11-22T10:03:20.000Z' } as const;

/** One cause of failure in one repository. */
export class IncidentDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000004' })
  id: string;

  @ApiProperty({ example: 'type-check failure in build / Run npx tsc: 1 error, first: src/invoice.ts:7: Type …' })
  title: string;

  @ApiProperty({ enum: INCIDENT_STATUSES, example: 'open' })
  status: IncidentStatus;

  @ApiProperty({
    enum: SEVERITIES,
    example: 'high',
    description:
      'Default branch: high, critical when it failed for this cause 3 runs in a row; flaky or infrastructure: low; else medium.',
  })
  severity: Severity;

  @ApiProperty({ enum: INCIDENT_SOURCES, example: 'github', description: '`webhook`: known from a v1 hook alone.' })
  source: IncidentSource;

  @ApiProperty({ enum: FAILURE_CLASSES, example: 'type-check' })
  class: FailureClass;

  @ApiProperty({
    enum: VERDICTS,
    example: 'unknown',
    description: "Whose failure it is: the newest occurrence's verdict.",
  })
  verdict: Verdict;

  @ApiProperty({ ...TEXT, format: 'uuid', example: '0198c0de-0000-7000-8000-000000000002' })
  repository_connection_id: string | null;

  @ApiProperty({ example: 'acme/api' })
  repository_full_name: string;

  @ApiProperty({ ...TEXT, example: 'main', description: 'Of the newest failure.' })
  branch: string | null;

  @ApiProperty({ example: 'CI' })
  workflow_name: string;

  @ApiProperty(TIME)
  first_seen_at: string;

  @ApiProperty(TIME)
  last_seen_at: string;

  @ApiProperty({ example: 2, description: 'Failed runs of this cause.' })
  occurrence_count: number;

  @ApiProperty({ ...TEXT, example: "src/invoice.ts:7: Type 'string' is not assignable to type 'number'. (TS2322)" })
  root_cause: string | null;

  @ApiProperty({ ...TEXT, example: 'dana' })
  assignee: string | null;

  @ApiProperty({ ...TEXT, ...TIME, example: null })
  resolved_at: string | null;

  @ApiProperty({ type: String, enum: [...RESOLUTIONS, null], nullable: true, example: null })
  resolution: Resolution | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: null,
    description: 'From the failure that opened it (or opened it again) to its end.',
  })
  resolution_time_seconds: number | null;

  @ApiProperty({ example: 0 })
  reopened_count: number;

  @ApiProperty({
    example: 'v1:6f1ed002ab5595859014ebf0951522d9a5a8f3d1c9b1f5a4f8a2b8f1b2c3d4e5',
    description: 'What its failures have in common; `split:…` for one that was split off by hand.',
  })
  fingerprint: string;

  @ApiProperty({
    ...TEXT,
    format: 'uuid',
    example: null,
    description: 'Set when it was merged away: where its failures are.',
  })
  merged_into: string | null;

  @ApiProperty(TIME)
  created_at: string;

  @ApiProperty(TIME)
  updated_at: string;

  static of(incident: Incident, repositoryFullName: string): Fields<IncidentDto> {
    return {
      id: incident.id,
      title: incident.title,
      status: incident.status,
      severity: incident.severity,
      source: incident.source,
      class: incident.class,
      verdict: incident.verdict,
      repository_connection_id: incident.repository_connection_id,
      repository_full_name: repositoryFullName,
      branch: incident.branch,
      workflow_name: incident.workflow_name,
      first_seen_at: incident.first_seen_at.toISOString(),
      last_seen_at: incident.last_seen_at.toISOString(),
      occurrence_count: incident.occurrence_count,
      root_cause: incident.root_cause,
      assignee: incident.assignee,
      resolved_at: incident.resolved_at?.toISOString() ?? null,
      resolution: incident.resolution,
      resolution_time_seconds: incident.resolution_time_seconds,
      reopened_count: incident.reopened_count,
      fingerprint: incident.fingerprint,
      merged_into: incident.merged_into,
      created_at: incident.created_at.toISOString(),
      updated_at: incident.updated_at.toISOString(),
    };
  }
}

export class IncidentListDto extends PageDto {
  @ApiProperty({ type: [IncidentDto] })
  incidents: IncidentDto[];

  @ApiProperty({ example: 12, description: 'How many match the filters, on all pages.' })
  total: number;
}
