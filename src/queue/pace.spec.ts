import { Pace } from './pace';

const limit = { burst: 3, everyMs: 2_000 };

/** When tasks wished for at these times begin. */
function begun(pace: Pace, wishes: readonly number[], key = 'a'): readonly number[] {
  return wishes.map((now) => now + pace.wait(key, limit, now));
}

test('a few begin at once, then one in a while, and what waits is wished for only once', () => {
  expect(begun(new Pace(), [0, 10, 20, 30, 40, 2_010, 2_020, 4_010])).toEqual([
    0, 10, 20, 2_000, 2_000, 4_000, 4_000, 6_000,
  ]);
});

test('after a while of quiet a few begin at once again', () => {
  const pace = new Pace();
  begun(pace, [0, 0, 0, 0]);

  expect(begun(pace, [60_000, 60_000, 60_000, 60_000])).toEqual([60_000, 60_000, 60_000, 62_000]);
});

test('keys do not hold up each other', () => {
  const pace = new Pace();
  begun(pace, [0, 0, 0, 0]);

  expect(begun(pace, [1], 'b')).toEqual([1]);
});

test('a storm of a minute is a burst and one in a while', () => {
  const wishes = Array.from({ length: 6_000 }, (_, nth) => nth * 10);

  expect(new Set(begun(new Pace(), wishes)).size).toBe(limit.burst + 30);
});
