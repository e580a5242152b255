import { decideRerun, refusalWords, type RerunFacts } from './rerun-policy';

const LIMITS = { enabled: true, max_per_run: 1, daily_budget: 5 };
const occurrence = (verdict: RerunFacts['occurrences'][number]['verdict'], ...codes: string[]) =>
  ({ verdict, evidence: codes.map((code) => ({ code })), isJudged: true }) as RerunFacts['occurrences'][number];
const FACTS: RerunFacts = {
  occurrences: [occurrence('infrastructure')],
  branch: 'main',
  isOvertaken: false,
  rerunsOfRun: 0,
  rerunsToday: 0,
  isReachable: true,
};

describe('decideRerun', () => {
  it.each<[string, Partial<RerunFacts>]>([
    ['infrastructure', {}],
    ['infrastructure', { occurrences: [occurrence('unknown', 'diagnosed_infrastructure')] }],
    ['flaky', { occurrences: [occurrence('flaky')] }],
    ['suspected_flaky', { occurrences: [occurrence('unknown', 'known_flaky')] }],
    ['infrastructure', { occurrences: [occurrence('unknown', 'known_flaky'), occurrence('infrastructure')] }],
  ])('runs again for %s: %j', (reason, facts) => {
    expect(decideRerun(LIMITS, { ...FACTS, ...facts })).toEqual({ action: 'rerun', reason });
  });

  it.each<[string, Partial<RerunFacts>]>([
    ['not_reachable', { isReachable: false }],
    ['own_branch', { branch: 'devflowfix/fix-1' }],
    ['overtaken', { isOvertaken: true }],
    ['not_judged', { occurrences: [{ ...occurrence('flaky'), isJudged: false }] }],
    ['not_eligible', { occurrences: [occurrence('introduced_by_change', 'known_flaky')] }],
    ['not_eligible', { occurrences: [occurrence('base_broken')] }],
    ['not_eligible', { occurrences: [occurrence('unknown')] }],
    ['not_eligible', { occurrences: [occurrence('unknown', 'known_flaky', 'same_commit_failed_again')] }],
    ['not_eligible', { occurrences: [occurrence('flaky'), occurrence('introduced_by_change')] }],
    ['not_eligible', { occurrences: [] }],
    ['run_limit', { rerunsOfRun: 1 }],
    ['daily_budget', { rerunsToday: 5 }],
  ])('leaves it, %s: %j', (because, facts) => {
    expect(decideRerun(LIMITS, { ...FACTS, ...facts })).toEqual({ action: 'leave', because });
  });

  it('leaves everything where it is not allowed', () => {
    expect(decideRerun({ ...LIMITS, enabled: false }, FACTS)).toEqual({ action: 'leave', because: 'not_enabled' });
  });
});

it('a refusal has words, also one nobody foresaw', () => {
  expect([refusalWords('gone'), refusalWords('teapot')]).toEqual([
    'it is too old, or was rerun too often',
    'the forge refused',
  ]);
});
