import { FairTurns, HEAD_START_MS, tenantOf } from './fair-turns';

const NOW = 1_000_000_000;

test('the first of a tenant comes before the thousandth of another', () => {
  const turns = new FairTurns();
  const noisy = Array.from({ length: 1000 }, () => NOW - turns.headStart('noisy', NOW));

  const quiet = NOW + 5_000 - turns.headStart('quiet', NOW + 5_000);

  expect(noisy.filter((turn) => turn < quiet)).toHaveLength(50);
});

test('a tenant that used its head start up is placed at the present, never after it, and gets it back by waiting', () => {
  const turns = new FairTurns();
  for (let task = 0; task < 7_000; task += 1) turns.headStart('noisy', NOW);

  const spent = turns.headStart('noisy', NOW);
  const rested = turns.headStart('noisy', NOW + HEAD_START_MS + 1_000);

  expect([spent, rested]).toEqual([0, HEAD_START_MS]);
});

test('tasks of one tenant keep their order', () => {
  const turns = new FairTurns();

  const placed = Array.from({ length: 8_000 }, (_, at) => NOW + at - turns.headStart('one', NOW + at));

  expect(placed).toEqual([...placed].sort((a, b) => a - b));
});

test('a payload may say whose it is', () => {
  expect([tenantOf({ user_id: 'u' }), tenantOf({ user_id: 7 }), tenantOf({}), tenantOf(null), tenantOf('x')]).toEqual([
    'u',
    null,
    null,
    null,
    null,
  ]);
});
