import { MemoryBudget } from './memory-budget';

test('what does not fit is not taken, and comes to fit when others give back', () => {
  const budget = new MemoryBudget(100, 100);

  const taken = [budget.take('a', 60), budget.take('b', 41), budget.take('b', 40)];
  budget.release('a', 60);

  expect(taken).toEqual([true, false, true]);
  expect(budget.held).toBe(40);
  expect(budget.take('c', 60)).toBe(true);
});

test('one sender has a share, however much is left', () => {
  const budget = new MemoryBudget(100, 30);

  const taken = [budget.take('a', 20), budget.take('a', 11), budget.take('a', 10), budget.take('b', 30)];
  budget.release('a', 10);

  expect(taken).toEqual([true, false, true, true]);
  expect([budget.take('a', 11), budget.take('a', 10)]).toEqual([false, true]);
});

test('a budget that everything came back to is as it was', () => {
  const budget = new MemoryBudget(100, 100);
  for (let sender = 0; sender < 1000; sender += 1) {
    budget.take(String(sender), 100);
    budget.release(String(sender), 100);
  }

  expect(budget).toEqual(new MemoryBudget(100, 100));
});
