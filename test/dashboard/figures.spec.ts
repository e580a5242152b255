import { failurePoints } from '../../dashboard/src/ui/points';
import { formatted, intervalOf, rowsBehind } from '../../dashboard/src/ui/figures';
import { FORMULAS } from '../../src/analytics/domain/formulas';

const WINDOW = { since: '2026-10-01T00:00:00Z', until: '2026-10-31T00:00:00Z' };

test.each([
  ['runs.failure_rate', 0.0412, '4.1 %'],
  ['runs.failure_rate', 0, '0 %'],
  ['runs.failure_rate', 0.0004, '<0.1 %'],
  ['runs.failure_rate', 0.0006, '0.1 %'],
  ['runs.success_rate', 1, '100 %'],
  ['runs.success_rate', 0.9996, '>99.9 %'],
  ['runs.success_rate', 0.9961, '99.6 %'],
  ['runs.success_rate', 0.994, '99 %'],
  ['runs.duration_p95_trend', -0.0004, '±0 %'],
  ['runs.duration_p95_trend', 0.9996, '+100 %'],
  ['runs.duration_p95_trend', 0.25, '+25 %'],
  ['runs.duration_p95_trend', -0.25, '−25 %'],
  ['runs.duration_p50', 200, '3 min 20 s'],
  ['runs.ci_minutes', 125, '2 h 5 min'],
  ['incidents.mttr', 7_200, '2 h'],
  ['incidents.opened', 1_234, '1,234'],
  ['fixes.cost_per_merged_fix', 0.5, '$0.50'],
  ['repositories.health', 0.874, '87 %'],
])('%s of %d reads %s', (formula, value, wanted) => {
  expect(formatted(formula, value)).toBe(wanted);
});

test('an interval keeps the digit that small shares need', () => {
  const figure = { value: 0.1, n: 9, formula: 'runs.failure_rate' as const, window: WINDOW, excluded: [], rows: null };

  expect(intervalOf({ ...figure, interval: { low: 0.041, high: 0.21 } })).toBe('4.1–21 %');
  expect(intervalOf({ ...figure, interval: null })).toBeNull();
});

test('every figure leads to a list that holds what it counted, in the same repository', () => {
  const behind = Object.keys(FORMULAS).map((formula) => rowsBehind(formula, { repository: 'r', range: '7d' }));

  for (const { to, search } of behind) expect([to, search.repository]).toEqual([to, 'r']);
});

const WEEK = { repository: 'r', range: '7d' };

test.each([
  // Failure is failure, timed_out and startup_failure; the list knows one of them at a time.
  ['runs.failure_rate', '/runs', 'the runs', WEEK],
  ['runs.minutes_lost', '/runs', 'the runs', WEEK],
  ['runs.success_rate', '/runs', 'successful runs', { ...WEEK, conclusion: 'success' }],
  // Whatever is not resolved: open, acknowledged, being fixed or muted, whenever it began.
  ['incidents.open', '/incidents', 'incidents of any time', { repository: 'r' }],
  // Resolved in the time, perhaps seen last before it.
  ['incidents.mttr', '/incidents', 'resolved incidents of any time', { repository: 'r', status: 'resolved' }],
  ['incidents.opened', '/incidents', 'the incidents', WEEK],
  ['fixes.proposal_rate', '/incidents', 'the incidents', WEEK],
  ['fixes.time_to_fix', '/incidents', 'incidents of any time', { repository: 'r' }],
])('%s leads to %s as “%s”', (formula, to, name, search) => {
  expect(rowsBehind(formula, WEEK)).toEqual({ to, name, search });
});

test('a bucket nobody ran in is a gap with nothing to rest on', () => {
  const [point] = failurePoints([
    {
      ...{ start: WINDOW.since, end: WINDOW.until, total: 0, succeeded: 0, failed: 0, cancelled: 0 },
      ...{ failure_rate: null, failure_rate_low: null, failure_rate_high: null },
      ...{ duration_p50: null, duration_p95: null, ci_minutes: 0, minutes_lost: 0 },
    },
  ]);

  expect(point).toMatchObject({ failure_rate: null, failure_rate_band_low: null, n: 0 });
});
