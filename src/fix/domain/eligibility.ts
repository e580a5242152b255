import type { Verdict } from '../../diagnosis/diagnosis.types';
import type { Decline } from './decline';

/** What is known of a failure before any file is looked at. */
export interface FailureFacts {
  readonly incidentStatus: string;
  readonly verdict: Verdict;
  readonly branch: string | null;
  /** The run is on a branch of ours: our own fix failed. */
  readonly isOwnBranch: boolean;
  /** We may ask the forge with somebody's rights. */
  readonly hasAccess: boolean;
  readonly isEnabled: boolean;
  readonly autoPrEnabled: boolean;
  /** A person asked for it, and stands for what a verdict cannot say. */
  readonly isAskedFor: boolean;
  /** 1 for a first try; a later one mends what our own branch's CI said of the one before. */
  readonly attempt: number;
}

/** Verdicts that say a change to the code is the cure. */
const CURABLE: readonly Verdict[] = ['introduced_by_change', 'base_broken'];
/** Verdicts that say it is not, whoever asks. */
const NOT_IN_THE_CODE: readonly Verdict[] = ['flaky', 'infrastructure'];
const CLOSED = ['resolved', 'muted', 'merged'];

/** Why nothing may be proposed for a failure; null when something may. */
export function whyNot(facts: FailureFacts): Decline | null {
  if (!facts.hasAccess) return { code: 'fix.no_access', reason: 'The repository is known from a v1 webhook only.' };
  if (!facts.isEnabled) return { code: 'fix.disabled', reason: 'The repository is disconnected or paused.' };
  if (!facts.autoPrEnabled && !facts.isAskedFor) {
    return { code: 'fix.disabled', reason: 'Automatic pull requests are switched off for this repository.' };
  }
  if (CLOSED.includes(facts.incidentStatus)) {
    return { code: 'fix.incident_closed', reason: `The incident is ${facts.incidentStatus}.` };
  }
  if (facts.branch === null) return { code: 'fix.no_branch', reason: 'The run was not on a branch.' };
  if (facts.isOwnBranch && facts.attempt === 1) {
    return { code: 'fix.own_branch', reason: 'The failure is on a branch of ours.' };
  }
  return facts.attempt > 1 ? null : ofVerdict(facts);
}

function ofVerdict({ verdict, isAskedFor }: FailureFacts): Decline | null {
  if (NOT_IN_THE_CODE.includes(verdict)) {
    return { code: 'fix.verdict', reason: `The failure is ${verdict}: a rerun is the cure, not a change.` };
  }
  if (CURABLE.includes(verdict) || isAskedFor) return null;
  return { code: 'fix.verdict', reason: 'Whose failure this is is not known well enough to act unasked.' };
}
