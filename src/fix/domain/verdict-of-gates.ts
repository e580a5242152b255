import type { Decline } from './decline';
import type { FixSafety } from './fix.types';
import type { GateResult } from './gates/gate.types';

/** What decides whether a finished patch is offered. */
export interface PatchFacts {
  readonly gates: readonly GateResult[];
  readonly safety: FixSafety;
  readonly confidence: number;
  /** Below it nothing is proposed unasked. */
  readonly minConfidence: number;
  readonly isAskedFor: boolean;
}

/** Why a patch is not offered; null when it is. What only a person may say is meant waits for one. */
export function refusalOf(facts: PatchFacts): Decline | null {
  const failed = facts.gates.filter(({ passed }) => !passed);
  const refused = failed.find(({ severity }) => severity === 'refuse');
  if (refused !== undefined) return { code: 'fix.gate_refused', reason: `${refused.gate}: ${refused.reason}` };
  if (facts.isAskedFor) return null;
  const [doubtful] = failed;
  if (doubtful !== undefined) return { code: 'fix.needs_a_person', reason: `${doubtful.gate}: ${doubtful.reason}` };
  if (facts.safety === 'suggestion') {
    return { code: 'fix.needs_a_person', reason: 'The change is a suggestion: a person must say that it is meant.' };
  }
  if (facts.confidence >= facts.minConfidence) return null;
  const [has, wants] = [facts.confidence, facts.minConfidence].map((share) => `${Math.round(share * 100)} %`);
  return { code: 'fix.low_confidence', reason: `Confidence is ${has}, the repository asks for ${wants}.` };
}
