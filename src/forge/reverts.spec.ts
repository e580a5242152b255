import { revertsOf } from './reverts';

const SHA = '4a5b6c7d8e9f00112233445566778899aabbccdd';

test.each([
  ['git revert', `Revert "fix: the count"\n\nThis reverts commit ${SHA}.\n`, [[SHA, null]]],
  [
    'a revert of a merge',
    `Revert "x"\n\nThis reverts commit ${SHA}, reversing\nchanges made to ${'f'.repeat(40)}.`,
    [[SHA, null]],
  ],
  [
    'two at once',
    `Back out\n\nThis reverts commit ${SHA}.\nThis reverts commit 1234567.`,
    [
      [SHA, null],
      ['1234567', null],
    ],
  ],
  ['a squashed revert pull request', 'Revert "fix: the count" (#9)\n\nReverts acme/api#7', [[null, 7]]],
  ['one within the repository', 'Revert "fix"\n\nReverts #7', [[null, 7]]],
  [
    'a merged revert pull request',
    'Merge pull request #9 from acme/revert-7-devflowfix/abc\n\nRevert "fix"',
    [[null, 7]],
  ],
  ['a merge request', 'Revert "fix"\n\nThis reverts merge request !7', [[null, 7]]],
  ['a commit that speaks of reverting', 'Explain why nobody reverts #7 and that this reverts commit', []],
  ['a revert of a revert is one too', `Reapply "fix"\n\nThis reverts commit ${SHA}.`, [[SHA, null]]],
  ['words beyond what is read', `${'x'.repeat(5_000)}\nThis reverts commit ${SHA}.`, []],
])('%s', (_, message, reverted) => {
  expect(revertsOf({ sha: 'c0ffee0', message })).toEqual(
    reverted.map(([sha, pullRequestNumber]) => ({ by: 'c0ffee0', sha, pullRequestNumber })),
  );
});
