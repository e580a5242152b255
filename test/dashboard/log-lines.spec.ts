import { hitsOf, logLines, shownRows } from '../../dashboard/src/pages/run/log-lines';
import { plain, segmentsOf } from '../../dashboard/src/ui/ansi';
import { duration, relative } from '../../dashboard/src/ui/durations';

const ESC = '\u001b';

describe('the log viewer', () => {
  const log = [
    '== build, lines 10 to 12 ==',
    'npm ci',
    `${ESC}[31merror${ESC}[0m TS2551`,
    'done',
    '',
    '== test, lines 1 to 4 ==',
    '2026-11-28T10:00:00.0000000Z ##[group]Run tests',
    'ok 1',
    '##[endgroup]',
    'not ok 2',
    '',
    '',
  ].join('\n');

  test('numbers the lines as the job printed them, excerpt by excerpt', () => {
    const rows = logLines(log).map(({ kind, job, number }) => [kind, job, number]);

    expect(rows).toEqual([
      ['heading', 'build', null],
      ['line', 'build', 10],
      ['line', 'build', 11],
      ['line', 'build', 12],
      ['heading', 'test', null],
      ['group', 'test', 1],
      ['line', 'test', 2],
      ['line', 'test', 4],
    ]);
  });

  test('folds an excerpt with the groups inside it, and a group alone', () => {
    const lines = logLines(log);

    expect(shownRows(lines, new Set([4]))).toEqual([0, 1, 2, 3, 4]);
    expect(shownRows(lines, new Set([5]))).toEqual([0, 1, 2, 3, 4, 5, 7]);
  });

  test('takes nothing in a whole log for a heading, and leaves out when a line was printed', () => {
    const stamp = '2026-11-28T10:00:00.0000000Z ';
    const whole = [`\ufeff${stamp}##[group]Run tests`, `${stamp}== test, lines 1 to 4 ==`, stamp.trim(), ''].join('\n');

    expect(logLines(whole, 'build').map(({ kind, job, number, text }) => [kind, job, number, text])).toEqual([
      ['group', 'build', 1, 'Run tests'],
      ['line', 'build', 2, '== test, lines 1 to 4 =='],
      ['line', 'build', 3, ''],
    ]);
  });

  test('finds text whatever its case and colours', () => {
    expect(hitsOf(logLines(log), 'ERROR ts')).toEqual([2]);
    expect(hitsOf(logLines(log), '')).toEqual([]);
  });

  test('keeps colours, drops every other control sequence and the numbers of 256 colours', () => {
    const line = `${ESC}[1;31mred${ESC}[0m ${ESC}[2Kplain ${ESC}[38;5;196mnear${ESC}[39m`;

    expect(segmentsOf(line)).toEqual([
      { text: 'red', style: 'ansi-red ansi-bold' },
      { text: ' ', style: '' },
      { text: 'plain ', style: '' },
      { text: 'near', style: '' },
    ]);
    expect(plain(line)).toBe('red plain near');
  });

  test('takes a hundred thousand lines', () => {
    const lines = logLines(Array.from({ length: 100_000 }, (_, index) => `line ${index}`).join('\n'));

    expect(lines).toHaveLength(100_000);
    expect(hitsOf(lines, 'line 99999')).toEqual([99_999]);
  });
});

test.each([
  [null, '–'],
  [4.25, '4.3 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [7_500, '2 h 5 min'],
  [400_000, '4 days'],
])('%p seconds read as %p', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('times read as people say them', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');

  expect(relative(now - 5_000, now)).toBe('just now');
  expect(relative(now - 3 * 60_000, now)).toBe('3 min. ago');
  expect(relative(now + 2 * 86_400_000, now)).toBe('in 2 days');
});
