import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { ForgeJob, ForgeRun, ForgeStep } from '../../forge/forge.types';
import { RUN_CONCLUSIONS, RUN_STATUSES } from '../../forge/forge.types';
import { mergeJob } from './merge-job';
import { mergeRun } from './merge-run';

const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
// Few values, so that ties and conflicts are common.
const time = maybe(fc.integer({ min: 0, max: 3 }).map((seconds) => new Date(seconds * 1000)));
const word = fc.constantFrom('a', 'b', 'c');

const ending = fc.oneof(
  fc.record({
    status: fc.constantFrom(...RUN_STATUSES.filter((status) => status !== 'completed')),
    conclusion: fc.constant(null),
  }),
  fc.record({ status: fc.constant('completed' as const), conclusion: fc.constantFrom(...RUN_CONCLUSIONS) }),
);

const run: fc.Arbitrary<ForgeRun> = fc
  .tuple(
    ending,
    fc.record({
      externalId: fc.constant('1'),
      attempt: fc.constant(1),
      number: fc.constantFrom(1, 2),
      workflowExternalId: maybe(word),
      workflowName: word,
      workflowPath: maybe(word),
      event: word,
      branch: maybe(word),
      commitSha: word,
      commitMessage: maybe(word),
      author: maybe(word),
      baseBranch: fc.constantFrom(null, 'main', 'release'),
      pullRequestNumbers: fc.uniqueArray(fc.constantFrom(1, 2, 3)).map((numbers) => numbers.sort((a, b) => a - b)),
      url: word,
      startedAt: time,
      completedAt: time,
      updatedAt: time,
    }),
  )
  .map(([state, rest]) => ({ ...rest, ...state }));

const step: fc.Arbitrary<ForgeStep> = fc
  .tuple(ending, fc.record({ number: fc.constantFrom(1, 2, 3), name: word, startedAt: time, completedAt: time }))
  .map(([state, rest]) => ({ ...rest, ...state }));

const job: fc.Arbitrary<ForgeJob> = fc
  .tuple(
    ending,
    fc.record({
      externalId: fc.constant('1'),
      runExternalId: fc.constant('1'),
      runAttempt: fc.constant(1),
      name: word,
      runner: maybe(word),
      url: maybe(word),
      startedAt: time,
      completedAt: time,
      steps: fc
        .uniqueArray(step, { selector: ({ number }) => number })
        .map((steps) => steps.sort((a, b) => a.number - b.number)),
    }),
  )
  .map(([state, rest]) => ({ ...rest, ...state }));

describe.each([
  { what: 'run', telling: run, merge: mergeRun as (a: unknown, b: unknown) => unknown },
  { what: 'job', telling: job, merge: mergeJob as (a: unknown, b: unknown) => unknown },
])('merging tellings of a $what', ({ telling, merge }) => {
  it('does not depend on which came first', () => {
    fc.assert(
      fc.property(telling, telling, (a, b) => isDeepStrictEqual(merge(a, b), merge(b, a))),
      { numRuns: 2000 },
    );
  });

  it('does not depend on how they are grouped', () => {
    fc.assert(
      fc.property(telling, telling, telling, (a, b, c) =>
        isDeepStrictEqual(merge(merge(a, b), c), merge(a, merge(b, c))),
      ),
      { numRuns: 5000 },
    );
  });

  it('changes nothing when one is repeated', () => {
    fc.assert(
      fc.property(telling, telling, (a, b) => {
        const merged = merge(a, b);
        return isDeepStrictEqual([merge(a, a), merge(merged, a), merge(b, merged)], [a, merged, merged]);
      }),
      { numRuns: 2000 },
    );
  });
});

const told: ForgeRun = {
  externalId: '1',
  attempt: 1,
  number: 7,
  workflowExternalId: '5',
  workflowName: 'CI',
  workflowPath: '.github/workflows/ci.yml',
  event: 'push',
  status: 'completed',
  conclusion: 'failure',
  branch: 'main',
  commitSha: 'abc',
  commitMessage: 'Add it',
  author: 'dana',
  pullRequestNumbers: [],
  baseBranch: null,
  url: 'https://forge.test/runs/1',
  startedAt: new Date(1000),
  completedAt: new Date(5000),
  updatedAt: new Date(5000),
};

describe('a run', () => {
  it.each(RUN_STATUSES.filter((status) => status !== 'completed'))('never goes back from completed to %s', (status) => {
    const late: ForgeRun = { ...told, status, conclusion: null, completedAt: null, updatedAt: new Date(9000) };

    expect(mergeRun(told, late)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('that waited for an approval and then failed has failed, whichever is told first', () => {
    const waiting: ForgeRun = { ...told, conclusion: 'action_required', updatedAt: new Date(9000) };

    expect(mergeRun(waiting, told).conclusion).toBe('failure');
  });

  it('that was called stale takes the real ending that is told later', () => {
    const stale: ForgeRun = { ...told, conclusion: 'stale', updatedAt: new Date(9000) };

    expect(mergeRun(stale, told).conclusion).toBe('failure');
  });

  it('keeps what only an earlier telling knew', () => {
    const early: ForgeRun = { ...told, status: 'queued', conclusion: null, pullRequestNumbers: [4] };
    const poor: ForgeRun = { ...told, commitMessage: null, author: null };

    expect(mergeRun(early, poor)).toMatchObject({
      status: 'completed',
      commitMessage: 'Add it',
      author: 'dana',
      pullRequestNumbers: [4],
    });
  });
});
