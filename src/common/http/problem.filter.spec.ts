import { HttpException } from '@nestjs/common';
import { FORGE_ERROR_KINDS, ForgeError } from '../../forge/forge.errors';
import { AppError, CommonErrors } from '../errors';
import { problemHeaders, toProblem } from './problem';
import { toAppError } from './problem.filter';

/** Stands where a cause keeps what callers must not see. */
const SECRET = 'CANARY-hunter2';
const said = (error: unknown): string =>
  JSON.stringify([toProblem(toAppError(error), '/x', 'r'), problemHeaders(toAppError(error))]);

test.each([
  ['an unknown error', new Error(SECRET)],
  ['a thrown string', SECRET],
  ['nothing', undefined],
  ['an error of ours around another', new AppError(CommonErrors.internal, { cause: new Error(SECRET) })],
  ['an HTTP error of an unknown status', new HttpException(SECRET, 418)],
  ['a database that is away', Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' })],
  ['a framework error', Object.assign(new Error(SECRET), { statusCode: 400 })],
  ['a forge error with a cause', new ForgeError('github', 'unavailable', { cause: new Error(SECRET) })],
])('%s shows nothing of its cause', (_, error) => {
  expect(said(error)).not.toContain('CANARY');
});

test.each([
  ['an unknown error', new Error('x'), 500, 'common.internal'],
  ['a refused connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 503, 'common.database_unavailable'],
  [
    'a refused connection inside another error',
    new Error('outer', { cause: Object.assign(new Error('x'), { driverError: { code: '57P01' } }) }),
    503,
    'common.database_unavailable',
  ],
  ['no such route', new HttpException('x', 404), 404, 'common.not_found'],
  ['too large a body', Object.assign(new Error('x'), { statusCode: 413 }), 413, 'common.body_too_large'],
  ['a wrong media type', Object.assign(new Error('x'), { statusCode: 415 }), 415, 'common.unsupported_media_type'],
])('%s answers %i', (_, error, status, code) => {
  expect(toAppError(error)).toMatchObject({ status, code });
});

const FORGE_STATUS: Record<string, number> = {
  // A dead token is the connection's trouble: 401 would tell our caller to log in to us again.
  unauthorized: 409,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'rate-limited': 429,
  unavailable: 502,
  rejected: 502,
};

test.each(FORGE_ERROR_KINDS)('a forge that says %s is passed on by meaning', (kind) => {
  const problem = toAppError(new ForgeError('github', kind, { reason: 'as the forge put it' }));

  expect(problem.status).toBe(FORGE_STATUS[kind]);
  expect(toProblem(problem, '/x', 'r').details).toEqual({ forge: 'github', reason: 'as the forge put it' });
});

test('a rate limit at the forge says how long to wait, never less than a second', () => {
  const soon = toAppError(new ForgeError('github', 'rate-limited', { retryAt: new Date(Date.now() - 5000) }));
  const later = toAppError(new ForgeError('github', 'rate-limited', { retryAt: new Date(Date.now() + 59_500) }));

  expect(problemHeaders(soon)['retry-after']).toBe('1');
  expect(problemHeaders(later)['retry-after']).toBe('60');
});

test('a caller who must log in is told how', () => {
  const headers = problemHeaders(new AppError(CommonErrors.unauthenticated));

  expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', 'cache-control': 'no-store' });
});

test('of many wrong fields an answer names a hundred, and tells how many more there were', () => {
  const wrong = (count: number): AppError =>
    new AppError(CommonErrors.invalidInput, {
      errors: Array.from({ length: count }, (_, at) => ({ pointer: `/${at}`, message: 'should not exist' })),
      details: { other: 1 },
    });
  const [few, many] = [100, 130_000].map((count) => toProblem(wrong(count), '/x', 'r'));

  expect([few?.errors?.length, few?.details]).toEqual([100, { other: 1 }]);
  expect([many?.errors?.length, many?.details]).toEqual([100, { other: 1, more_errors: 129_900 }]);
});
