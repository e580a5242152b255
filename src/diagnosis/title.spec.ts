import { readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from './diagnose';
import type { JobInput } from './diagnosis.types';

const fixture = (name: string): string => readFileSync(path.join(__dirname, 'fixtures', name), 'utf8');

const titleOf = (log: string | null, extra: Partial<JobInput> = {}): string =>
  diagnose({
    repositoryPath: 'acme/shop',
    workflowName: 'ci',
    jobs: [{ name: 'check', conclusion: 'failure', failedSteps: [], log, truncated: false, ...extra }],
  }).title;

describe('the title of a diagnosis', () => {
  it.each([
    ['tsc.github.log', "TS2551 Property 'prize' does not exist on type 'Item'. Did you mean 'price'? in src/price.ts"],
    ['eslint.gitlab.log', "prefer-const 'a' is never reassigned. Use 'const' instead in src/lint.js"],
    ['npm-ci.github.log', 'npm ci: lock file out of date'],
    ['node-test.github.log', 'FAIL adds the prices in src/total.test.js'],
  ])('%s: %s', (name, expected) => {
    expect(titleOf(fixture(name))).toBe(expected);
  });

  it.each([
    ['write failed: No space left on device', 'Disk full: no space left on device'],
    ['[ERROR] src/A.java:[12,5] cannot find symbol', 'javac: cannot find symbol in src/A.java'],
    ['2026-03-05 09:14:07 ERROR: the gate in deploy.sh:12 is closed', 'the gate in deploy.sh is closed'],
  ])('of %j is %j', (log, expected) => {
    expect(titleOf(log)).toBe(expected);
  });

  it('does not repeat the class of a test as its file', () => {
    const log = 'org.acme.CartTest > adds FAILED\n    java.lang.AssertionError: 1 at CartTest.java:29\n';

    expect(titleOf(log)).toBe('FAIL org.acme.CartTest.adds');
  });

  it('stays on one line of 120 characters and keeps the file', () => {
    const title = titleOf(`src/a/b.ts(1,1): error TS2322: Type '${'long '.repeat(80)}' is wrong.`);

    expect(title).toHaveLength(120);
    expect(title).toMatch(/^TS2322 Type 'long .*… in src\/a\/b\.ts$/);
  });

  it('says how the job ended where the log says nothing', () => {
    expect(titleOf(null, { conclusion: 'timed_out' })).toBe('Timed out: check');
    expect(titleOf(null, { conclusion: 'startup_failure' })).toBe('Workflow did not start: check');
    expect(titleOf('all fine\n##[error]Process completed with exit code 7.')).toBe('Exit code 7: check');
  });

  it.each(['', '\n \n', '\u001b[0m\n'])('says that there is nothing in %j', (log) => {
    expect(titleOf(log)).toBe('Nothing in the log: check');
  });
});
