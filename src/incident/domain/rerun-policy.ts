import type { Verdict } from '../../diagnosis/diagnosis.types';
import { isOwnBranch } from '../../common/own-branch';
import type { EvidenceCode } from './verdict-evidence';

/** Why a run is run again: what we think it failed of. */
export const RERUN_REASONS = ['infrastructure', 'flaky', 'suspected_flaky'] as const;
export type RerunReason = (typeof RERUN_REASONS)[number];

/** `planned` → `requested` → `passed` or `failed`; or `refused`, by the forge or by our own second look. */
export const RERUN_STATUSES = ['planned', 'requested', 'passed', 'failed', 'refused'] as const;
export type RerunStatus = (typeof RERUN_STATUSES)[number];

/** What a repository's user allows. */
export interface RerunLimits {
  readonly enabled: boolean;
  /** Automatic reruns of one run, over all its attempts. */
  readonly max_per_run: number;
  /** Automatic reruns in the repository within any 24 hours. */
  readonly daily_budget: number;
}

/** What is held against the limits. */
export interface RerunFacts {
  /** The verdicts of every cause of the run. */
  readonly occurrences: readonly {
    readonly verdict: Verdict;
    readonly evidence: readonly { readonly code: EvidenceCode }[];
    readonly isJudged: boolean;
  }[];
  readonly branch: string | null;
  /** A later run of the lane, or a later attempt of this run, exists. */
  readonly isOvertaken: boolean;
  readonly rerunsOfRun: number;
  readonly rerunsToday: number;
  /** False when the repository is paused, disconnected or known from its v1 hook alone. */
  readonly isReachable: boolean;
}

export const RERUN_REFUSALS = [
  'not_enabled',
  'not_reachable',
  'own_branch',
  'overtaken',
  'not_judged',
  'not_eligible',
  'run_limit',
  'daily_budget',
] as const;
export type RerunRefusal = (typeof RERUN_REFUSALS)[number];

export type RerunDecision =
  | { readonly action: 'rerun'; readonly reason: RerunReason }
  | { readonly action: 'leave'; readonly because: RerunRefusal };

const leave = (because: RerunRefusal): RerunDecision => ({ action: 'leave', because });

/**
 * Whether a failed run is run again by itself: when every cause of it is infrastructure, flaky, or a known flaky test
 * in a change that did not touch it; within the limits; never on our own branches, whose reruns would feed themselves.
 */
export function decideRerun(limits: RerunLimits, facts: RerunFacts): RerunDecision {
  if (!limits.enabled) return leave('not_enabled');
  if (!facts.isReachable) return leave('not_reachable');
  if (isOwnBranch(facts.branch)) return leave('own_branch');
  if (facts.isOvertaken) return leave('overtaken');
  if (facts.occurrences.some(({ isJudged }) => !isJudged)) return leave('not_judged');
  const reasons = facts.occurrences.map(reasonOf);
  const reason = RERUN_REASONS.find((candidate) => reasons.includes(candidate));
  if (reason === undefined || reasons.includes(null)) return leave('not_eligible');
  if (facts.rerunsOfRun >= limits.max_per_run) return leave('run_limit');
  if (facts.rerunsToday >= limits.daily_budget) return leave('daily_budget');
  return { action: 'rerun', reason };
}

function reasonOf({ verdict, evidence }: RerunFacts['occurrences'][number]): RerunReason | null {
  if (verdict === 'infrastructure' || verdict === 'flaky') return verdict;
  const says = (code: EvidenceCode): boolean => evidence.some((item) => item.code === code);
  if (verdict !== 'unknown') return null;
  if (says('diagnosed_infrastructure')) return 'infrastructure';
  // A rerun has answered already when the same commit failed again.
  return says('known_flaky') && !says('same_commit_failed_again') ? 'suspected_flaky' : null;
}

/** Why a planned rerun was not done, in words for the timeline: our own second look, or the forge's refusal. */
const WORDS: Readonly<Record<string, string>> = {
  not_enabled: 'automatic reruns were switched off',
  not_reachable: 'the forge cannot be asked for this repository',
  overtaken: 'a newer run or attempt exists',
  forbidden: 'the forge gives no right to',
  unauthorized: 'the forge no longer accepts the credential',
  'not-found': 'the forge does not know the run any more',
  conflict: 'it is running already',
  gone: 'it is too old, or was rerun too often',
  unavailable: 'the forge could not be reached',
};

/** A refusal in words; one that is not known is the forge's plain no. */
export function refusalWords(refusal: string): string {
  return WORDS[refusal] ?? 'the forge refused';
}
