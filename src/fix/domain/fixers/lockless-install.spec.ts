import { fixed } from '../../../../test/support/fix-plan';
import { locklessInstall } from './lockless-install';

const FILE = '.github/workflows/ci.yml';
const CI = [
  'npm error code EUSAGE',
  'npm error',
  'npm error The `npm ci` command can only install with an existing package-lock.json or',
  'npm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or',
  'npm error later to generate a package-lock.json file, then try again.',
  '',
].join('\n');
const CACHE =
  '##[error]Dependencies lock file is not found in /home/runner/work/app/app. Supported file patterns: package-lock.json,npm-shrinkwrap.json,yarn.lock\n';
const workflow = (steps: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n${steps}`;
const mended = (
  text: string,
  log: string,
  more: readonly string[] = [],
): Promise<Record<string, string | null> | string> =>
  fixed({ files: { [FILE]: text, 'package.json': '{}', ...Object.fromEntries(more.map((path) => [path, ''])) }, log }, [
    locklessInstall,
  ]);

describe('npm ci without a lock file', () => {
  it('becomes npm install where the repository keeps none', async () => {
    const steps = (install: string): string =>
      `      - run: ${install}\n      - run: |\n          echo npm cite\n          ${install} && npm test\n`;

    expect(await mended(workflow(steps('npm ci')), CI)).toEqual({ [FILE]: workflow(steps('npm install')) });
  });

  it.each([
    ['there is one in a folder', '      - run: npm ci\n', ['web/package-lock.json']],
    ['a script runs it', '      - run: make install\n', []],
  ])('is left alone where %s', async (_what, steps, more) => {
    expect(await mended(workflow(steps), CI, more)).toEqual(expect.any(String));
  });
});

describe('a cache by a lock file that is not found', () => {
  const steps = (rest: string): string =>
    `      - uses: actions/setup-node@v4\n        with:\n          node-version: 22\n${rest}      - run: npm test\n`;

  it.each([
    ['goes where there is none', '          cache: npm\n', '', []],
    [
      'names the one there is',
      '          cache: npm\n',
      '          cache: npm\n          cache-dependency-path: web/package-lock.json\n',
      ['web/package-lock.json'],
    ],
    [
      'is of the manager whose lock file is there',
      '          cache: npm\n',
      '          cache: pnpm\n',
      ['pnpm-lock.yaml'],
    ],
  ])('%s', async (_what, before, after, more) => {
    expect(await mended(workflow(steps(before)), CACHE, more)).toEqual({ [FILE]: workflow(steps(after)) });
  });

  it.each([
    [
      'several lock files could be meant',
      steps('          cache: npm\n'),
      ['a/package-lock.json', 'b/package-lock.json'],
    ],
    ['a path is named', steps('          cache: npm\n          cache-dependency-path: x/package-lock.json\n'), []],
    ['another action caches', '      - uses: acme/setup@v1\n        with:\n          cache: npm\n', []],
  ])('is left alone where %s', async (_what, text, more) => {
    expect(await mended(workflow(text), CACHE, more)).toEqual(expect.any(String));
  });
});
