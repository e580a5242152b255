import { isAbove, tighterOf, tokenLimitsOf } from './token-limits';

const ACCOUNT = { read: 100, write: 11, expensive: 1 };

it('takes the lower of what owner and admin set, and half of the account where neither did', () => {
  const set = tighterOf({
    own: { read: 20, write: null, expensive: null },
    admin: { read: 30, write: null, expensive: null },
  });

  expect(set).toEqual({ read: 20, write: null, expensive: null });
  expect(tokenLimitsOf(ACCOUNT, set)).toEqual({ read: 20, write: 5, expensive: 1 });
});

it('never gives a token more than its account has', () => {
  const set = tighterOf({ own: null, admin: { read: 5000, write: 8, expensive: 9 } });

  expect(tokenLimitsOf(ACCOUNT, set)).toEqual({ read: 100, write: 8, expensive: 1 });
});

it.each([
  [{ read: 100, write: 11, expensive: 1 }, false],
  [{ read: null, write: null, expensive: null }, false],
  [{ read: 1, write: 12, expensive: null }, true],
])('tells whether %j asks for more than the account has', (wish, expected) => {
  expect(isAbove(ACCOUNT, wish)).toBe(expected);
});
