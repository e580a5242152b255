import { isDatabaseUnavailable } from './database-errors';

const failing = (message: string, more: object): Error => Object.assign(new Error(message), more);

test.each([
  ['nobody listens', failing('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' })],
  // The embedded server's socket is gone while it starts again.
  ['the socket is gone', failing('connect ENOENT /data/postgres.socket', { code: 'ENOENT', syscall: 'connect' })],
  ['it shuts down', failing('terminating connection', { code: '57P01' })],
  ['it recovers from a crash', failing('the database system is in recovery mode', { code: '57P03' })],
  ['the session was idle for too long', failing('terminating connection', { code: '57P05' })],
  ['its disk is full', failing('could not extend file: No space left on device', { code: '53100' })],
  ['its memory is used up', failing('out of memory', { code: '53200' })],
  ['it takes no more sessions', failing('sorry, too many clients already', { code: '53300' })],
  ['the driver says so', failing('query failed', { driverError: failing('x', { code: '08006' }) })],
  ['something else says why', new Error('not stored', { cause: failing('x', { code: '57P02' }) })],
])('%s: may be tried again later', (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test.each([
  ['a file that is missing', failing('no such file', { code: 'ENOENT', syscall: 'open' })],
  ['a row that is there twice', failing('duplicate key', { code: '23505' })],
  ['a statement that took too long', failing('canceling statement', { code: '57014' })],
  ['what is no error', 'ECONNREFUSED'],
])('%s: is not the database being away', (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
