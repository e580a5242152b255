/** What a verdict rests on. Stable words for machines; `message` says the same for people. */
export const EVIDENCE_CODES = [
  'same_commit_passed',
  'same_commit_failed_again',
  'diagnosed_infrastructure',
  'diagnosed_timeout',
  'diagnosed_permission',
  'base_failed_alike',
  'base_failed_otherwise',
  'base_passed',
  'base_unknown',
  'other_branches_fail_alike',
  'change_touches_blamed_files',
  'change_misses_blamed_files',
  'change_is_documentation',
  'change_unknown',
  'known_flaky',
] as const;
export type EvidenceCode = (typeof EVIDENCE_CODES)[number];

/** One observation, with what it points at. */
export interface VerdictEvidence {
  readonly code: EvidenceCode;
  readonly message: string;
  /** Our ids of the runs it speaks of. */
  readonly run_ids: readonly string[];
  readonly branches: readonly string[];
  readonly files: readonly string[];
}

/** Things one piece of evidence points at, at most. */
const MAX_LINKS = 10;

/** Evidence with its links bounded. */
export function evidence(
  code: EvidenceCode,
  message: string,
  links: { runIds?: readonly string[]; branches?: readonly string[]; files?: readonly string[] } = {},
): VerdictEvidence {
  return {
    code,
    message,
    run_ids: (links.runIds ?? []).slice(0, MAX_LINKS),
    branches: (links.branches ?? []).slice(0, MAX_LINKS),
    files: (links.files ?? []).slice(0, MAX_LINKS),
  };
}
