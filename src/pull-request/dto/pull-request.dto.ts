import { ApiProperty } from '@nestjs/swagger';
import type { Fields } from '../../common/fields';
import { PageDto } from '../../common/http/paging';
import type { PullRequestCounts } from '../pull-request.store';
import { HARMS, type Check, type HarmKind, type Try } from '../pull-request.entity';
import { stateOf, verifiedOf, type PullRequest } from '../pull-request.types';

const STATES = ['open', 'closed', 'merged'] as const;
export const VERIFICATIONS = ['unverified', 'running', 'verified', 'failed'] as const;
const TRY_RESULTS = ['running', 'passed', 'failed'] as const;
const KINDS = ['rule', 'ai'] as const;

/** A check of the fix's newest commit. */
export class CheckDto {
  @ApiProperty({ example: 'build' })
  name: string;

  @ApiProperty({ example: 'completed' })
  status: string;

  @ApiProperty({ type: String, nullable: true, example: 'success' })
  conclusion: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'https://github.com/acme/api/actions/runs/1/job/2' })
  url: string | null;

  static of({ name, status, conclusion, url }: Check): Fields<CheckDto> {
    return { name, status, conclusion, url };
  }
}

/** One commit of ours and what the CI said of it. */
export class TryDto {
  @ApiProperty({ minimum: 1, maximum: 3, example: 1 })
  attempt: number;

  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40a' })
  attempt_id: string;

  @ApiProperty({ example: '3aad3e080c2ca8456d2b015f16d097a5f5f18c02' })
  head_sha: string;

  @ApiProperty({ enum: TRY_RESULTS, example: 'passed' })
  result: (typeof TRY_RESULTS)[number];

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;

  static of({ attempt, attempt_id, head_sha, result, reason }: Try): Fields<TryDto> {
    return { attempt, attempt_id, head_sha, result, reason };
  }
}

/** What shows that a merged fix did harm. */
export class HarmDto {
  @ApiProperty({
    enum: HARMS,
    example: 'seen_again',
    description:
      '`seen_again`: its failure was back within 14 days. `new_failure`: another one in the files it touched, within 7 days. `reverted`: taken back within 14 days.',
  })
  kind: HarmKind;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T10:00:00.000Z' })
  at: string;

  @ApiProperty({ example: 'The failure it was for is back in CI #12.' })
  reason: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The incident that shows it.',
  })
  incident_id: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  workflow_run_id: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The commit that took it back.' })
  commit_sha: string | null;

  @ApiProperty({ type: [String], example: [], description: 'Files the fix touched and the new failure blames.' })
  files: string[];

  static of({ harm, harmed_at: at, harm_evidence: shown }: PullRequest): Fields<HarmDto> | null {
    if (harm === null || at === null) return null;
    return {
      kind: harm,
      at: at.toISOString(),
      reason: shown?.message ?? '',
      incident_id: shown?.incident_id ?? null,
      workflow_run_id: shown?.workflow_run_id ?? null,
      commit_sha: shown?.commit_sha ?? null,
      files: [...(shown?.files ?? [])],
    };
  }
}

/** A pull request that carries a fix. */
export class PullRequestDto {
  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40a' })
  id: string;

  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40b' })
  incident_id: string;

  @ApiProperty({ format: 'uuid', example: '01a20561-eb28-7000-8002-05f755e6d40c' })
  repository_connection_id: string;

