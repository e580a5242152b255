import { fixed } from '../../../../test/support/fix-plan';
import { workflowVersions } from './workflow-versions';

const FILE = '.github/workflows/ci.yml';
const npm = (wants: string, has: string): string =>
  [
    'npm error code EBADENGINE',
    'npm error engine Unsupported engine',
    'npm error engine Not compatible with your version of node/npm: app@1.0.0',
    'npm error notsup Not compatible with your version of node/npm: app@1.0.0',
    `npm error notsup Required: {"node":"${wants}"}`,
    `npm error notsup Actual:   {"npm":"10.8.2","node":"v${has}"}`,
    '',
  ].join('\n');
const pip = (has: string, wants: string): string =>
  `ERROR: Package 'app' requires a different Python: ${has} not in '${wants}'\n`;
const workflow = (language: string, version: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-${language}@v5\n        with:\n          ${language}-version: ${version}\n`;

describe('a version that the project does not take', () => {
  it.each([
    ['node', '18', '20', npm('>=20', '18.19.0')],
    ['node', "'18.x'", "'20.x'", npm('>=20', '18.19.0')],
    ['node', '18', '22', npm('>=21', '18.19.0')],
    ['node', '16.20.2', '20', npm('^20.9.0 || >=22', '16.20.2')],
    [
      'node',
      '18',
      '20',
      'error app@1.0.0: The engine "node" is incompatible with this module. Expected version ">=20". Got "18.19.0"\n',
    ],
    [
      'node',
      '18',
      '20',
      ' ERR_PNPM_UNSUPPORTED_ENGINE  Unsupported environment\n\nExpected version: >=20\nGot: v18.19.0\n',
    ],
    ['python', '3.8', "'3.10'", pip('3.8.18', '>=3.10')],
    ['python', "'3.8'", "'3.11'", pip('3.8.18', '<4,>=3.11')],
    [
      'python',
      '"3.9"',
      '"3.12"',
      'The currently activated Python version 3.9.1 is not supported by the project (^3.12).\n',
    ],
  ])('of %s, %s, becomes the oldest that does: %s', async (language, old, now, log) => {
    expect(await fixed({ files: { [FILE]: workflow(language, old) }, log }, [workflowVersions])).toEqual({
      [FILE]: workflow(language, now),
    });
  });

  it('stands in the file that the workflow names', async () => {
    const text = workflow('node', '.nvmrc').replace('node-version:', 'node-version-file:');
    const files = { [FILE]: text, '.nvmrc': 'v18.19.0\n' };

    expect(await fixed({ files, log: npm('>=20', '18.19.0') }, [workflowVersions])).toEqual({ '.nvmrc': 'v20\n' });
  });

  it.each([
    ['the matrix names it', workflow('node', '${{ matrix.node }}'), npm('>=20', '18.19.0')],
    ['another version is set up', workflow('node', '22'), npm('>=20', '18.19.0')],
    ['no release fits', workflow('node', '18'), npm('>=99', '18.19.0')],
    ['an older one is asked for', workflow('node', '22'), npm('<20', '22.1.0')],
    ['the range is no range', workflow('node', '18'), npm('whatever', '18.19.0')],
    [
      'it is only a warning',
      workflow('node', '18'),
      "npm warn EBADENGINE   required: { node: '>=20' },\nnpm warn EBADENGINE   current: { node: 'v18.19.0' }\n",
    ],
  ])('is left alone where %s', async (_what, text, log) => {
    expect(await fixed({ files: { [FILE]: text }, log }, [workflowVersions])).toEqual(expect.any(String));
  });
});
