import type { Fields } from '../../common/fields';
import { ApiProperty } from '@nestjs/swagger';
import { FAILURE_CLASSES, ISSUE_SEVERITIES, VERDICTS } from '../../diagnosis/diagnosis.types';
import type { FailureClass, IssueSeverity, Verdict } from '../../diagnosis/diagnosis.types';

const TEXT = { type: String, nullable: true } as const;
const COUNT = { type: Number, nullable: true } as const;

export class EvidenceDto {
  @ApiProperty({ example: 'build' })
  job: string;

  @ApiProperty({ example: 41, description: "1-based line of the job's log." })
  first_line: number;

  @ApiProperty({ example: 41 })
  last_line: number;
}

export class IssueDto {
  @ApiProperty({ ...TEXT, example: 'tsc' })
  tool: string | null;

  @ApiProperty({ ...TEXT, example: 'TS2322' })
  rule: string | null;

  @ApiProperty({ ...TEXT, example: 'src/invoice.ts' })
  file: string | null;

  @ApiProperty({ ...COUNT, example: 7 })
  line: number | null;

  @ApiProperty({ ...COUNT, example: 3 })
  column: number | null;

  @ApiProperty({ example: "Type 'string' is not assignable to type 'number'." })
  message: string;

  @ApiProperty({ enum: ISSUE_SEVERITIES, example: 'error' })
  severity: IssueSeverity;

  @ApiProperty({ type: EvidenceDto })
  evidence: EvidenceDto;
}

export class FailingTestDto {
  @ApiProperty({ example: 'invoice > adds the tax' })
  name: string;

  @ApiProperty({ ...TEXT, example: 'test/invoice.spec.ts' })
  file: string | null;

  @ApiProperty({ ...TEXT, example: 'Expected: 119, received: 100' })
  message: string | null;

  @ApiProperty({
    ...TEXT,
    example: '119',
    description: 'What the test wanted, where its runner says which side is which; the first 300 characters.',
  })
  expected: string | null;

  @ApiProperty({ ...TEXT, example: '100', description: 'What the test got.' })
  actual: string | null;
}

export class LogExcerptDto extends EvidenceDto {
  @ApiProperty({ example: "src/invoice.ts(7,3): error TS2322: Type 'string' is not assignable to type 'number'." })
  text: string;
}

export class FailedStepDto {
  @ApiProperty({ example: 'build' })
  job: string;

  @ApiProperty({ example: 'Run npx tsc' })
  step: string;
}

import { VerdictEvidenceDto } from './verdict.dto';

/** What the newest failure's logs say went wrong. Lists are cut at 100 entries. */
export class AnalysisDto {
  @ApiProperty({ enum: FAILURE_CLASSES, example: 'type-check' })
  class: FailureClass;

  @ApiProperty({ ...COUNT, example: 0.88, description: '0 to 1; null when the class is unknown.' })
  confidence: number | null;

  @ApiProperty({ example: 'type-check failure in build / Run npx tsc: 1 error, first: src/invoice.ts:7: Type …' })
  summary: string;

  @ApiProperty({ type: [String], example: ['build'] })
  failed_jobs: string[];

  @ApiProperty({ type: [FailedStepDto] })
  failed_steps: FailedStepDto[];

  @ApiProperty({ type: [IssueDto] })
  issues: IssueDto[];

  @ApiProperty({ type: [FailingTestDto] })
  failing_tests: FailingTestDto[];

  @ApiProperty({ type: [LogExcerptDto], description: 'Secrets are removed.' })
  log_excerpts: LogExcerptDto[];

  @ApiProperty({ example: false })
  requires_human_review: boolean;

  @ApiProperty({ example: 'v1:6f1ed002ab5595859014ebf0951522d9a5a8f3d1c9b1f5a4f8a2b8f1b2c3d4e5' })
  fingerprint: string;

  @ApiProperty({ example: 'Grouped by repository, workflow "CI", job "build", step "Run npx tsc" and …' })
  fingerprint_explanation: string;

  @ApiProperty({ enum: VERDICTS, example: 'unknown' })
  verdict: Verdict;

  @ApiProperty({ type: [VerdictEvidenceDto], description: 'What the verdict on the newest failure rests on.' })
  verdict_evidence: Fields<VerdictEvidenceDto>[];
}
