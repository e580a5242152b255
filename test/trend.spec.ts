import { trendOf, type Sample } from '../bench/support/trend';

const TOLERANCE = { share: 0.1, absolute: 2 };
const series = (of: (at: number) => number): readonly Sample[] =>
  Array.from({ length: 60 }, (_, index) => ({ at: index * 10, value: of(index * 10) }));
/** Up and down by a tenth, as garbage collection does. */
const noise = (at: number): number => 20 * Math.sin(at);

test('what goes up and down is flat', () => {
  expect(
    trendOf(
      series((at) => 200 + noise(at)),
      TOLERANCE,
    ),
  ).toMatchObject({ isFlat: true });
});

test('a leak of 300 MB an hour is not, though ten minutes of it hide in the noise of one look', () => {
  const trend = trendOf(
    series((at) => 200 + noise(at) + at / 12),
    TOLERANCE,
  );

  expect(trend.isFlat).toBe(false);
  expect(trend.slopePerHour).toBeGreaterThan(250);
  expect(trend.slopePerHour).toBeLessThan(350);
});

test('what becomes less is flat, and a few samples tell nothing', () => {
  expect(
    trendOf(
      series((at) => 300 - at / 10),
      TOLERANCE,
    ),
  ).toMatchObject({ isFlat: true });
  expect(() => trendOf(series(() => 1).slice(0, 8), TOLERANCE)).toThrow('8 samples');
});
