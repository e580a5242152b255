import type { FailureClass, Verdict } from '../../diagnosis/diagnosis.types';

/** Least first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a failure's severity depends on. */
export interface SeverityFacts {
  readonly class: FailureClass;
  readonly verdict: Verdict;
  /** A run on the default branch that no pull request started. */
  readonly onDefaultBranch: boolean;
  /** How many runs in a row, up to this one, failed on the default branch for this cause. */
  readonly failuresInARow: number;
}

/** Runs in a row that make a blocked default branch critical. */
export const CRITICAL_AFTER = 3;

/** The first rule that holds decides. */
const RULES: readonly { readonly when: (facts: SeverityFacts) => boolean; readonly severity: Severity }[] = [
  { when: ({ verdict }) => verdict === 'flaky' || verdict === 'infrastructure', severity: 'low' },
  { when: (facts) => facts.class === 'infra', severity: 'low' },
  { when: (facts) => facts.onDefaultBranch && facts.failuresInARow >= CRITICAL_AFTER, severity: 'critical' },
  { when: (facts) => facts.onDefaultBranch, severity: 'high' },
];

/** How bad one failure is; `medium` for pull requests and other branches. */
export function severityOf(facts: SeverityFacts): Severity {
  return RULES.find((rule) => rule.when(facts))?.severity ?? 'medium';
}

/** The worse of two: another failure of the same cause never makes an incident milder. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}
