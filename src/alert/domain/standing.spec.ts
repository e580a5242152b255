import fc from 'fast-check';
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

const FLAKY: RuleBounds = { ...RATE, kind: 'flaky_share', threshold: 0.25 };
const RED: RuleBounds = { ...RATE, kind: 'branch_red', windowMinutes: 60 };
const SPEND: RuleBounds = { ...RATE, kind: 'spend_cap', threshold: 10 };

test.each([
  [FLAKY, reading(1, 4), 'firing', '1 of 4 runs failed and went green without a change in the last 2 h (25 %).'],
  [FLAKY, reading(1, 3), 'unknown', '1 of 3 runs failed and went green without a change in the last 2 h'],
  [RED, { ...reading(60, 1), detail: 'ci' }, 'firing', 'the default branch has been red for 60 min: ci'],
  [
    RED,
    { ...reading(59.9, 1), detail: 'ci' },
    'ok',
    'the default branch was green; it has been red anew for 59 min: ci',
  ],
  [RED, { ...reading(300, 1), detail: 'ci, lint' }, 'firing', 'the default branch has been red for 5 h: ci, lint'],
  [RED, reading(4_000, 1), 'firing', 'the default branch has been red for 2 days'],
  [RED, reading(0, 1), 'ok', 'the default branch is green.'],
  [SPEND, reading(10, 1), 'firing', 'the model cost $10.00 in the last 2 h (cap $10.00).'],
  [SPEND, reading(9.99, 1), 'ok', 'the model cost $9.99 in the last 2 h (cap $10.00).'],
  [SPEND, reading(0, 0), 'unknown', 'what the model cost is not known'],
] as const)('%j on %j: %s', (rule, read, verdict, message) => {
  expect(judge(rule, read)).toEqual({ verdict, message: `acme/api: ${message}` });
});

test('a branch that was green between two judgements has recovered, though it is red anew', () => {
  const when = { now: new Date('2026-11-28T12:00:00Z'), remindMinutes: null, quiet: null };
  let standing: Standing | null = null;
  const told = [60, 65, 3, 62, 0].map((minutes) => {
    const next = advance(standing, judge(RED, reading(minutes, 1)), when);
    standing = next.standing;
    return next.tell;
  });

  expect(told).toEqual(['firing', null, 'recovered', 'firing', 'recovered']);
});

/** A history: how many minutes after the one before, and how it was judged. */
const history = fc.array(
  fc.record({ minutes: fc.integer({ min: 0, max: 600 }), verdict: fc.constantFrom('ok', 'firing', 'unknown') }),
  { minLength: 1, maxLength: 60 },
);
const settings = fc.record({
  remindMinutes: fc.option(fc.integer({ min: 5, max: 300 })),
  quiet: fc.option(fc.constant(NIGHT)),
});

test('whatever happens: changes are told once and in turn, nothing in quiet hours, reminders not too often', () => {
  fc.assert(
    fc.property(history, settings, (steps, { remindMinutes, quiet }) => {
      let standing: Standing | null = null;
      let now = at('00:00');
      let lastTold: Date | null = null;
      let believed: 'ok' | 'firing' = 'ok';
      for (const { minutes, verdict } of steps) {
        now = new Date(now.getTime() + minutes * 60_000);
        const when = { now, remindMinutes, quiet };
        const next = advance(standing, { verdict, message: verdict }, when);
        standing = next.standing;
        const { tell } = next;
        if (tell !== null) {
          expect(quiet !== null && isQuiet(quiet, now)).toBe(false);
          if (tell === 'reminder') {
            const since = now.getTime() - (lastTold?.getTime() ?? 0);
            expect(since).toBeGreaterThanOrEqual((remindMinutes ?? Infinity) * 60_000);
          }
          // What people are told is always news, or a reminder of what they know.
          expect(tell === 'reminder' ? 'ok' : tell === 'firing' ? 'firing' : 'ok').not.toBe(believed);
          if (tell !== 'reminder') believed = tell === 'firing' ? 'firing' : 'ok';
          expect(believed).toBe(verdict);
          lastTold = now;
        }
        const isTold = verdict === 'unknown' || (quiet !== null && isQuiet(quiet, now));
        if (!isTold) expect(believed).toBe(verdict);
        // Judged again at the same moment, nothing is told again.
        expect(advance(standing, { verdict, message: verdict }, when)).toEqual({ standing, tell: null });
      }
    }),
  );
});
