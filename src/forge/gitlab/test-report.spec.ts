import { readReport } from '../../diagnosis/reports/read-report';
import { testReportSchema } from './schemas';
import { junitOf } from './test-report';

const test = (status: string, name: string, more: object = {}): object => ({ status, name, ...more });
const suites = (cases: readonly object[]) =>
  testReportSchema.parse({ test_suites: [{ name: 'unit', test_cases: cases }] }).test_suites;

describe('what GitLab read of a report', () => {
  it('is written as the report it read', () => {
    const file = junitOf(
      suites([
        test('failed', 'goes out', { classname: 'mail', file: 'mail.spec.js', execution_time: 0.5 }),
        test('success', 'comes in', { classname: 'mail' }),
        test('skipped', 'waits'),
        test('error', 'a < b & "c"\u0001'),
        test('imagined', 'later'),
      ]),
    );

    const read = readReport(file.toString('utf8'));

    expect(read?.tests.map(({ name, outcome, file: at }) => [name, outcome, at])).toEqual([
      ['mail goes out', 'failed', 'mail.spec.js'],
      ['mail comes in', 'passed', null],
      ['waits', 'skipped', null],
      ['a < b & "c"', 'failed', null],
    ]);
  });

  it('is no test where it read none', () => {
    expect(readReport(junitOf(suites([])).toString('utf8'))?.tests ?? []).toEqual([]);
  });
});
