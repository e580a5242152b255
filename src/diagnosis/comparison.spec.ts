import { readFileSync } from 'node:fs';
import path from 'node:path';
import { comparisonIn } from './comparison';
import { diagnose } from './diagnose';

const fixture = (name: string): string =>
  readFileSync(path.join(__dirname, 'fixtures', 'comparisons', `${name}.log`), 'utf8');

/** Name, expected and actual of each failing test of a real runner's output. */
function comparedIn(log: string): readonly (readonly [string, string | null, string | null])[] {
  const job = { name: 'test', conclusion: 'failure', failedSteps: [], log, truncated: false };
  const { failingTests } = diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] });
  return failingTests.map(({ name, expected, actual }) => [name, expected, actual]);
}

describe('what a failing test wanted and got', () => {
  it.each([
    [
      'jest',
      [
        ['adds the tax', '120', '119'],
        ['lists names', '"c"', '"b"'],
        ['greets', '"hello there"', '"hello world"'],
      ],
    ],
    [
      'vitest',
      [
        ['adds the tax', '120', '119'],
        ['lists names', '"c"', '"b"'],
      ],
    ],
    [
      'mocha',
      [
        ['total > adds the tax', '120', '119'],
        ['total > lists names', "'c'", "'b'"],
      ],
    ],
    [
      'chai',
      [
        ['chai > adds the tax', '120', '119'],
        ['chai > is long enough', '2', '1'],
      ],
    ],
    [
      'node-spec',
      [
        ['adds the tax', '120', '119'],
        ['lists names', "[ 'a', 'c' ]", "[ 'a', 'b' ]"],
      ],
    ],
    [
      'node-tap',
      [
        ['adds the tax', '120', '119'],
        ['lists names', null, null],
      ],
    ],
    [
      'pytest',
      [
        ['test_total.py::test_tax', '120', '119'],
        ['test_total.py::test_names', "['a', 'c']", "['a', 'b']"],
      ],
    ],
    ['unittest', [['test_tax (__main__.T.test_tax)', null, null]]],
    [
      'go',
      [
        ['TestTax', '120', '119'],
        ['TestName', '"c"', '"a b"'],
        ['TestOther', '1', '2'],
      ],
    ],
    [
      'rspec',
      [
        ['total adds the tax', '120', '119'],
        ['total lists names', '["a", "c"]', '["a", "b"]'],
      ],
    ],
    ['minitest', [['T#test_tax', '120', '119']]],
    [
      'phpunit',
      [
        ['TotalTest::testTax', '120', '119'],
        ['TotalTest::testName', "'hello there'", "'hello world'"],
      ],
    ],
  ])('%s', (name, expected) => {
    expect(comparedIn(fixture(name))).toEqual(expected);
  });
});

describe('a comparison', () => {
  it.each([
    ['expected:<1> but was:<2>', '1', '2'],
    ['org.opentest4j.AssertionFailedError: expected: <4> but was: <5>', '4', '5'],
    ['sum.test.ts: expected 3 but got 4', '3', '4'],
    ['Total() = 119; want 120', '120', '119'],
    ['AssertionError: expected { a: 1 } to deeply equal { a: 2 }', '{ a: 2 }', '{ a: 1 }'],
  ])('is read from %j', (message, expected, actual) => {
    expect(comparisonIn([], message)).toEqual({ expected, actual });
  });

  it.each([
    ['  Expected: 4', '  But was:  5'],
    ['Expected: 4', 'Received: 5'],
    ['        expected: 4', '        actual  : 5'],
    ['    actual: 5,', '    expected: 4,'],
    ['Expected number of calls: 4', 'Received number of calls: 5'],
  ])('is read from the labels %j and %j', (one, two) => {
    expect(comparisonIn(['x', one, two], null)).toEqual({ expected: '4', actual: '5' });
  });

  it.each([
    'AssertionError: 1 != 2',
    'assertion `left == right` failed',
    'expected undefined to be defined',
    'expected result to be an instance of Error',
    'TypeError: cannot read x of undefined',
    'Expected no exception to be thrown',
    '',
  ])('is none where %j does not say which is which', (message) => {
    expect(comparisonIn([message], message)).toEqual({ expected: null, actual: null });
  });

  it('is cut where a value is long, and does not look past the failure', () => {
    const { expected } = comparisonIn([`Expected: ${'x'.repeat(900)}`, 'Received: y'], null);
    const far = [...Array<string>(70).fill('at a.b (c.js:1:1)'), 'Expected: 1', 'Received: 2'];

    expect(expected).toBe(`${'x'.repeat(299)}…`);
    expect(comparisonIn(far, null).expected).toBeNull();
  });
});
