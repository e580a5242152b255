import { whyNone } from './decline';
import type { NoPatch, Refused } from './plan';

const refusal = (why: string): Refused => ({ fixer: 'one', declined: { outcome: 'declined', covers: [], why } });
const none = (...whys: string[]): NoPatch => ({
  ...{ outcome: 'declined', why: 'no fixer knows it', parts: [], commands: [] },
  refused: whys.map(refusal),
});

test('a no tells what each fixer said once, three of them at most', () => {
  const left = 'one took too long or too much memory, and was left out';

  expect(whyNone(none())).toBe('no fixer knows it');
  expect(whyNone(none(left, left))).toBe(`no fixer knows it; ${left}`);
  expect(whyNone(none('a', 'b', 'c', 'd', 'e'))).toBe('no fixer knows it; a; b; c; 2 more reasons');
});
