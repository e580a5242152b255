import { whyNot, type FailureFacts } from './eligibility';
import { refusalOf, type PatchFacts } from './verdict-of-gates';

const FAILURE: FailureFacts = {
  incidentStatus: 'open',
  verdict: 'introduced_by_change',
  branch: 'feature',
  isOwnBranch: false,
  hasAccess: true,
  isEnabled: true,
  autoPrEnabled: true,
  isAskedFor: false,
  attempt: 1,
};

test.each(['introduced_by_change', 'base_broken'] as const)('a failure that is %s may be fixed', (verdict) => {
  expect(whyNot({ ...FAILURE, verdict })).toBeNull();
});

test.each<[string, Partial<FailureFacts>, string]>([
  ['a repository without our access', { hasAccess: false }, 'fix.no_access'],
  ['a paused repository', { isEnabled: false }, 'fix.disabled'],
  ['switched-off pull requests', { autoPrEnabled: false }, 'fix.disabled'],
  ['a resolved incident', { incidentStatus: 'resolved' }, 'fix.incident_closed'],
  ['a muted incident', { incidentStatus: 'muted' }, 'fix.incident_closed'],
  ['no branch', { branch: null }, 'fix.no_branch'],
  ['our own branch', { isOwnBranch: true }, 'fix.own_branch'],
  ['a flaky test', { verdict: 'flaky' }, 'fix.verdict'],
  ['broken infrastructure', { verdict: 'infrastructure' }, 'fix.verdict'],
  ['an unknown verdict', { verdict: 'unknown' }, 'fix.verdict'],
  ['several pull requests', { verdict: 'several_pull_requests' }, 'fix.verdict'],
])('%s is declined', (_, change, code) => {
  expect(whyNot({ ...FAILURE, ...change })?.code).toBe(code);
});

test('who asks for a fix overrules an unknown verdict and the switch, and nothing else', () => {
  const asked = { ...FAILURE, isAskedFor: true };

  expect(whyNot({ ...asked, verdict: 'unknown', autoPrEnabled: false })).toBeNull();
  expect(whyNot({ ...asked, verdict: 'flaky' })?.code).toBe('fix.verdict');
});

test('a later attempt mends our own branch, whatever its verdict', () => {
  expect(whyNot({ ...FAILURE, isOwnBranch: true, verdict: 'unknown', attempt: 2 })).toBeNull();
});

const PATCH: PatchFacts = { gates: [], safety: 'safe', confidence: 0.95, minConfidence: 0.8, isAskedFor: false };
const failed = (severity: 'refuse' | 'human') => ({
  gate: 'tests-kept',
  passed: false,
  severity,
  reason: 'a test is gone',
});

test.each<[string, Partial<PatchFacts>, string | undefined]>([
  ['a safe, confident patch', {}, undefined],
  ['a patch that a gate refuses', { gates: [failed('refuse')] }, 'fix.gate_refused'],
  ['… also when asked for', { gates: [failed('refuse')], isAskedFor: true }, 'fix.gate_refused'],
  ['a patch that a person must approve', { gates: [failed('human')] }, 'fix.needs_a_person'],
  ['… and one did', { gates: [failed('human')], isAskedFor: true }, undefined],
  ['a suggestion', { safety: 'suggestion' }, 'fix.needs_a_person'],
  ['a doubtful patch', { confidence: 0.5 }, 'fix.low_confidence'],
])('%s', (_, change, code) => {
  expect(refusalOf({ ...PATCH, ...change })?.code).toBe(code);
});
