import type { ForgePullRequest } from '../../forge/pull-request.types';
import { pullOfRun } from './pull-of-run';

const RUN = { branch: 'topic', commitSha: 'a1', event: 'pull_request', pullRequestNumbers: [] };
const PULL: ForgePullRequest = {
  number: 4,
  title: 'Count',
  body: '',
  state: 'open',
  isDraft: false,
  headBranch: 'topic',
  headSha: 'a1',
  isFromFork: false,
  baseBranch: 'main',
  baseSha: 'b1',
  author: 'dana',
  labels: [],
  url: 'https://forge.test/acme/api/pull/4',
  mergeCommitSha: null,
  createdAt: null,
  updatedAt: null,
  closedAt: null,
  counts: null,
};
const numberOf = (run: Partial<typeof RUN>, ...pulls: Partial<ForgePullRequest>[]): number | undefined =>
  pullOfRun(
    { ...RUN, ...run },
    pulls.map((pull) => ({ ...PULL, ...pull })),
  )?.number;

test.each<
  [string, Partial<typeof RUN> & { pullRequestNumbers?: never[] }, Partial<ForgePullRequest>[], number | undefined]
>([
  ['the one of its branch and commit', {}, [{}], 4],
  ['the one whose head it ran, not a newer one of the branch', {}, [{ number: 9, headSha: 'z' }, {}], 4],
  ['the open one before the closed one', {}, [{ number: 9, state: 'closed' }, {}], 4],
  ['the newest of equals', {}, [{}, { number: 9, baseBranch: 'v2' }], 9],
  ['one that is over, of exactly this commit', {}, [{ state: 'merged' }], 4],
  ['none that is over and had another head', {}, [{ state: 'closed', headSha: 'z' }], undefined],
  ['none of another branch that holds the commit, too', {}, [{ headBranch: 'stacked' }], undefined],
  ["a fork's, for a pull request's run", {}, [{ isFromFork: true }], 4],
  ["no fork's, for a branch's own run", { event: 'push' }, [{ isFromFork: true }], undefined],
  ['none without any', {}, [], undefined],
])('a run belongs to %s', (_, run, pulls, number) => {
  expect(numberOf(run, ...pulls)).toBe(number);
});

test('what the forge named with the run decides between pull requests of one head', () => {
  const pulls = [PULL, { ...PULL, number: 9, baseBranch: 'v2' }];

  expect(pullOfRun({ ...RUN, pullRequestNumbers: [4] }, pulls)?.number).toBe(4);
});
