import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { diagnose } from './diagnose';
import type { Diagnosis, DiagnosisInput, JobInput } from './diagnosis.types';
import { confidenceOf, FAILURE_CLASSES } from './diagnosis.types';

const fixture = (name: string): string => readFileSync(path.join(__dirname, 'fixtures', name), 'utf8');

const job = (log: string | null, extra: Partial<JobInput> = {}): JobInput => ({
  name: 'check',
  conclusion: 'failure',
  failedSteps: [],
  log,
  truncated: false,
  ...extra,
});

const run = (...jobs: JobInput[]): DiagnosisInput => ({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs });

const places = (diagnosis: Diagnosis): unknown[] =>
  diagnosis.issues.map(({ tool, rule, file, line, column }) => [tool, rule, file, line, column]);

const TSC = [
  ['tsc', 'TS2551', 'src/price.ts', 7, 49],
  ['tsc', 'TS2322', 'src/price.ts', 10, 61],
  ['tsc', 'TS2322', 'src/price.ts', 11, 14],
];
const ESLINT = [
  ['eslint', 'prefer-const', 'src/lint.js', 1, 5],
  ['eslint', 'eqeqeq', 'src/lint.js', 2, 7],
  ['eslint', 'no-undef', 'src/lint.js', 2, 13],
];

describe('diagnose reads logs of real tools', () => {
  it.each([
    ['tsc.github.log', 'type-check', 2, TSC],
    ['tsc.gitlab.log', 'type-check', 2, TSC],
    ['tsc-pretty.github.log', 'type-check', 2, TSC],
    ['eslint.github.log', 'lint', 1, ESLINT],
    ['eslint.gitlab.log', 'lint', 1, ESLINT],
    ['npm-ci.github.log', 'dependency', 1, [['npm', 'EUSAGE', null, null, null]]],
  ])('%s: class %s, exit code %i, and where', (name, expected, exitCode, issues) => {
    const diagnosis = diagnose(run(job(fixture(name))));

    expect(diagnosis.class).toBe(expected);
    expect(diagnosis.exitCode).toBe(exitCode);
    expect(places(diagnosis)).toEqual(issues);
  });

  it.each([
    ['node-test.github.log', 'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: -3 !== 3'],
    ['node-test-tap.github.log', 'Expected values to be strictly equal: -3 !== 3'],
  ])('%s: the failing test, not its suite', (name, expected) => {
    const diagnosis = diagnose(run(job(fixture(name))));

    expect(diagnosis.class).toBe('test');
    expect(diagnosis.failingTests).toMatchObject([{ name: 'adds the prices', file: 'src/total.test.js' }]);
    expect(diagnosis.failingTests[0]?.message).toContain(expected);
  });

  it.each(['tsc.github.log', 'tsc.gitlab.log'])('%s: evidence points at the line of the raw log', (name) => {
    const log = fixture(name);

    const diagnosis = diagnose(run(job(log)));

    const cited = diagnosis.issues.map(({ evidence }) => log.split('\n')[evidence.firstLine - 1]);
    expect(cited.map((line) => /TS\d+/.exec(line ?? '')?.[0])).toEqual(['TS2551', 'TS2322', 'TS2322']);
  });

  it('takes the echoed script and the clean-up after the job for neither issue nor excerpt', () => {
    const diagnosis = diagnose(run(job(fixture('tsc.github.log'))));

    const read = JSON.stringify([diagnosis.issues, diagnosis.logExcerpts]);
    expect(read).not.toContain('ghost');
    expect(read).not.toContain('unable to clean up');
  });

  it('finds the same in text without an envelope', () => {
    const plain = fixture('tsc.gitlab.log')
      .split('\n')
      .filter((line) => line.includes('error TS'))
      .join('\n');

    const diagnosis = diagnose(run(job(plain)));

    expect(places(diagnosis)).toEqual(TSC);
    expect(diagnosis.class).toBe('type-check');
  });

  it('finds the same behind the job and step columns of a command line client', () => {
    const log = fixture('tsc.github.log')
      .replace('\ufeff', '')
      .split('\n')
      .map((line) => (line === '' ? line : `check\tRun npx tsc -p .\t${line}`))
      .join('\n');

    const diagnosis = diagnose(run(job(log)));

    expect(places(diagnosis)).toEqual(TSC);
    expect(diagnosis.failedSteps).toEqual([{ job: 'check', step: 'Run npx tsc -p .' }]);
  });
});

describe('diagnose reads every step that failed', () => {
  const log = [
    '##[group]Run npm test',
    '##[endgroup]',
    ' FAIL  src/a.test.ts > adds',
    'AssertionError: expected 1 to be 2',
    '      Tests  1 failed | 4 passed (5)',
    '##[error]Process completed with exit code 1.',
    '##[group]Run npm run report',
    '##[endgroup]',
    'src/report.ts(3,1): error TS2304: Cannot find name report.',
    'remote: HTTP 403: Resource not accessible by integration',
    '##[error]Process completed with exit code 2.',
  ].join('\n');

  it('for its findings, and takes the class and the exit code from the first', () => {
    const diagnosis = diagnose(run(job(log)));

    expect(diagnosis.failingTests.map(({ name }) => name)).toEqual(['adds']);
    expect(places(diagnosis)).toEqual([['tsc', 'TS2304', 'src/report.ts', 3, 1]]);
    expect(diagnosis).toMatchObject({ class: 'test', exitCode: 1, title: 'FAIL adds in src/a.test.ts' });
  });

  it('and counts the tests of all jobs', () => {
    const diagnosis = diagnose(run(job(log), job('2 failed, 3 passed in 0.1s', { name: 'api' }), job(null)));

    expect(diagnosis.testCounts).toEqual({ run: 10, failed: 3 });
  });
});

