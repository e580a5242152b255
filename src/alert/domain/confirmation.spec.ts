import { claimOf, confirmationLetter, readClaim } from './confirmation';

const NOW = new Date('2026-11-29T10:00:00Z');
const CHANNEL = '01a20561-eb28-7000-8002-05f755e6d40a';
const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

test('a link is good for three days, and nothing else is a link', () => {
  const claim = claimOf(CHANNEL, 'dana@example.com', NOW);
  const read = (value: unknown, hours = 1) => readClaim(JSON.stringify(value), later(hours));

  expect(read(claim)).toEqual(claim);
  expect(read(claim, 71.9)).toEqual(claim);
  expect([read(claim, 72), read({ ...claim, is: 'token' }), read({}), readClaim('gho_1', NOW)]).toEqual(
    Array.from({ length: 4 }, () => null),
  );
});

test('the letter says where it is from and what happens without an answer', () => {
  const letter = confirmationLetter({ id: 'x', created_at: NOW }, 'https://ci.example.com/base/confirm-alerts#t');

  expect(letter.text).toContain('account at ci.example.com wants');
  expect(letter.text.split('\n')).toContain('https://ci.example.com/base/confirm-alerts#t');
  expect(letter.text).toContain('within 72 hours');
  expect(letter.messageId).toBe('<x@ci.example.com>');
});
