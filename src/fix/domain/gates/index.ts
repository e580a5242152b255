import type { PlannedPatch } from '../plan';
import { parseDiff } from '../unified-diff';
import { paths, size } from './bounds';
import { ciKept } from './ci-kept';
import type { Gate, GateInput, GateResult, PatchPolicy } from './gate.types';
import { DEFAULT_PATCH_POLICY } from './gate.types';
import { dependencies, network, permissions, secrets } from './reach';
import { skips, suppressions, swallowed } from './suppressions';
import { snapshots, testsKept } from './tests-kept';
import { thresholds } from './thresholds';

/** What a patch must pass before it is offered, in the order it is shown. */
export const GATES: readonly Gate[] = [
  paths,
  size,
  testsKept,
  skips,
  snapshots,
  suppressions,
  swallowed,
  thresholds,
  ciKept,
  permissions,
  secrets,
  network,
  dependencies,
];

/** All gates' results, for a patch of any origin. */
export function runGates(input: GateInput): GateResult[] {
  return GATES.map((gate) => gate.check(input));
}

/** All gates' results for a planned patch. */
export function judge(plan: PlannedPatch, policy: PatchPolicy = DEFAULT_PATCH_POLICY): GateResult[] {
  const proposals = plan.parts.map(({ proposal }) => proposal);
  const issues = proposals.flatMap(({ covers }) => covers);
  const quotes = proposals.flatMap((proposal) => proposal.quotes.map(({ text }) => text));
  const cause = [...quotes, ...issues.map(({ message }) => message)].join('\n');
  return runGates({ files: parseDiff(plan.diff), issues, cause, policy });
}
