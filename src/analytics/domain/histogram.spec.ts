import fc from 'fast-check';
import { CLASSES, classOf, merge, QUANTILE_ERROR, quantile } from './histogram';

const durations = fc.array(fc.integer({ min: 1, max: 80_000 }), { minLength: 1, maxLength: 200 });

function histogram(seconds: readonly number[]): number[] {
  const counts = Array.from({ length: CLASSES }, () => 0);
  for (const each of seconds) counts[classOf(each) - 1] = (counts[classOf(each) - 1] ?? 0) + 1;
  return counts;
}

test.each([0.5, 0.95])('the quantile %d is off by 6 %% at most', (q) => {
  fc.assert(
    fc.property(durations, (seconds) => {
      const sorted = [...seconds].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;

      const read = quantile(histogram(seconds), q) ?? NaN;

      expect(Math.abs(read / exact - 1)).toBeLessThanOrEqual(QUANTILE_ERROR + 1e-9);
    }),
  );
});

test('histograms of parts add up to that of the whole', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      expect(merge(histogram(a), histogram(b))).toEqual(histogram([...a, ...b]));
    }),
  );
});

test('of nothing there is no quantile', () => {
  expect(quantile([], 0.5)).toBeNull();
});

test('a run that took no time and one that took a week have a class too', () => {
  expect([classOf(0), classOf(1), classOf(7 * 24 * 3600)]).toEqual([1, 1, CLASSES]);
});
