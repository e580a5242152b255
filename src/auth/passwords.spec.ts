import type * as Argon2 from '@node-rs/argon2';
import { Passwords } from './passwords';

// The library itself, not a copy of its names, so that its calls can be looked at.
const argon2 = jest.requireActual<typeof Argon2>('@node-rs/argon2');

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

test('an unknown account takes the same work as a wrong password', async () => {
  const stored = await passwords.hash('correct horse battery staple');
  const verified = jest.spyOn(argon2, 'verify');

  await passwords.matches('wrong horse battery staple', stored);
  await passwords.matches('wrong horse battery staple', null);

  // What argon2 costs hangs on the parameters and the length of the digest in the hash, and on nothing else.
  const work = verified.mock.calls.map(([hash, password]) => [
    String(hash).split('$').slice(1, 4),
    String(hash).length,
    password,
  ]);
  verified.mockRestore();
  expect(work).toHaveLength(2);
  expect(work[1]).toEqual(work[0]);
});
