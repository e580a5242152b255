import fc from 'fast-check';
import { looksLikeReport, readReport } from './read-report';

const outcomes = (content: string): unknown => {
  const report = readReport(content);
  return report === null ? null : [report.format, report.tests.map(({ name, outcome }) => [name, outcome])];
};

const JUNIT = `<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" tests="4">
  <testcase classname="tests.test_cart" name="test_total" file="tests/test_cart.py" time="0.002"/>
  <testcase classname="tests.test_cart" name="test_tax" time="1,000.5"><failure message="assert 1 == 2">…</failure></testcase>
  <testcase classname="cart adds" name="cart adds two"><skipped/></testcase>
  <testcase name="flaps"><flakyFailure message="once"/></testcase>
  <testcase name="breaks"><error/></testcase>
</testsuite></testsuites>`;

const TAP = `TAP version 13
# Subtest: cart
    # Subtest: adds
    ok 1 - adds
      ---
      duration_ms: 0.5
      ...
    # Subtest: taxes
    not ok 2 - taxes
      ---
      duration_ms: 1.5
      ...
    1..2
not ok 1 - cart
  ---
  duration_ms: 3
  ...
ok 2 - later # SKIP no network
not ok 3 - some day # TODO
1..3
`;

const GO = [
  { Action: 'run', Package: 'acme/cart', Test: 'TestTotal' },
  { Action: 'fail', Package: 'acme/cart', Test: 'TestTotal/with_tax', Elapsed: 0.5 },
  { Action: 'fail', Package: 'acme/cart', Test: 'TestTotal', Elapsed: 0.6 },
  { Action: 'pass', Package: 'acme/cart', Test: 'TestEmpty', Elapsed: 0 },
  { Action: 'skip', Package: 'acme/cart', Test: 'TestSlow', Elapsed: 0 },
  { Action: 'fail', Package: 'acme/cart', Elapsed: 0.7 },
]
  .map((event) => JSON.stringify(event))
  .join('\n');

const JEST = JSON.stringify({
  numTotalTests: 2,
  testResults: [
    {
      name: '/home/runner/work/api/api/src/cart.test.ts',
      status: 'failed',
      assertionResults: [
        { fullName: 'cart adds', title: 'adds', status: 'passed', duration: 3 },
        { fullName: 'cart taxes', title: 'taxes', status: 'failed', duration: null },
      ],
    },
    { name: '/home/runner/work/api/api/src/broken.test.ts', status: 'failed', assertionResults: [] },
  ],
});

const TRX = `<?xml version="1.0"?><TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
<UnitTestResult testName="Cart.Tests.Adds" outcome="Passed" duration="00:00:01.5000000"/>
<UnitTestResult testName="Cart.Tests.Taxes" outcome="Failed"/><UnitTestResult testName="Cart.Tests.Late" outcome="NotExecuted"/>
</Results></TestRun>`;

describe('reading test reports', () => {
  it('reads JUnit in its dialects', () => {
    expect(outcomes(JUNIT)).toEqual([
      'junit',
      [
        ['tests.test_cart test_total', 'passed'],
        ['tests.test_cart test_tax', 'failed'],
        ['cart adds two', 'skipped'],
        ['flaps', 'passed'],
        ['breaks', 'failed'],
      ],
    ]);
    expect(readReport(JUNIT)?.tests.slice(0, 2)).toMatchObject([
      { file: 'tests/test_cart.py', durationMs: 2 },
      { file: null, durationMs: 1_000_500 },
    ]);
  });

  it('reads nested TAP as node:test writes it', () => {
    expect(outcomes(TAP)).toEqual([
      'tap',
      [
        ['cart > adds', 'passed'],
        ['cart > taxes', 'failed'],
        ['later', 'skipped'],
        ['some day', 'skipped'],
      ],
    ]);
    expect(readReport(TAP)?.tests[1]).toMatchObject({ durationMs: 1.5 });
  });

  it('reads go test -json, leaves only', () => {
    expect(outcomes(`go: downloading x\n${GO}`)).toEqual([
      'go-test',
      [
        ['acme/cart TestTotal/with_tax', 'failed'],
        ['acme/cart TestEmpty', 'passed'],
        ['acme/cart TestSlow', 'skipped'],
      ],
    ]);
  });

  it('reads the JSON of Jest and Vitest, and calls a file that could not run a failed test', () => {
    expect(outcomes(JEST)).toEqual([
      'jest',
      [
        ['cart adds', 'passed'],
        ['cart taxes', 'failed'],
        ['/home/runner/work/api/api/src/broken.test.ts', 'failed'],
      ],
    ]);
  });

  it('reads TRX', () => {
    expect(outcomes(TRX)).toEqual([
      'trx',
      [
        ['Cart.Tests.Adds', 'passed'],
        ['Cart.Tests.Taxes', 'failed'],
        ['Cart.Tests.Late', 'skipped'],
      ],
    ]);
    expect(readReport(TRX)?.tests[0]).toMatchObject({ durationMs: 1500 });
  });

  it('keeps what a report that broke off has told, and says so', () => {
    const cut = readReport(JUNIT.slice(0, JUNIT.indexOf('<testcase name="breaks"')));

    expect(cut).toMatchObject({ format: 'junit', isComplete: false });
    expect(cut?.tests).toHaveLength(4);
  });

  it('expands no entity and reads no document type', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><testsuites><testcase name="&b;"/></testsuites>`;

    const report = readReport(bomb);

    expect(report?.isComplete).toBe(false);
    expect(JSON.stringify(report)).not.toContain('aaaa');
  });

  it.each([
    '',
    'hello',
    '{"a":1}',
    '<html><testcase name="x"/></html>',
    '[1]',
    '{"testResults":[]}',
    '1..2',
    'ok computer',
  ])('finds no test in %j', (content) => {
    expect(readReport(content)?.tests ?? []).toEqual([]);
  });

  it('never throws, whatever is cut out of a report or put into it', () => {
    const base = fc.constantFrom(JUNIT, TAP, GO, JEST, TRX);
    fc.assert(
      fc.property(base, fc.nat(), fc.nat(40), fc.string(), (text, at, length, put) => {
        const from = at % text.length;
        const mutated = text.slice(0, from) + put + text.slice(from + length);

        const report = readReport(mutated);

        for (const test of report?.tests ?? []) expect(test.name.length).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 500 },
    );
  });

  it('opens files that may be reports by their names', () => {
    const yes = ['junit.xml', 'a/TEST-com.acme.Cart.xml', 'out/results.trx', 'tap.txt', 'go-test-report.txt', 'r.json'];
    const no = ['package.json', 'cov/coverage-final.json', 'cobertura.xml', 'app.js', 'index.html', 'notes.txt'];

    expect([...yes, ...no].filter(looksLikeReport)).toEqual(yes);
  });
});
