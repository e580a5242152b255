import { labelledOf, topOf, type Track } from '../../dashboard/src/ui/points';

const BARS: readonly Track[] = [
  { key: 'good', name: 'Good', tone: 'green', as: 'bar' },
  { key: 'bad', name: 'Bad', tone: 'red', as: 'bar' },
];

test('bars on each other reach as high as their sum, bands as high as their upper end', () => {
  const band: Track = { key: 'rate', name: 'Rate', tone: 'red', as: 'band' };
  const points = [
    { start: 'a', good: 3, bad: 4, rate: 1, rate_low: 0, rate_high: 9 },
    { start: 'b', good: null, bad: null, rate: null, rate_low: null, rate_high: null },
  ];

  expect(topOf(points, BARS)).toBe(7);
  expect(topOf(points, [...BARS, band])).toBe(9);
  expect(topOf([], BARS)).toBe(0);
});

test('as many days are written as fit, the newest among them', () => {
  expect(labelledOf(5, 300, 50)).toEqual([0, 1, 2, 3, 4]);
  expect(labelledOf(7, 150, 50)).toEqual([0, 3, 6]);
  expect(labelledOf(8, 150, 50)).toEqual([1, 4, 7]);
  expect(labelledOf(3, 0, 50)).toEqual([2]);
});
