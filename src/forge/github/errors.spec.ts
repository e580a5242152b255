import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import { redact } from '../wire/errors';
import { errorOfAnswer, limitedUntil, messageOf, toForgeError } from './errors';
import { toRerunError } from './runs';

const now = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describe('an answer as an error', () => {
  it.each([
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [408, 'unavailable'],
    [409, 'conflict'],
    [410, 'gone'],
    [422, 'rejected'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [502, 'unavailable'],
  ])('of status %i is %s', (status, kind) => {
    expect(errorOfAnswer(status, {}, 'no', now)).toMatchObject({ kind, status, reason: 'no', forge: 'github' });
  });
});

describe('the end of a limit', () => {
  it.each([
    ['the stated wait in seconds', 403, { 'retry-after': '30' }, '', after(30)],
    ['the stated time', 429, { 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' }, '', after(120)],
    [
      'the wait before the reset',
      403,
      { 'retry-after': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' },
      '',
      after(5),
    ],
    [
      'the reset when nothing remains',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(after(900).getTime() / 1000) },
      '',
      after(900),
    ],
    ['a minute for a secondary limit', 403, {}, 'You have exceeded a secondary rate limit.', after(60)],
    ['a minute for writing too quickly', 403, {}, 'was submitted too quickly', after(60)],
    ['a minute for 429 alone', 429, {}, '', after(60)],
    ['a second when the reset is past', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, '', after(1)],
    ['a day at most', 429, { 'retry-after': '1e12' }, '', after(86_400)],
    ['a minute for a wait nobody can read', 429, { 'retry-after': 'soon' }, '', after(60)],
    ['never for a plain refusal', 403, { 'x-ratelimit-remaining': '12' }, 'Must have admin rights', null],
    ['never for another status', 404, { 'retry-after': '30' }, '', null],
  ])('is %s', (_, status, headers, message, until) => {
    expect(limitedUntil(status, headers, message, now)).toEqual(until);
  });
});

describe('the words of the forge', () => {
  it('joins the message and its details', () => {
    const body = JSON.stringify({
      message: 'Validation Failed',
      errors: [{ message: 'Hook already exists' }, { code: 1 }],
    });

    expect(messageOf(body)).toContain('Validation Failed');
    expect(messageOf(JSON.stringify({ message: 'No', errors: ['a', { message: 'b' }] }))).toBe('No: a: b');
  });

  it('takes the start of a page that is no JSON', () => {
    expect(messageOf(`<html>${'x'.repeat(1000)}`)).toHaveLength(300);
  });

  it.each([
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'gho_16C7e42F292c6912E7710c838347Ae178B4a',
    'github_pat_11ABCDEFG0_abcdefghijklmnop',
    'Bearer abcdef123456',
    'client_secret=abc',
    '{"secret": "hunter2hunter2"}',
    'a'.repeat(40),
  ])('are given on without %s', (secret) => {
    const words = redact(`bad ${secret} here`);

    expect(words).toContain('[redacted]');
    expect(words).not.toContain(secret.slice(-6));
    expect(words).toMatch(/^bad .* here$/);
  });
});

describe('what a request threw', () => {
  it('is found behind what Octokit wraps around it', () => {
    const inner = new ForgeError('github', 'gone');

    expect(toForgeError(new Error('http', { cause: inner }))).toBe(inner);
  });

  it('names the code of a failed connection, not the address', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED' });
    const error = toForgeError(new TypeError('fetch failed', { cause }));

    expect(error).toMatchObject({ kind: 'unavailable', reason: 'ECONNREFUSED', status: null });
    expect(error.cause).toBeUndefined();
  });

  it('tells a wrong answer by its field', () => {
    const parsed = z.object({ id: z.number() }).safeParse({ id: 'hunter2' });

    expect(toForgeError(parsed.error)).toMatchObject({
      kind: 'rejected',
      reason: 'unexpected answer at id: Invalid input: expected number, received string',
    });
  });
});

describe('a refused rerun', () => {
  const refused = (reason: string, kind: 'forbidden' | 'rejected' | 'rate-limited' = 'forbidden'): ForgeError =>
    new ForgeError('github', kind, { status: 403, reason });

  it.each([
    ['This workflow run is already running', 'conflict'],
    ['This workflow is already running', 'conflict'],
    ['Unable to re-run this workflow run because it was created over a month ago', 'gone'],
    ['This workflow run has reached the rerun limit of 50', 'gone'],
    ['Must have admin rights to Repository.', 'forbidden'],
    ['Resource not accessible by integration', 'forbidden'],
  ])('with the words "%s" is %s', (reason, kind) => {
    expect(toRerunError(refused(reason))).toMatchObject({ kind, status: 403, reason });
  });

  it('stays a rate limit when it is one', () => {
    expect(toRerunError(refused('rate limit of 50', 'rate-limited'))).toMatchObject({ kind: 'rate-limited' });
  });
});
