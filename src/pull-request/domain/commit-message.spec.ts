import { messageOf } from './commit-message';

const ATTEMPT = { id: 'a-1', patch: { reasons: [{ reason: 'Rename quantty, closes #1 for @dana' }] } };
const lines = (...args: Parameters<typeof messageOf>): string[] => messageOf(...args).split('\n');

test('a message says what and why, and ends in trailers', () => {
  const message = lines('fix: the count', ATTEMPT, { name: 'Dana Demo', email: '7+dana@users.noreply.github.com' });

  expect(message[0]).toBe('fix: the count');
  expect(message.slice(-2)).toEqual([
    'Fix-Attempt: a-1',
    'Co-authored-by: Dana Demo <7+dana@users.noreply.github.com>',
  ]);
  expect(message.join('\n')).not.toMatch(/#1|@dana/);
});

test('a long subject is cut to what logs show', () => {
  const [subject] = lines(`fix: ${'x'.repeat(200)}`, ATTEMPT, null);

  expect(subject).toHaveLength(72);
});

test('a display name adds no trailer of its own', () => {
  const name = 'Dana\nSigned-off-by: Otto <otto@example.test>';

  const [last] = lines('fix: it', ATTEMPT, { name, email: 'd@example.test' }).slice(-1);

  expect(last).toBe('Co-authored-by: Dana Signed-off-by: Otto otto@example.test <d@example.test>');
});
