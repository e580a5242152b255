import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestCounts } from './diagnosis.types';
import { parseLog } from './log/reader';
import { countTests } from './test-counts';

const countsOf = (log: string): TestCounts | null => countTests(parseLog(log).lines);

const fixture = (name: string): string =>
  readFileSync(path.join(__dirname, 'detectors', 'fixtures', `${name}.log`), 'utf8');

describe("countTests reads the real runners' summaries", () => {
  it.each([
    ['cargo-test', 2, 1],
    ['go-test-json', 4, 3],
    ['jest', 3, 2],
    ['minitest', 2, 2],
    ['mocha-dot', 3, 2],
    ['mocha-spec', 3, 2],
    ['mocha-tap', 3, 2],
    ['phpunit', 4, 3],
    ['pytest', 6, 5],
    ['rspec', 2, 2],
    ['unittest', 2, 2],
    ['vitest', 3, 2],
  ])('%s: %p run, %i failed', (name, run, failed) => {
    expect(countsOf(fixture(name))).toEqual({ run, failed });
  });
});

describe('countTests reads the form of', () => {
  it.each([
    ['pytest -q', '1 failed, 802 passed, 66 skipped, 1 error in 12.31s', 804, 2],
    ['Playwright', '  2 failed\n    [chromium] › a.spec.ts:3:5 › a\n  1 flaky\n  7 passed (5.2s)', 10, 2],
    [
      'a Maven module',
      '[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s - in a.B\n[ERROR] Tests run: 9, Failures: 1, Errors: 2, Skipped: 1',
      9,
      3,
    ],
    [
      'two Maven modules',
      '[INFO] Tests run: 9, Failures: 1, Errors: 0, Skipped: 0\n[INFO] done\n[INFO] Tests run: 4, Failures: 0, Errors: 2, Skipped: 0',
      13,
      3,
    ],
    [
      'Ant',
      '    [junit] Tests run: 3, Failures: 1, Errors: 0, Time elapsed: 7.1 sec\n    [junit] Tests run: 3, Failures: 1, Errors: 0, Time elapsed: 7.1 sec',
      3,
      1,
    ],
    ['Gradle', '5343 tests completed, 1 failed, 2 skipped', 5343, 1],
    [
      'the JUnit platform',
      '[         5 tests found           ]\n[         0 tests skipped         ]\n[         4 tests successful      ]\n[         1 tests failed          ]',
      5,
      1,
    ],
    ['nextest', '     Summary [   0.018s] 3 tests run: 2 passed, 1 failed, 0 skipped', 3, 1],
    ['ExUnit', '5 doctests, 10 tests, 1 failure, 2 excluded', 15, 1],
    ['test-unit', '47 tests, 90 assertions, 1 failures, 2 errors, 0 pendings, 0 omissions, 0 notifications', 47, 3],
    ['PHPUnit', 'Tests: 3, Assertions: 3, Errors: 1, Failures: 1.', 3, 2],
    ['Pest', '  Tests:    1 failed, 2 passed (3 assertions)', 3, 1],
    [
      'dotnet test',
      'Failed!  - Failed:     2, Passed:    10, Skipped:     0, Total:    12, Duration: 1 s - a.dll (net8.0)',
      12,
      2,
    ],
    ['vstest', 'Total tests: 12\n     Passed: 10\n     Failed: 2\n Total time: 1.5 Seconds', 12, 2],
    ['the terminal logger', 'Test summary: total: 12, failed: 2, succeeded: 10, skipped: 0, duration: 1.2s', 12, 2],
    [
      'Microsoft.Testing.Platform',
      'Test run summary: Failed! - a.dll\n  total: 12\n  failed: 2\n  succeeded: 10\n  skipped: 0',
      12,
      2,
    ],
    ['node --test', 'ℹ tests 5\nℹ suites 1\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0', 5, 2],
    ['CTest', '50% tests passed, 1 tests failed out of 2', 2, 1],
    [
      'GoogleTest',
      '[==========] 3 tests from 1 test suite ran. (0 ms total)\n[  PASSED  ] 2 tests.\n[  FAILED  ] 1 test, listed below:',
      3,
      1,
    ],
    ['Catch2', 'test cases: 3 | 2 passed | 1 failed\nassertions: 9 | 8 passed | 1 failed', 3, 1],
    [
      'Karma',
      'Chrome 79.0: Executed 3 of 10 (1 FAILED)\nChrome 79.0: Executed 10 of 10 (2 FAILED) (0.1 secs / 0.05 secs)',
      10,
      2,
    ],
    ['AVA', '  2 tests failed\n  10 tests passed', 12, 2],
    ['TestNG', 'Total tests run: 5, Passes: 4, Failures: 1, Skips: 0', 5, 1],
    [
      'sbt',
      '[info] Tests: succeeded 4, failed 1, canceled 0, ignored 0, pending 0\n[error] Failed: Total 5, Failed 1, Errors 0, Passed 4',
      5,
      1,
    ],
    [
      'XCTest',
      'Executed 2 tests, with 1 failure (0 unexpected) in 0.1 (0.2) seconds\nExecuted 5 tests, with 2 failures (0 unexpected) in 0.1 (0.2) seconds',
      5,
      2,
    ],
    ['dart test', '00:01 +1: a\n00:05 +10 -2: Some tests failed.', 12, 2],
    ['Cucumber', '3 scenarios (1 failed, 2 passed)\n9 steps (1 failed, 8 passed)', 3, 1],
    ['Deno', 'FAILED | 2 passed | 1 failed (10ms)', 3, 1],
    ['Bun', ' 5 pass\n 1 fail\nRan 6 tests across 1 files.', 6, 1],
    ['Ginkgo', 'Ran 5 of 5 Specs in 0.001 seconds\nFAIL! -- 4 Passed | 1 Failed | 0 Pending | 0 Skipped', 5, 1],
    [
      'verbose go test',
      '--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/c (0.00s)\nFAIL\tacme/shop\t0.1s',
      3,
      2,
    ],
    ['go test', 'ok  \tacme/shop\t0.160s', null, 0],
  ])('%s', (_, log, run, failed) => {
    expect(countsOf(log)).toEqual({ run, failed });
  });

  it('several runners in one job, added up', () => {
    expect(countsOf('Tests:       7 passed, 7 total\n\n  209 passing (1s)\n  2 failing')).toEqual({
      run: 218,
      failed: 2,
    });
  });

  it.each(['OK', 'Passed: 3', '10 tests of the new parser', 'FAIL src/a.test.ts', 'copied 3 files, 1 skipped'])(
    'no runner: %s',
    (log) => {
      expect(countsOf(log)).toBeNull();
    },
  );
});
