import { wilson } from './wilson';

test.each([
  [0, 10, 0, 0.2775],
  [1, 10, 0.0179, 0.4042],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [30, 100, 0.2189, 0.3958],
  // The example of Newcombe (1998), his method 3.
  [81, 263, 0.2553, 0.3662],
])('of %i in %i is %f to %f', (hits, n, low, high) => {
  const interval = wilson(hits, n);

  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test('all of any number reach to 1 and none of it to 0, exactly', () => {
  const numbers = Array.from({ length: 200 }, (_, at) => at + 1);

  expect(numbers.map((n) => [wilson(n, n).high, wilson(0, n).low])).toEqual(numbers.map(() => [1, 0]));
});
