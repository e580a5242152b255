import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { DECLINE_CODES, type DeclineCode } from '../domain/decline';
import type { GateResult } from '../domain/gates/gate.types';
import { toStoredPatch, type StoredPatch } from '../domain/stored-patch';
import { FIX_KINDS, FIX_OUTCOMES, type FixKind, type FixOutcome } from '../fix.entity';
import type { FixAttempt, FixDecision } from '../fix.types';

const SEVERITIES = ['refuse', 'human'] as const;

/** What one gate says of a patch. */
export class GateDto {
  @ApiProperty({ example: 'size' })
  gate: string;

  @ApiProperty({ example: true })
  passed: boolean;

  @ApiProperty({
    enum: [...SEVERITIES, null],
    nullable: true,
    example: null,
    description: '`refuse`: never proposed. `human`: only when a person asked for it.',
  })
  severity: (typeof SEVERITIES)[number] | null;

  @ApiProperty({ example: '1 line in 1 file' })
  reason: string;

  static of({ gate, passed, severity, reason }: GateResult): Fields<GateDto> {
    return { gate, passed, severity, reason };
  }
}

/** A line of a log that a change rests on. */
export class QuoteDto {
  @ApiProperty({ example: 'build' })
  job: string;

  @ApiProperty({ example: 14 })
  line: number;

  @ApiProperty({ example: "src/checkout.ts(4,31): error TS2551: Did you mean 'quantity'?" })
  text: string;
}

/** One part of a patch and why it is made. */
export class FixReasonDto {
  @ApiProperty({ example: 'tsc-suggestion' })
  fixer: string;

  @ApiProperty({ example: 'Rename quantty to quantity, as the compiler suggests' })
  reason: string;

  @ApiProperty({ type: [String], example: ['src/checkout.ts'] })
  files: string[];

  @ApiProperty({ type: [QuoteDto] })
  quotes: Fields<QuoteDto>[];
}

const DIFF = '--- a/src/checkout.ts\n+++ b/src/checkout.ts\n@@ -4,1 +4,1 @@\n-item.quantty\n+item.quantity\n';

/** What would be proposed, or why nothing would. */
export class FixPreviewDto {
  @ApiProperty({ enum: FIX_OUTCOMES, example: 'proposed' })
  outcome: FixOutcome;

  @ApiProperty({ enum: [...DECLINE_CODES, null], nullable: true, example: null })
  code: DeclineCode | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why nothing is proposed.' })
  reason: string | null;

  @ApiProperty({ enum: [...FIX_KINDS, null], nullable: true, example: 'rule' })
  kind: FixKind | null;

  @ApiProperty({ type: String, nullable: true, example: 'tsc-suggestion' })
  fixer: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  model: string | null;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1, example: 0.97 })
  confidence: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'main', description: 'Where the pull request would go.' })
  target_branch: string | null;

  @ApiProperty({ type: String, nullable: true, example: DIFF, description: 'Unified, as `git apply` takes it.' })
  diff: string | null;

  @ApiProperty({ type: [FixReasonDto] })
  reasons: Fields<FixReasonDto>[];

  @ApiProperty({ type: [GateDto] })
  gates: Fields<GateDto>[];

  @ApiProperty({ type: [String], example: [], description: 'What a person may run instead.' })
  commands: string[];

  static preview(decision: FixDecision): Fields<FixPreviewDto> {
    const { patch, target, gates } = decision;
    const isProposed = decision.outcome === 'proposed';
    return {
      outcome: decision.outcome,
      code: isProposed ? null : decision.decline.code,
      reason: isProposed ? null : decision.decline.reason,
      kind: isProposed ? decision.kind : null,
      fixer: isProposed ? decision.fixer : null,
      model: isProposed ? decision.model : null,
      confidence: patch?.confidence ?? null,
      target_branch: target?.branch ?? null,
      diff: patch?.diff ?? null,
      reasons: patch === null ? [] : reasonsOf(toStoredPatch(patch)),
      gates: gates.map((gate) => GateDto.of(gate)),
      commands: isProposed ? [] : [...decision.commands],
    };
  }
}

/** One try at a fix, as it was written down. */
export class FixAttemptDto extends FixPreviewDto {
  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40a' })
  id: string;

  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40b' })
  workflow_run_id: string;

  @ApiProperty({ minimum: 1, maximum: 3, example: 1, description: 'Which try of one pull request this is.' })
  number: number;

  @ApiProperty({ example: '3aad3e080c2ca8456d2b015f16d097a5f5f18c02', description: 'What the patch is anchored to.' })
  head_sha: string;

  @ApiProperty({ description: 'False when it came by itself.', example: false })
  requested: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T22:30:36.000Z' })
  created_at: string;

  static of(attempt: FixAttempt): Fields<FixAttemptDto> {
    const { outcome, code, reason, kind, fixer, model, confidence, target_branch, diff } = attempt;
    return {
      ...{ outcome, code, reason, kind, fixer, model, confidence, target_branch, diff },
      id: attempt.id,
      workflow_run_id: attempt.workflow_run_id,
      number: attempt.number,
      head_sha: attempt.head_sha,
      requested: attempt.requested_by !== null,
      created_at: attempt.created_at.toISOString(),
      reasons: attempt.patch === null ? [] : reasonsOf(attempt.patch),
      gates: attempt.gates.map((gate) => GateDto.of(gate)),
      commands: [...attempt.commands],
    };
  }
}

/** The tries at an incident, newest first. */
export class FixAttemptListDto {
  @ApiProperty({ type: [FixAttemptDto] })
  attempts: Fields<FixAttemptDto>[];
}

function reasonsOf({ reasons }: StoredPatch): Fields<FixReasonDto>[] {
  return reasons.map(({ fixer, reason, files, quotes }) => ({
    fixer,
    reason,
    files: [...files],
    quotes: quotes.map(({ job, line, text }) => ({ job, line, text })),
  }));
}