describe('diagnose is honest', () => {
  it('says unknown with a tail and no confidence when nothing speaks', () => {
    const diagnosis = diagnose(run(job('step one\nstep two\nthe end')));

    expect(diagnosis).toMatchObject({ class: 'unknown', tail: { text: 'step one\nstep two\nthe end' } });
    expect(confidenceOf(diagnosis)).toBeNull();
    expect(diagnosis.requiresHumanReview).toBe(true);
  });

  it('answers without any log, from the conclusion alone', () => {
    const diagnosis = diagnose(run(job(null, { conclusion: 'timed_out' })));

    expect(diagnosis).toMatchObject({ class: 'timeout', logExcerpts: [], requiresHumanReview: true });
    expect(diagnosis.summary).toContain('no log available (timed_out)');
  });

  it('blames the full disk, not the errors that follow it', () => {
    const noise = Array.from(
      { length: 300 },
      (_, n) => `[ERROR] src/main/A${n}.java:${n + 1}: error: cannot find symbol`,
    );
    const log = ['write failed: No space left on device', ...noise].join('\n');

    const diagnosis = diagnose(run(job(log)));

    expect(diagnosis.class).toBe('infra');
  });

  it('asks for a person when it saw only a part of the log', () => {
    const whole = diagnose(run(job(fixture('tsc.github.log'))));
    const part = diagnose(run(job(fixture('tsc.github.log'), { truncated: true })));

    expect([whole.requiresHumanReview, part.requiresHumanReview]).toEqual([false, true]);
  });

  it('puts the job with the cause before the gate that is red because of it', () => {
    const gate = job('##[error]Process completed with exit code 1.', { name: 'all green' });

    const diagnosis = diagnose(run(gate, job(fixture('tsc.github.log'))));

    expect(diagnosis.failedJobs).toEqual(['check', 'all green']);
    expect(diagnosis.fingerprint).toBe(diagnose(run(job(fixture('tsc.github.log')))).fingerprint);
  });

  it('shows no secret anywhere', () => {
    const secret = `ghp_Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9`;
    const log = `src/a.ts(1,1): error TS2322: Type '${secret}' is wrong\nnot ok 1 - uses ${secret}\nError: ${secret}`;

    const diagnosis = diagnose(run(job(log)));

    expect(JSON.stringify(diagnosis)).not.toContain(secret);
    expect(diagnosis.issues).toHaveLength(1);
  });

  it('keeps the excerpts within the budget', () => {
    const log = Array.from({ length: 5000 }, (_, n) => `Error: number ${'x'.repeat(n % 50)} went wrong`).join('\n');

    const diagnosis = diagnose(run(job(log), job(log, { name: 'second' })), { budget: 4000 });

    const spent = diagnosis.logExcerpts.reduce((sum, { text }) => sum + text.length + 1, 0);
    expect(spent).toBeLessThanOrEqual(4000);
    expect(new Set(diagnosis.logExcerpts.map((excerpt) => excerpt.job))).toEqual(new Set(['check', 'second']));
  });
});

describe('diagnose holds on any text', () => {
  const fixtures = ['tsc.github.log', 'eslint.gitlab.log', 'node-test.github.log', 'node-test-tap.github.log'].map(
    fixture,
  );
  const mutated = fc
    .tuple(
      fc.constantFrom(...fixtures),
      fc.array(fc.tuple(fc.nat(6000), fc.nat(200), fc.string({ unit: 'binary' })), { maxLength: 6 }),
    )
    .map(([log, edits]) =>
      edits.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), log),
    );

  it('never throws, and every answer is well formed', () => {
    const check = fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 2000 })), (log) => {
      const diagnosis = diagnose(run(job(log)));
      const lines = log.split('\n').length;
      expect(FAILURE_CLASSES).toContain(diagnosis.class);
      expect(diagnosis.fingerprint).toMatch(/^v2:[0-9a-f]{64}$/);
      expect(confidenceOf(diagnosis) ?? 0.5).toBeGreaterThan(0);
      expect(confidenceOf(diagnosis) ?? 0.5).toBeLessThan(1);
      const spans = [...diagnosis.issues.map(({ evidence }) => evidence), ...diagnosis.logExcerpts];
      expect(
        spans.filter(({ firstLine, lastLine }) => firstLine < 1 || lastLine > lines || firstLine > lastLine),
      ).toEqual([]);
    });

    fc.assert(check, { numRuns: 500, seed: 20260305 });
  });

  // A quadratic pattern needs minutes for these; 20 s is twenty times what they take on a busy machine.
  it.each(['a', 'a/', '/a.b:1:1', ' ', 'error: ', '(', '\u001b[31m', "'", '##[group]', '1:', 'npm error ', 'x.ts('])(
    'does not blow up on a 190,000-character line or on as many lines of %j',
    (unit) => {
      const line = unit.repeat(Math.ceil(190_000 / unit.length));
      const start = performance.now();

      diagnose(run(job(line), job(`${unit}\n`.repeat(20_000), { name: 'lines' })));

      expect(performance.now() - start).toBeLessThan(20_000);
    },
  );
});
