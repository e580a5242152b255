import { fixed } from '../../../../test/support/fix-plan';
import { workflowSteps } from './workflow-steps';

const CI = '.github/workflows/ci.yml';
const NOTHING = 'no fixer knows a safe change for this failure';
const workflow = (steps: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
const fix = (steps: string, log: string, files: Record<string, string> = {}) =>
  fixed({ files: { [CI]: workflow(steps), ...files }, log }, [workflowSteps]);
const python = (version: string): string =>
  `      - uses: actions/setup-python@v5\n        with:\n          python-version: ${version}\n`;
const PYTHON = "##[error]The version '3.1' with architecture 'x64' was not found for Ubuntu 24.04.\n";
const ACTION =
  "##[error]Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '/home/runner/work/app/app/.github/actions/prepare'. Did you forget to run actions/checkout before running your local action?\n";
const own = '      - uses: ./.github/actions/prepare\n';
const there = { '.github/actions/prepare/action.yml': 'name: a\n' };
const pnpm = (more = ''): string => `      - uses: pnpm/action-setup@v4\n${more}`;
const node = (cache: string): string =>
  `      - uses: actions/setup-node@v4\n        with:\n          cache: ${cache}\n`;
const NO_PNPM = '##[error]Unable to locate executable file: pnpm. Please verify either the file path exists\n';
const TWO = '##[error]Error: Multiple versions of pnpm specified:\n';
const INPUT =
  "##[warning]Unexpected input(s) 'paths', valid inputs are ['name', 'path', 'overwrite']\n##[error]Input required and not supplied: path\n";
const NO_ACTION = '##[error]Unable to resolve action `actions/setup-nodes@v4`, repository not found\n';
const CONTEXT =
  "The workflow is not valid. .github/workflows/ci.yml (Line: 6, Col: 14): Unrecognized named-value: 'secret'. Located at position 1 within expression: secret.A\n";
const upload = (key: string): string =>
  `      - uses: actions/upload-artifact@v4\n        with:\n          name: app\n${key}`;

describe('workflow-steps', () => {
  it.each([
    ['a version that YAML reads as a number', python('3.10'), PYTHON, {}, python("'3.10'")],
    ['one in a list with the marks of its neighbours', python('["3.9", 3.10]'), PYTHON, {}, python('["3.9", "3.10"]')],
    [
      'an action of the repository used before there is a checkout',
      own,
      ACTION,
      there,
      `      - uses: actions/checkout@v4\n${own}`,
    ],
    [
      'an action of the repository named a slip off',
      `      - uses: actions/checkout@v4\n${own}`,
      ACTION,
      { '.github/actions/prepared/action.yml': '' },
      '      - uses: actions/checkout@v4\n      - uses: ./.github/actions/prepared\n',
    ],
    [
      'pnpm set up after its cache',
      node('pnpm') + pnpm() + '      - run: pnpm test\n',
      NO_PNPM,
      {},
      pnpm() + node('pnpm') + '      - run: pnpm test\n',
    ],
    ['pnpm told of two versions', pnpm('        with:\n          version: 8\n'), TWO, {}, pnpm()],
    [
      'pnpm told of two versions and more',
      pnpm('        with:\n          version: 8\n          run_install: false\n'),
      TWO,
      {},
      pnpm('        with:\n          run_install: false\n'),
    ],
    [
      'an input that is needed, misspelt',
      upload('          paths: dist\n'),
      INPUT,
      {},
      upload('          path: dist\n'),
    ],
  ])('mends %s', async (_what, before, log, files, after) => {
    expect(await fix(before, log, files)).toEqual({ [CI]: workflow(after) });
  });

  it.each([
    ['a version that is a text and does not exist', python("'3.1'"), PYTHON, {}],
    ['a version without a nought at its end', python('3.1'), PYTHON, {}],
    ['an action of the repository that nothing is near', own, ACTION, {}],
    ['an action that is there, after a checkout', `      - uses: actions/checkout@v4\n${own}`, ACTION, there],
    [
      'an action before a checkout that may be of another repository',
      `${own}      - uses: actions/checkout@v4\n`,
      ACTION,
      there,
    ],
    ['pnpm that no step sets up', node('pnpm'), NO_PNPM, {}],
    ['pnpm set up before', pnpm() + node('pnpm'), NO_PNPM, {}],
    ['an input that is unknown but not needed', upload('          paths: dist\n'), INPUT.split('\n')[0] ?? '', {}],
    ['an action of others', '      - uses: acme/setup-nodes@v4\n', NO_ACTION.replace('actions/', 'acme/'), {}],
    [
      'an action of GitHub’s near no other',
      '      - uses: actions/frobnicate@v4\n',
      NO_ACTION.replace('setup-nodes', 'frobnicate'),
      {},
    ],
    ['a context that may not be used in a condition', '      - if: secret.A\n        run: make\n', CONTEXT, {}],
    ['a context on another line', '      - run: make\n      - run: echo ${{ secret.A }}\n', CONTEXT, {}],
    ['an input that two steps have', upload('          paths: a\n') + upload('          paths: b\n'), INPUT, {}],
  ])('leaves %s', async (_what, before, log, files) => {
    expect(await fix(before, log, files)).toBe(NOTHING);
  });
});
