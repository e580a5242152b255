import { Passwords } from './passwords';

const passwords = new Passwords();

test('a password is hashed with argon2id at 19 MiB and two passes, and salted', async () => {
  const first = await passwords.hash('correct horse battery staple');
  const second = await passwords.hash('correct horse battery staple');

  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(second).not.toBe(first);
});

test('only the same password matches', async () => {
  const stored = await passwords.hash('correct horse battery staple');

  const answers = await Promise.all([
    passwords.matches('correct horse battery staple', stored),
    passwords.matches('correct horse battery staplf', stored),
    passwords.matches('', stored),
  ]);

  expect(answers).toEqual([true, false, false]);
});

test('an accent typed as one character or as two is the same password', async () => {
  const stored = await passwords.hash('caf\u00e9 cr\u00e8me br\u00fbl\u00e9e');

  expect(await passwords.matches('cafe\u0301 cre\u0300me bru\u0302le\u0301e', stored)).toBe(true);
});

test('an account that does not exist matches nothing', async () => {
  expect(await passwords.matches('correct horse battery staple', null)).toBe(false);
});

test('an unknown account takes as long as a wrong password', async () => {
  const stored = await passwords.hash('correct horse battery staple');
  const time = async (hash: string | null): Promise<number> => {
    const begin = performance.now();
    await passwords.matches('wrong horse battery staple', hash);
    return performance.now() - begin;
  };
  const fastest = async (hash: string | null): Promise<number> => {
    let best = Infinity;
    for (let round = 0; round < 7; round += 1) best = Math.min(best, await time(hash));
    return best;
  };

  const [unknown, wrong] = [await fastest(null), await fastest(stored)];

  // Without the stand-in hash the quotient is near 0.
  expect(unknown / wrong).toBeGreaterThan(0.5);
});
