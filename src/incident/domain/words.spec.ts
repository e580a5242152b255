import { verdictMessage } from './words';

test('a first verdict is said with what speaks for it', () => {
  expect(verdictMessage('unknown', 'introduced_by_change', ['The run before on main was green.'])).toBe(
    'A change brought it in. The run before on main was green.',
  );
});

test('another verdict also says what was thought until now', () => {
  expect(verdictMessage('introduced_by_change', 'flaky', ['The same commit passed.'])).toBe(
    'It fails by chance. The same commit passed. Until now: A change brought it in.',
  );
});

test('a verdict taken back for want of facts says so', () => {
  expect(verdictMessage('flaky', 'unknown', [])).toBe('Nobody can say yet whose it is. Until now: It fails by chance.');
});
