import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LogLine } from '../log/sections';
import { parseLog } from '../log/reader';
import { cleanLine } from '../log/strip-ansi';
import { detect } from './index';

const linesOf = (text: string): LogLine[] =>
  text.split('\n').map((raw, index) => ({ number: index + 1, text: cleanLine(raw).slice(0, 1000), role: 'output' }));

/** Output of the real tool, run on a broken project in `/home/runner/work/app/app`. */
const fixture = (name: string): LogLine[] =>
  linesOf(readFileSync(path.join(__dirname, 'fixtures', `${name}.log`), 'utf8'));

/** `tool rule file:line:column` */
const issuesOf = (lines: LogLine[]): string[] =>
  detect(lines).issues.map(({ detector, found }) => {
    const file = (found.file ?? '?').replace('/home/runner/work/app/app/', '');
    return `${detector.tool ?? '?'} ${found.rule ?? '?'} ${file}:${found.line ?? ''}:${found.column ?? ''}`;
  });

const testsOf = (lines: LogLine[]): string[] => detect(lines).tests.map(({ found }) => found.name);

const TESTS: readonly (readonly [string, readonly string[]])[] = [
  ['cargo-test', ['tests::adds']],
  ['go-test-json', ['TestTotal', 'TestTotal/small', 'TestPanic']],
  ['go-test', ['example.com/app/bad [build failed]', 'TestTotal', 'TestTotal/small', 'TestPanic']],
  ['jest', ['total › adds prices', 'total › empty › throws', 't/b.test.js']],
  ['minitest', ['MiniTest1#test_boom', 'MiniTest1#test_adds']],
  ['mocha-dot', ['total > adds prices', 'total > empty > throws']],
  ['mocha-spec', ['total > adds prices', 'total > empty > throws']],
  ['mocha-tap', ['total adds prices', 'total empty throws']],
  ['phpunit', ['ATest::testBoom', 'ATest::testAdds', 'ATest::testEach with data set "one" (1)']],
  ['pytest-short', ['py/test_import.py']],
  [
    'pytest',
    [
      'py/test_calc.py::TestTotal::test_sum',
      'py/test_calc.py::TestTotal::test_each[2]',
      'py/test_unit.py::CalcTest::test_add',
      'py/test_unit.py::CalcTest::test_boom',
      'py/test_calc.py::test_setup',
    ],
  ],
  ['rspec', ['Total adds', 'Total when empty raises']],
  ['unittest', ['test_boom (test_unit.CalcTest.test_boom)', 'test_add (test_unit.CalcTest.test_add)']],
  ['vitest-gha', ['b.test.mjs', 'total > adds prices', 'total > empty > throws']],
  ['vitest-junit', ['a.test.mjs.total > adds prices', 'a.test.mjs.total > empty > throws', 'b.test.mjs']],
  ['vitest', ['b.test.mjs', 'total > adds prices', 'total > empty > throws']],
];

describe('detectors read the output of real test runners', () => {
  it.each(TESTS)('%s: the failing tests', (name, expected) => {
    expect(testsOf(fixture(name))).toEqual(expected);
  });
});

describe('detectors tell a mistake once', () => {
  it('when Maven prints it twice', () => {
    const line = '[ERROR] /home/runner/work/app/app/src/A.java:[12,5] cannot find symbol';

    expect(issuesOf(linesOf(`${line}\n${line}`))).toEqual(['javac ? src/A.java:12:5']);
  });

  it('when two tools speak of one name at one place', () => {
    const log = './main.go:5:2: undefined: os\nmain.go:5:2: undeclared name: os (compile)';

    expect(issuesOf(linesOf(log))).toHaveLength(1);
  });

  it('but two rules at one place are two', () => {
    const log = 'a.js:1:1: Unexpected var. [Error/no-var]\na.js:1:1: Unused variable. [Error/no-unused]';

    expect(issuesOf(linesOf(log))).toEqual(['eslint no-var a.js:1:1', 'eslint no-unused a.js:1:1']);
  });
});

describe('detectors leave alone what is no complaint', () => {
  it.each([
    'Listening on localhost:8080: ready',
    'registry.example.com:443: connected',
    '12:30:45: starting the server',
    'Downloading https://example.com/a.js:1:2: done',
    '    at Object.<anonymous> (/app/a.js:3:5)',
    'Tests: 3 passed, 3 total',
    'src/app.ts | 100 | 90 | 12:30',
  ])('%s', (text) => {
    expect(issuesOf(linesOf(text))).toEqual([]);
    expect(testsOf(linesOf(text))).toEqual([]);
  });
});

describe('detectors make paths whole', () => {
  it('that were printed below a recursive make', () => {
    const log = [
      "make[1]: Entering directory '/home/runner/work/app/app/lib'",
      'src/a.c:3:5: error: expected expression',
      "make[1]: Leaving directory '/home/runner/work/app/app/lib'",
      'b.c:1:1: error: unknown type name',
    ].join('\n');

    expect(issuesOf(linesOf(log))).toEqual(['cc ? lib/src/a.c:3:5', 'cc ? b.c:1:1']);
  });
});

describe('detectors read a report of one line', () => {
  const message = (index: number): object => ({
    ruleId: 'no-undef',
    severity: 2,
    message: `'x${index}' is not "defined" {[`,
    line: index,
    column: 5,
  });
  const report = JSON.stringify([
    {
      filePath: '/home/runner/work/app/app/a.js',
      messages: Array.from({ length: 300 }, (_, index) => message(index + 1)),
    },
  ]);
  const linesRead = (log: string): LogLine[] => [...parseLog(log).lines];

  it('that is longer than the lines others get', () => {
    const issues = issuesOf(linesRead(`2026-03-05T09:14:07.1234567Z ${report}\n`));

    expect(report.length).toBeGreaterThan(20_000);
    expect(issues).toHaveLength(300);
    expect(issues.at(-1)).toBe('eslint no-undef a.js:300:5');
  });

  it('as far as it goes when its end is missing', () => {
    const issues = issuesOf(linesRead(report.slice(0, report.length / 2)));

    expect(issues.length).toBeGreaterThan(100);
    expect(issues[0]).toBe('eslint no-undef a.js:1:5');
  });

  it('in time that grows as it does, whatever it opens', () => {
    const start = performance.now();

    detect(linesRead(`[{"${'[{"a":'.repeat(30_000)}\n${`[{"a": [{\n`.repeat(20_000)}`));

    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
