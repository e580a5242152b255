import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import type { Suspect } from '../domain/suspects';
import { EVIDENCE_CODES, type EvidenceCode, type VerdictEvidence } from '../domain/verdict-evidence';

const TEXT = { type: String, nullable: true } as const;

/** One observation a verdict rests on, or that speaks against it. */
export class VerdictEvidenceDto {
  @ApiProperty({ enum: EVIDENCE_CODES, example: 'base_failed_alike' })
  code: EvidenceCode;

  @ApiProperty({ example: 'main at the merge base failed for the same cause.' })
  message: string;

  @ApiProperty({ type: [String], format: 'uuid', example: ['0198c0de-0000-7000-8000-000000000001'] })
  run_ids: string[];

  @ApiProperty({ type: [String], example: ['main'] })
  branches: string[];

  @ApiProperty({ type: [String], example: [] })
  files: string[];

  static of(evidence: VerdictEvidence): Fields<VerdictEvidenceDto> {
    return {
      code: evidence.code,
      message: evidence.message,
      run_ids: [...evidence.run_ids],
      branches: [...evidence.branches],
      files: [...evidence.files],
    };
  }
}

/** A commit that may have broken the default branch. */
export class SuspectDto {
  @ApiProperty({ example: '4a5b6c7d8e9f00112233445566778899aabbccdd' })
  sha: string;

  @ApiProperty({ example: 'Round the tax' })
  subject: string;

  @ApiProperty({ ...TEXT, example: 'dana' })
  author: string | null;

  @ApiProperty({ ...TEXT, format: 'date-time', example: '2026-11-22T10:03:20.000Z' })
  committed_at: string | null;

  @ApiProperty({ ...TEXT, example: 'https://github.com/acme/api/commit/4a5b6c7d8e9f00112233445566778899aabbccdd' })
  url: string | null;

  @ApiProperty({ type: [String], example: ['src/invoice.ts'], description: 'Files it touched that the log blames.' })
  blamed_files: string[];

  static of(suspect: Suspect): Fields<SuspectDto> {
    return { ...suspect, blamed_files: [...suspect.blamed_files] };
  }
}
