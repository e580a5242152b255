import { measured, rate } from './figure';
import { tableAsCsv, tableNames } from './tables';

const frame = { window: { since: '2026-10-01T00:00:00.000Z', until: '2026-10-02T00:00:00.000Z' }, rows: null };

const answer = {
  period: 'day',
  workflows: [
    { name: '=cmd|calc', failure_rate: rate('runs.failure_rate', 1, 4, frame) },
    { name: 'a "quoted", one', failure_rate: rate('runs.failure_rate', 0, 0, frame) },
  ],
  figures: { duration_p50: measured('runs.duration_p50', 90, 3, frame, [{ what: 'untimed', n: 2 }]) },
};

test('lists come first, then the figures', () => {
  expect(tableNames(answer)).toEqual(['workflows', 'figures']);
});

test('a rate has its interval, nothing is an empty cell, and no name is run', () => {
  const [head, first, second] = (tableAsCsv(answer, 'workflows') ?? '').split('\r\n');

  expect(head).toBe('name,failure_rate,failure_rate_n,failure_rate_low,failure_rate_high');
  expect(first).toMatch(/^'=cmd\|calc,0\.25,4,0\.04\d+,0\.69\d+$/);
  expect(second).toBe('"a ""quoted"", one",,0,,');
});

test('figures say where they come from', () => {
  expect(tableAsCsv(answer, 'figures')).toBe(
    'figure,value,n,formula,window_since,window_until,low,high,excluded\r\n' +
      'figures.duration_p50,90,3,runs.duration_p50,2026-10-01T00:00:00.000Z,2026-10-02T00:00:00.000Z,,,untimed: 2\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =1', '\r=1'])('%j is text in a spreadsheet', (name) => {
  const csv = tableAsCsv({ rows: [{ name }] }, 'rows') ?? '';

  expect(csv.split('\r\n').slice(1).join('\r\n').replace(/^"/, '')).toMatch(/^'/);
});

test('a table that is none is null', () => {
  expect(tableAsCsv(answer, 'period')).toBeNull();
});
