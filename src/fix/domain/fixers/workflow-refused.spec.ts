import { fixed } from '../../../../test/support/fix-plan';
import { actionlintFixes } from './actionlint';
import { workflowRefused } from './workflow-refused';

const FILE = '.github/workflows/ci.yml';
const workflow = (job: string, steps = '      - run: make\n'): string =>
  `on: push\njobs:\n  test:\n${job}    steps:\n${steps}`;
const refused = (line: number, column: number, words: string): string =>
  `The workflow is not valid. ${FILE} (Line: ${line}, Col: ${column}): ${words}\n`;
const mended = (text: string, log: string): Promise<Record<string, string | null> | string> =>
  fixed({ files: { [FILE]: text }, log }, [actionlintFixes, workflowRefused]);

describe('a workflow that GitHub refused', () => {
  it.each([
    [
      'a key',
      workflow('    runs_on: ubuntu-latest\n'),
      refused(4, 5, "Unexpected value 'runs_on'"),
      workflow('    runs-on: ubuntu-latest\n'),
    ],
    [
      'a context',
      workflow('    runs-on: ubuntu-latest\n', '      - run: make\n        if: ${{ github.reff }}\n'),
      refused(7, 13, "Unrecognized named-value: 'reff'. Located at position 1 within expression: github.reff"),
      workflow('    runs-on: ubuntu-latest\n', '      - run: make\n        if: ${{ github.ref }}\n'),
    ],
  ])('is mended by what the linter says of the place of %s', async (_what, before, log, after) => {
    expect(await mended(before, log)).toEqual({ [FILE]: after });
  });

  it.each([
    ['the linter has nothing to say', workflow('    runs-on: ubuntu-latest\n'), refused(4, 5, "Unexpected value 'x'")],
    [
      'no known word is near',
      workflow('    runs-on: ubuntu-latest\n    zzz: 1\n'),
      refused(5, 5, "Unexpected value 'zzz'"),
    ],
  ])('is left alone where %s', async (_what, text, log) => {
    expect(await mended(text, log)).toEqual(expect.any(String));
  });
});

describe('findings of actionlint', () => {
  const steps = '      - uses: actions/checkout@v2\n';

  it.each([
    [
      'an action too old to run',
      workflow('    runs-on: ubuntu-latest\n', steps),
      `${FILE}:6:15: the runner of "actions/checkout@v2" action is too old to run on GitHub Actions. update the action's version to fix this issue [action]\n`,
      workflow('    runs-on: ubuntu-latest\n', '      - uses: actions/checkout@v4\n'),
    ],
    [
      'an image that is gone',
      workflow('    runs-on: windows-2019\n'),
      `${FILE}:4:14: label "windows-2019" is of a runner image that GitHub has retired [runner-label]\n`,
      workflow('    runs-on: windows-2022\n'),
    ],
    [
      'a list of names too long for a line that is read',
      workflow('    runs-on: ubuntu-lates\n'),
      `${FILE}:4:14: label "ubuntu-lates" is unknown. available labels are ${'"some-other-label", '.repeat(60)}"x" [runner-label]\n`,
      workflow('    runs-on: ubuntu-latest\n'),
    ],
  ])('%s', async (_what, before, log, after) => {
    expect(await mended(before, log)).toEqual({ [FILE]: after });
  });

  it.each([
    [
      'a version that has to be told more',
      '      - uses: actions/setup-java@v1\n        with:\n          java-version: 17\n',
      'actions/setup-java@v1',
    ],
    ['an action nobody knows', '      - uses: acme/thing@v1\n', 'acme/thing@v1'],
  ])('are left alone for %s', async (_what, text, used) => {
    const log = `${FILE}:6:15: the runner of "${used}" action is too old to run on GitHub Actions. update the action's version to fix this issue [action]\n`;

    expect(await mended(workflow('    runs-on: ubuntu-latest\n', text), log)).toEqual(expect.any(String));
  });
});
