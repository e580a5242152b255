import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { VERDICTS, type Verdict } from '../../diagnosis/diagnosis.types';
import { GROUPED_BY, type GroupedBy } from '../domain/grouping';
import type { Occurrence } from '../incident.types';
import { SuspectDto, VerdictEvidenceDto } from './verdict.dto';

const TEXT = { type: String, nullable: true } as const;

/** One failed run of an incident, and why it is one of its. */
export class OccurrenceDto {
  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000005' })
  id: string;

  @ApiProperty({ format: 'uuid', example: '0198c0de-0000-7000-8000-000000000001' })
  workflow_run_id: string;

  @ApiProperty({ example: 128 })
  run_number: number;

  @ApiProperty({ example: 1 })
  run_attempt: number;

  @ApiProperty({ ...TEXT, example: 'main' })
  branch: string | null;

  @ApiProperty({ example: '4a5b6c7d8e9f00112233445566778899aabbccdd' })
  commit_sha: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:03:20.000Z' })
  occurred_at: string;

  @ApiProperty({
    example: 'v1:6f1ed002ab5595859014ebf0951522d9a5a8f3d1c9b1f5a4f8a2b8f1b2c3d4e5',
    description: 'Its own, whatever was merged or split; the rule that made it stands before the colon.',
  })
  fingerprint: string;

  @ApiProperty({
    enum: GROUPED_BY,
    example: 'fingerprint',
    description:
      '`earlier_change`: its fingerprint follows a merge or split; `new_rule`: an older rule named it otherwise.',
  })
  grouped_by: GroupedBy;

  @ApiProperty({ example: 'Grouped by repository, workflow "CI", job "build", step "Run npx tsc" and …' })
  grouped_because: string;

  @ApiProperty({
    ...TEXT,
    format: 'uuid',
    example: null,
    description: 'The user who merged or split; null when nobody did.',
  })
  grouped_by_user: string | null;

  @ApiProperty({
    enum: VERDICTS,
    example: 'base_broken',
    description:
      'Whose failure it is; the first that holds. `flaky`: the same commit passed too. `infrastructure`: the platform failed, a permission was refused that the change did not touch, or time ran out elsewhere too. `base_broken`: the base failed for the same cause. `several_pull_requests`: two other branches or more failed for it at the time, and the base did not fail. `introduced_by_change`: the change touches what the log blames, or the base was green. `unknown`: the facts do not say. Judged again when more is known.',
  })
  verdict: Verdict;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.9,
    description: '0 to 1, a rank of how much the facts carry and no frequency; null while the verdict is unknown.',
  })
  confidence: number | null;

  @ApiProperty({ type: [VerdictEvidenceDto] })
  evidence: VerdictEvidenceDto[];

  @ApiProperty({
    type: [SuspectDto],
    description:
      'On the default branch: the commits between the last green run and the first red one, likeliest first.',
  })
  suspects: SuspectDto[];

  static of(occurrence: Occurrence): Fields<OccurrenceDto> {
    return {
      id: occurrence.id,
      workflow_run_id: occurrence.workflow_run_id,
      run_number: occurrence.run_number,
      run_attempt: occurrence.run_attempt,
      branch: occurrence.branch,
      commit_sha: occurrence.commit_sha,
      occurred_at: occurrence.occurred_at.toISOString(),
      fingerprint: occurrence.fingerprint,
      grouped_by: occurrence.grouped_by,
      grouped_because: occurrence.grouped_because,
      grouped_by_user: occurrence.grouped_by_user,
      verdict: occurrence.verdict,
      confidence: occurrence.confidence,
      evidence: occurrence.evidence.map((one) => VerdictEvidenceDto.of(one)),
      suspects: occurrence.suspects.map((suspect) => SuspectDto.of(suspect)),
    };
  }
}