  @ApiProperty({ type: Number, nullable: true, example: 7, description: 'Null until the forge has it.' })
  pr_number: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'https://github.com/acme/api/pull/7' })
  pr_url: string | null;

  @ApiProperty({ example: "fix: TS2551 Property 'quantty' does not exist" })
  title: string;

  @ApiProperty({ example: '### Problem\n…' })
  body: string;

  @ApiProperty({ example: 'devflowfix/3aad3e080c2c' })
  branch_name: string;

  @ApiProperty({ example: 'main' })
  base_branch: string;

  @ApiProperty({ enum: STATES, example: 'open' })
  state: (typeof STATES)[number];

  @ApiProperty({ example: false })
  draft: boolean;

  @ApiProperty({ example: false })
  merged: boolean;

  @ApiProperty({ type: Boolean, nullable: true, example: true, description: 'Null while the forge does not say.' })
  mergeable: boolean | null;

  @ApiProperty({ enum: VERIFICATIONS, example: 'verified', description: "By the repository's own CI on our commit." })
  verified: (typeof VERIFICATIONS)[number];

  @ApiProperty({ type: [CheckDto] })
  checks: Fields<CheckDto>[];

  @ApiProperty({ example: 1, description: 'All that merging it brings, as the forge counts.' })
  additions: number;

  @ApiProperty({ example: 1 })
  deletions: number;

  @ApiProperty({ example: 1 })
  changed_files: number;

  @ApiProperty({ example: 1 })
  commits: number;

  @ApiProperty({ example: 0, description: 'In its conversation.' })
  comments: number;

  @ApiProperty({ enum: KINDS, example: 'rule' })
  fix_kind: (typeof KINDS)[number];

  @ApiProperty({ type: String, nullable: true, example: 'tsc-suggestion' })
  fixer: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  model: string | null;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.97 })
  confidence: number;

  @ApiProperty({ type: [TryDto] })
  attempts: Fields<TryDto>[];

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why nothing proves the newest commit: no CI ran on our branch, or it waits for an approval.',
  })
  unproven_reason: string | null;

  @ApiProperty({ type: Boolean, example: false, description: 'Merged, and it did harm; see `harm`.' })
  harmed: boolean;

  @ApiProperty({ type: HarmDto, nullable: true })
  harm: Fields<HarmDto> | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T22:30:36.000Z' })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T22:31:36.000Z' })
  updated_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  merged_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  closed_at: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  closed_reason: string | null;

  static of(row: PullRequest): Fields<PullRequestDto> {
    const { id, incident_id, repository_connection_id, pr_number, pr_url, title, body, branch_name, base_branch } = row;
    const { draft, mergeable, additions, deletions, changed_files, commits, comments } = row;
    const { fix_kind, fixer, model, confidence } = row;
    return {
      ...{ id, incident_id, repository_connection_id, pr_number, pr_url, title, body, branch_name, base_branch },
      ...{ draft, mergeable, additions, deletions, changed_files, commits, comments },
      ...{ fix_kind, fixer, model, confidence },
      state: stateOf(row),
      merged: row.phase === 'merged',
      verified: verifiedOf(row),
      checks: row.checks.map((check) => CheckDto.of(check)),
      attempts: row.tries.map((each) => TryDto.of(each)),
      unproven_reason: row.unproven_reason,
      harmed: row.harmed_at !== null,
      harm: HarmDto.of(row),
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
      merged_at: row.merged_at?.toISOString() ?? null,
      closed_at: row.closed_at?.toISOString() ?? null,
      closed_reason: row.closed_reason,
    };
  }
}

export class PullRequestListDto extends PageDto {
  @ApiProperty({ type: [PullRequestDto] })
  pull_requests: Fields<PullRequestDto>[];

  @ApiProperty({ example: 12, description: 'How many match the filters, on all pages.' })
  total: number;
}

/** Counts over a user's fix pull requests. */
export class PullRequestStatsDto {
  @ApiProperty({ example: 12 })
  total: number;

  @ApiProperty({ example: 2 })
  open: number;

  @ApiProperty({ example: 9, description: "Those the repository's own CI was ever green on." })
  verified: number;

  @ApiProperty({ example: 7 })
  merged: number;

  @ApiProperty({ example: 1, description: 'Closed by a person without merging.' })
  closed: number;

  @ApiProperty({ example: 1, description: 'Taken back by us: too late, or no longer wanted.' })
  withdrawn: number;

  @ApiProperty({ example: 1, description: 'Closed because no attempt made the CI green.' })
  failed: number;

  @ApiProperty({ example: 0 })
  handed_over: number;

  @ApiProperty({ example: 0, description: 'Open, and no CI has decided on them.' })
  unproven: number;

  @ApiProperty({ example: 0, description: 'Merged, and they did harm: the sum of the three that follow.' })
  harmed: number;

  @ApiProperty({ example: 0, description: 'The failure was seen again within 14 days.' })
  harmed_seen_again: number;

  @ApiProperty({ example: 0, description: 'A new failure in the files it touched within 7 days.' })
  harmed_new_failure: number;

  @ApiProperty({ example: 0, description: 'Taken back within 14 days.' })
  harmed_reverted: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.875,
    description: 'merged / (merged + closed + failed); null without any of them.',
  })
  acceptance_rate: number | null;

  static of(counts: PullRequestCounts): Fields<PullRequestStatsDto> {
    const decided = counts.merged + counts.closed + counts.failed;
    return { ...counts, acceptance_rate: decided === 0 ? null : counts.merged / decided };
  }
}
