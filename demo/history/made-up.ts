import { DAY_MS, MINUTE_MS } from '../../src/common/time';
/** Numbers from 0 to 1 that are the same for the same seed (mulberry32): every demo shows the same history. */
export type Dice = () => number;

export function diceOf(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A workflow of the made-up past, and what it is like. */
export interface Habit {
  readonly repository: string;
  readonly workflow: string;
  /** On a working day. */
  readonly runsADay: number;
  readonly seconds: number;
  readonly failing: number;
  /** Failures that a second attempt of the same commit would not have. */
  readonly flaking: number;
  /** Days before today in which much more fails than usual: a migration, a new compiler. */
  readonly badDays?: readonly [from: number, to: number];
}

export const HABITS: readonly Habit[] = [
  { repository: 'api', workflow: 'CI', runsADay: 9, seconds: 260, failing: 0.08, flaking: 0.02, badDays: [52, 40] },
  { repository: 'api', workflow: 'Release', runsADay: 1, seconds: 540, failing: 0.05, flaking: 0 },
  { repository: 'web', workflow: 'CI', runsADay: 7, seconds: 410, failing: 0.06, flaking: 0.09 },
  {
    repository: 'mobile',
    workflow: 'Build',
    runsADay: 3,
    seconds: 1_150,
    failing: 0.22,
    flaking: 0.05,
    badDays: [24, 12],
  },
];

/** Kinds of failure, how often each, and whether a rule may mend it. */
export const KINDS = [
  { class: 'test', title: 'invoice › adds the tax: expected 119, received 100', weight: 34, fixer: null },
  {
    class: 'type-check',
    title: "TS2339 Property 'total' does not exist on type 'Cart'",
    weight: 22,
    fixer: 'tsc-suggestion',
  },
  { class: 'lint', title: 'prettier: src/cart.ts is not formatted', weight: 18, fixer: 'prettier' },
  {
    class: 'dependency',
    title: 'npm ci: package-lock.json is out of step with package.json',
    weight: 12,
    fixer: 'npm-lock',
  },
  { class: 'config', title: 'ci.yml: node-version 14 is not there any more', weight: 7, fixer: 'ci-file' },
  { class: 'infra', title: 'The runner lost communication with the server', weight: 7, fixer: null },
] as const;
export type Kind = (typeof KINDS)[number];

/** One run attempt. */
export interface PastRun {
  readonly habit: Habit;
  readonly number: number;
  readonly attempt: number;
  readonly branch: string;
  readonly event: 'push' | 'pull_request';
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly startedAt: Date;
  readonly completedAt: Date;
}

/** One cause, from its first red run to the green one, and the fix that was tried for it. */
export interface PastIncident {
  readonly habit: Habit;
  readonly kind: Kind;
  /** Its red runs, and the first of them. */
  readonly runs: readonly PastRun[];
  readonly first: PastRun;
  readonly resolvedAt: Date;
  readonly fix: PastFix | null;
}

export interface PastFix {
  readonly outcome: 'declined' | 'proposed';
  readonly phase: 'merged' | 'closed' | 'failed' | 'withdrawn';
  readonly isVerified: boolean;
  readonly openedAt: Date;
  readonly endedAt: Date;
  readonly harm: 'seen_again' | 'reverted' | null;
}

export const DAYS = 90;
/** The last of it ended this long before now, so that what really happens in the demo stands apart. */
const GAP_MS = 3 * 3_600_000;

/** Ninety days of runs of one workflow, oldest first. */
export function pastRuns(habit: Habit, now: Date, dice: Dice): readonly PastRun[] {
  const runs: PastRun[] = [];
  let number = 0;
  for (let day = DAYS; day >= 1; day -= 1) {
    const midnight = Math.floor((now.getTime() - day * DAY_MS) / DAY_MS) * DAY_MS;
    const isWeekend = [0, 6].includes(new Date(midnight).getUTCDay());
    const count = Math.round(habit.runsADay * (isWeekend ? 0.2 : 0.6 + 0.8 * dice()));
    const starts = Array.from({ length: count }, () => midnight + (8 + 10 * dice()) * 60 * MINUTE_MS).sort(
      (a, b) => a - b,
    );
    for (const start of starts) {
      number += 1;
      runs.push(...attempts(habit, number, start, day, dice));
    }
  }
  return runs.filter(({ completedAt }) => completedAt.getTime() < now.getTime() - GAP_MS);
}

function attempts(habit: Habit, number: number, start: number, day: number, dice: Dice): readonly PastRun[] {
  const [from = 0, to = 0] = habit.badDays ?? [];
  const failing = day <= from && day >= to ? Math.min(0.7, habit.failing * 4) : habit.failing;
  const isPush = habit.workflow === 'Release' || dice() < 0.6;
  const commit = Array.from({ length: 40 }, () => Math.floor(dice() * 16).toString(16)).join('');
  // Ever slower, as pipelines become.
  const took = (): number => habit.seconds * (1.25 - (day / DAYS) * 0.25) * (0.75 + 0.5 * dice() ** 2) * 1000;
  const drawn = dice();
  const isFlake = drawn > 1 - habit.flaking;
  const conclusion = drawn < failing || isFlake ? 'failure' : drawn < failing + 0.03 ? 'cancelled' : 'success';
  const length = took() * (conclusion === 'success' ? 1 : 0.3 + 0.6 * dice());
  const first: PastRun = {
    ...{ habit, number, attempt: 1, commit, conclusion },
    branch: isPush ? 'main' : `feature-${Math.floor(number / 3)}`,
    event: isPush ? 'push' : 'pull_request',
    startedAt: new Date(start),
    completedAt: new Date(start + length),
  };
  if (!isFlake) return [first];
  const again = first.completedAt.getTime() + (4 + 20 * dice()) * MINUTE_MS;
  const second = new Date(again);
  return [
    first,
    { ...first, attempt: 2, conclusion: 'success', startedAt: second, completedAt: new Date(again + took()) },
  ];
}

/** The incidents of a workflow's main branch: a red streak each, over with the next green run. */
export function pastIncidents(runs: readonly PastRun[], now: Date, dice: Dice): readonly PastIncident[] {
  const incidents: PastIncident[] = [];
  let red: PastRun[] = [];
  for (const run of runs) {
    if (run.branch !== 'main' || run.conclusion === 'cancelled') continue;
    if (run.conclusion === 'failure') red.push(run);
    else {
      const first = red[0];
      if (first === undefined) continue;
      const kind = run.attempt > 1 && red.length === 1 ? flake(dice) : drawKind(dice);
      const fix = kind.fixer === null ? null : pastFix(first.completedAt, run.completedAt, now, dice);
      incidents.push({ habit: run.habit, kind, runs: red, first, resolvedAt: run.completedAt, fix });
      red = [];
    }
  }
  return incidents;
}

function drawKind(dice: Dice): Kind {
  let left = dice() * KINDS.reduce((sum, { weight }) => sum + weight, 0);
  return KINDS.find(({ weight }) => (left -= weight) < 0) ?? KINDS[0];
}

/** What goes away by itself is a test that cannot make up its mind, or the runner. */
const flake = (dice: Dice): Kind => (dice() < 0.7 ? KINDS[0] : KINDS[5]);

function pastFix(from: Date, resolvedAt: Date, now: Date, dice: Dice): PastFix {
  const outcome = dice() < 0.82 ? 'proposed' : 'declined';
  const drawn = dice();
  const phase = drawn < 0.72 ? 'merged' : drawn < 0.84 ? 'closed' : drawn < 0.93 ? 'failed' : 'withdrawn';
  const openedAt = new Date(from.getTime() + (2 + 6 * dice()) * MINUTE_MS);
  const endedAt = new Date(Math.max(openedAt.getTime() + 5 * MINUTE_MS, resolvedAt.getTime() - 10 * MINUTE_MS));
  const isOld = now.getTime() - endedAt.getTime() > 14 * DAY_MS;
  const harmful = phase === 'merged' && isOld && dice() < 0.06;
  return {
    ...{ outcome, phase, openedAt, endedAt },
    isVerified: phase !== 'failed' && dice() < 0.95,
    harm: harmful ? (dice() < 0.6 ? 'seen_again' : 'reverted') : null,
  };
}
