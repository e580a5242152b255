import { harmOf, isReverted, type LaterFailure } from './harm';

const DAY = 24 * 3600 * 1000;
const MERGED = new Date('2026-11-01T12:00:00Z');
const after = (days: number): Date => new Date(MERGED.getTime() + days * DAY);
const failure = (changes: Partial<LaterFailure>): LaterFailure => ({
  isOwnIncident: false,
  mergedAt: MERGED,
  failedAt: after(1),
  firstSeenAt: after(1),
  blamedFiles: ['src/a.ts', 'src/b.ts'],
  touchedFiles: ['src/b.ts'],
  ...changes,
});

test.each<[string, Partial<LaterFailure>, string | null]>([
  ['the same failure a day later', { isOwnIncident: true, firstSeenAt: after(-3) }, 'seen_again'],
  ["the same failure in the merge's own run", { isOwnIncident: true, failedAt: MERGED }, 'seen_again'],
  ['the same failure two weeks later', { isOwnIncident: true, failedAt: after(14) }, null],
  ['the same failure in a run that began before', { isOwnIncident: true, failedAt: after(-1) }, null],
  ['a new failure in a file it touched', {}, 'new_failure'],
  ['a new failure after a week', { failedAt: after(7), firstSeenAt: after(7) }, null],
  ['a failure that was there before', { firstSeenAt: after(-1) }, null],
  ['a new failure elsewhere', { touchedFiles: ['src/c.ts'] }, null],
  ['a new failure that names no file', { blamedFiles: [] }, null],
])('%s', (_, changes, kind) => {
  expect(harmOf(failure(changes))?.kind ?? null).toBe(kind);
});

test('the files that tie a new failure to the fix are named', () => {
  expect(harmOf(failure({}))?.files).toEqual(['src/b.ts']);
});

const FIX = { number: 7, commits: ['4a5b6c7d8e9f0011', null, 'b1b1b1b1b1b1b1b1'] };

test.each([
  ['its merge', { sha: '4a5b6c7d8e9f0011', pullRequestNumber: null }, true],
  ['its commit, cut short', { sha: 'b1b1b1b', pullRequestNumber: null }, true],
  ['its pull request', { sha: null, pullRequestNumber: 7 }, true],
  ['another commit', { sha: 'c2c2c2c2', pullRequestNumber: null }, false],
  ['another pull request', { sha: null, pullRequestNumber: 8 }, false],
  ['a name too short to be one', { sha: 'b1b1', pullRequestNumber: null }, false],
])('a revert of %s', (_, revert, expected) => {
  expect(isReverted(revert, FIX)).toBe(expected);
});
