import { z } from 'zod';
import { AppError, CommonErrors, ERROR_KINDS, type ErrorKind } from '../common/errors';
import { FORGE_ERROR_KINDS, ForgeError, type ForgeErrorKind } from '../forge/forge.errors';
import { decideRetry, failureOf } from './retry';

const NOW = new Date('2026-11-22T10:00:00Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);

const FORGE_ACTIONS: Record<ForgeErrorKind, string> = {
  unauthorized: 'give-up',
  forbidden: 'give-up',
  'not-found': 'give-up',
  conflict: 'give-up',
  gone: 'give-up',
  'rate-limited': 'wait',
  unavailable: 'retry',
  rejected: 'give-up',
};

test.each(FORGE_ERROR_KINDS.map((kind) => [kind, FORGE_ACTIONS[kind]] as const))(
  'a forge that answers %s makes the task %s',
  (kind, action) => {
    expect(decideRetry(new ForgeError('github', kind), NOW).action).toBe(action);
  },
);

const PASSING: Partial<Record<ErrorKind, string>> = {
  'rate-limited': 'wait',
  internal: 'retry',
  'bad-gateway': 'retry',
  unavailable: 'retry',
};

test.each((Object.keys(ERROR_KINDS) as ErrorKind[]).map((kind) => [kind, PASSING[kind] ?? 'give-up'] as const))(
  'our own error of the kind %s makes the task %s',
  (kind, action) => {
    expect(decideRetry(new AppError({ code: 'x.y', kind, message: 'm' }), NOW).action).toBe(action);
  },
);

test.each([
  ['the hour a forge names', new ForgeError('github', 'rate-limited', { retryAt: after(3_600_000) }), 3_600_000],
  ['a minute when a forge names no time', new ForgeError('github', 'rate-limited'), 60_000],
  ['the seconds our own error names', new AppError(CommonErrors.rateLimited, { retryAfterSeconds: 7 }), 7_000],
  ['a minute when our own error names none', new AppError(CommonErrors.rateLimited), 60_000],
])('a rate limit waits %s', (_, error, ms) => {
  expect(decideRetry(error, NOW)).toEqual({ action: 'wait', until: after(ms) });
});

test('a payload this version cannot read is never tried again', () => {
  const { error } = z.object({ id: z.string() }).safeParse({ id: 1 });

  expect(decideRetry(error, NOW)).toEqual({ action: 'give-up' });
});

test.each([
  ['an unknown error', new Error('?')],
  ['a thrown string', 'oops'],
  ['nothing at all', undefined],
])('%s may be passing, so the task is tried again', (_, thrown) => {
  expect(decideRetry(thrown, NOW)).toEqual({ action: 'retry' });
});

test.each([
  ['our own error', new AppError(CommonErrors.rateLimited), 'common.rate_limited', CommonErrors.rateLimited.message],
  [
    'a forge with a reason',
    new ForgeError('github', 'forbidden', { reason: 'Resource not accessible' }),
    'forge.forbidden',
    'the forge answered: forbidden: Resource not accessible',
  ],
  ['a forge without one', new ForgeError('github', 'gone'), 'forge.gone', 'the forge answered: gone'],
  [
    'an unreadable payload',
    new z.ZodError([{ code: 'custom', path: ['token'], message: 'hunter2', input: 'hunter2' }]),
    'task.invalid_payload',
    'The task carries a payload this version cannot read.',
  ],
  [
    'an unknown error',
    new Error('duplicate key: hunter2'),
    'common.internal',
    'Something went wrong on our side; the log has the details.',
  ],
])('what is stored about %s is a code and static words', (_, error, code, message) => {
  expect(failureOf(error)).toEqual({ code, message });
});
