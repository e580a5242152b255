import { fixed, planned } from '../../../../test/support/fix-plan';
import { workflowRetired } from './workflow-retired';

const PATH = '.github/workflows/ci.yml';
const NOTHING = 'no fixer knows a safe change for this failure';
const workflow = (steps: string, head = '    runs-on: ubuntu-22.04\n'): string =>
  `on: push\njobs:\n  build:\n${head}    steps:\n${steps}`;
const fix = (text: string, log: string) => fixed({ files: { [PATH]: text }, log }, [workflowRetired]);
const ACTION =
  '##[error]This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`. Learn more: https://github.blog/changelog/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/\n';
const upload = (name: string, path = 'dist', ref = 'v3'): string =>
  `      - uses: actions/upload-artifact@${ref}\n        with:\n          name: ${name}\n          path: ${path}\n`;
const SET_ENV =
  "##[error]Unable to process command '::set-env name=FOO::bar' successfully.\n##[error]The `set-env` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/\n";
const IMAGE =
  '##[error]This is a scheduled Ubuntu 20.04 retirement. Ubuntu 20.04 LTS runner was removed on 2025-04-15. For more details, see https://github.com/actions/runner-images/issues/11101\n';

describe('workflow-retired', () => {
  it('lifts the artifact actions together', async () => {
    const text = workflow(
      `${upload('app')}      - uses: actions/download-artifact@v3.0.2\n      - uses: actions/checkout@v3\n`,
    );

    const result = await fix(text, ACTION);

    expect(result).toEqual({
      [PATH]: text.replace('upload-artifact@v3', 'upload-artifact@v4').replace('artifact@v3.0.2', 'artifact@v4'),
    });
  });

  it.each([
    [
      'jobs of a matrix share a name',
      workflow(upload('app'), '    runs-on: ubuntu-22.04\n    strategy:\n      matrix:\n        node: [20, 22]\n'),
    ],
    ['two uploads share a name', workflow(upload('app') + upload('app'))],
    ['hidden files are uploaded', workflow(upload('app', '.next'))],
    ['the action is pinned to a commit', workflow(upload('app', 'dist', '0b7f8abb1508181956e8e162db84b466c27e18ce'))],
    ['no workflow has the action', workflow('      - run: make\n')],
  ])('declines when %s', async (_why, text) => {
    const result = await fix(text, ACTION);

    expect(result).toBe(NOTHING);
  });

  it('writes the environment to the runner’s file', async () => {
    const text = workflow(
      '      - run: echo "::set-env name=FOO::bar"\n      - run: |\n          make\n          echo ::set-env name=N::1\n',
    );

    const result = await fix(text, SET_ENV);

    expect(result).toEqual({
      [PATH]: workflow(
        '      - run: echo "FOO=bar" >> "$GITHUB_ENV"\n      - run: |\n          make\n          echo "N=1" >> "$GITHUB_ENV"\n',
      ),
    });
  });

  it.each([
    ['the shell is PowerShell', '      - run: echo "::set-env name=FOO::bar"\n        shell: pwsh\n'],
    ['the value has several lines', '      - run: echo "::set-env name=FOO::a%0Ab"\n'],
    ['another program prints it', '      - run: node -e "console.log(\'::set-env name=FOO::bar\')"\n'],
  ])('leaves a command alone when %s', async (_why, steps) => {
    const result = await fix(workflow(steps), SET_ENV);

    expect(result).toBe(NOTHING);
  });

  it('runs on the next image of the family, as a suggestion', async () => {
    const text = workflow('      - run: make\n', '    runs-on: ubuntu-20.04\n');

    const plan = await planned({ files: { [PATH]: text }, log: IMAGE }, [workflowRetired]);

    expect(plan).toMatchObject({
      safety: 'suggestion',
      changes: [{ after: { text: text.replace('ubuntu-20.04', 'ubuntu-22.04') } }],
    });
  });

  it('says nothing of a warning that an image will go', async () => {
    const log = '##[warning]The macOS-13 image will be deprecated soon.\nmain.c:1:1: error: expected expression\n';

    const result = await fix(workflow('      - run: make\n', '    runs-on: macos-13\n'), log);

    expect(result).toBe(NOTHING);
  });
});
