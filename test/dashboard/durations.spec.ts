import { duration, durationTicks } from '../../dashboard/src/ui/durations';

test.each([
  [0, [0, 1]],
  [3.2, [0, 1, 2, 3, 4]],
  [47, [0, 30, 60]],
  [1_890, [0, 600, 1_200, 1_800, 2_400]],
  [13_000, [0, 3_600, 7_200, 10_800, 14_400]],
  [800_000, [0, 259_200, 518_400, 777_600, 1_036_800]],
])('an axis up to %d seconds is marked in steps people count time by', (most, marks) => {
  expect(durationTicks(most)).toEqual(marks);
});

test.each([
  [59.4, '59 s'],
  [59.7, '1 min'],
  [61.6, '1 min 2 s'],
  [3_599.7, '1 h'],
  [9.96, '10 s'],
])('%d seconds read %s', (seconds, wanted) => {
  expect(duration(seconds)).toBe(wanted);
});
