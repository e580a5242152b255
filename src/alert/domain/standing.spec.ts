import { judge, type RuleBounds } from './rules';
import { advance, isQuiet, type QuietHours, type Standing } from './standing';

const at = (text: string): Date => new Date(`2026-11-28T${text}:00Z`);
const FIRING = { verdict: 'firing', message: 'red' } as const;
const OK = { verdict: 'ok', message: 'green' } as const;
const UNKNOWN = { verdict: 'unknown', message: 'few' } as const;
const NIGHT: QuietHours = { from: '22:00', to: '07:00', time_zone: 'UTC' };

/** What is told when things are judged so at these times. */
function told(
  steps: readonly (readonly [string, typeof FIRING | typeof OK | typeof UNKNOWN])[],
  options: { remindMinutes?: number; quiet?: QuietHours } = {},
): readonly string[] {
  let standing: Standing | null = null;
  const { remindMinutes = null, quiet = null } = options;
  return steps.map(([time, judged]) => {
    const next = advance(standing, judged, { now: at(time), remindMinutes, quiet });
    standing = next.standing;
    return next.tell ?? '-';
  });
}

test('a change is told once, and so is its end', () => {
  expect(
    told([
      ['08:00', OK],
      ['08:01', FIRING],
      ['08:02', FIRING],
      ['08:03', OK],
      ['08:04', OK],
    ]),
  ).toEqual(['-', 'firing', '-', 'recovered', '-']);
});

test('what lasts is reminded of, each time after the time asked for', () => {
  expect(
    told(
      [
        ['08:00', FIRING],
        ['08:59', FIRING],
        ['09:00', FIRING],
        ['09:01', FIRING],
        ['10:00', FIRING],
      ],
      { remindMinutes: 60 },
    ),
  ).toEqual(['firing', '-', 'reminder', '-', 'reminder']);
});

test('too little data changes nothing', () => {
  expect(
    told(
      [
        ['08:00', UNKNOWN],
        ['08:01', FIRING],
        ['12:00', UNKNOWN],
        ['12:01', OK],
      ],
      { remindMinutes: 60 },
    ),
  ).toEqual(['-', 'firing', '-', 'recovered']);
});

test('quiet hours hold back what lasts until they are over, and swallow what came and went', () => {
  const quiet = NIGHT;
  expect(
    told(
      [
        ['22:30', FIRING],
        ['23:00', OK],
        ['23:30', FIRING],
      ],
      { quiet },
    ),
  ).toEqual(['-', '-', '-']);
  expect(
    told(
      [
        ['05:00', FIRING],
        ['07:00', FIRING],
      ],
      { quiet },
    ),
  ).toEqual(['-', 'firing']);
});

test.each([
  [NIGHT, '21:59', false],
  [NIGHT, '22:00', true],
  [NIGHT, '06:59', true],
  [NIGHT, '07:00', false],
  [{ from: '12:00', to: '13:00', time_zone: 'Europe/Berlin' }, '11:30', true],
  [{ from: '12:00', to: '13:00', time_zone: 'Europe/Berlin' }, '12:30', false],
])('%j at %s: quiet %s', (quiet, time, expected) => {
  expect(isQuiet(quiet, at(time))).toBe(expected);
});

const RATE: RuleBounds = { kind: 'failure_rate', threshold: 0.5, windowMinutes: 120, minRuns: 4 };
const reading = (bad: number, of: number) => ({ subject: 's', name: 'acme/api', bad, of, detail: null });

test.each([
  [2, 4, 'firing'],
  [1, 4, 'ok'],
  [3, 3, 'unknown'],
  [0, 0, 'unknown'],
] as const)('%i of %i runs failed: %s', (bad, of, verdict) => {
  expect(judge(RATE, reading(bad, of)).verdict).toBe(verdict);
});

test('a message says what was counted', () => {
  expect(judge(RATE, reading(3, 4)).message).toBe('acme/api: 3 of 4 runs failed in the last 2 h (75 %).');
});

test('a dead hook is told with its reason', () => {
  const hook: RuleBounds = { ...RATE, kind: 'hook_failing' };

  expect(judge(hook, { ...reading(1, 1), detail: 'removed' })).toMatchObject({
    verdict: 'firing',
    message: expect.stringContaining(': removed') as string,
  });
  expect(judge(hook, reading(0, 1)).verdict).toBe('ok');
});
