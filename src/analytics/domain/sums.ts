import { CLASSES, merge, quantile } from './histogram';
import type { Excluded, Figure, Frame } from './figure';
import { counted, measured, rate } from './figure';

/** Whose runs: pushes to the default branch, pull requests', all other. */
export const SCOPES = ['default', 'pull_request', 'other'] as const;
export type Scope = (typeof SCOPES)[number];

/** What runs of a span come to; everything can be added. */
export interface Sums {
  /** A run's every attempt counts. */
  readonly total: number;
  readonly success: number;
  readonly failure: number;
  readonly cancelled: number;
  /** Decided runs with a decided run before them in their lane, and those that ended otherwise than it. */
  readonly linked: number;
  readonly flips: number;
  /** Runs with a start and an end, and how long they took together. */
  readonly timed: number;
  readonly seconds: number;
  /** Failures that were green at the same commit later. */
  readonly lost: number;
  readonly lost_seconds: number;
  /** Successes that ended a red streak, and how long the streaks lasted. */
  readonly recoveries: number;
  readonly recovery_seconds: number;
  /** Durations; see `histogram`. */
  readonly bins: readonly number[];
}

export interface ScopedSums extends Sums {
  readonly scope: Scope;
}

const NOTHING: Sums = {
  ...{ total: 0, success: 0, failure: 0, cancelled: 0, linked: 0, flips: 0, timed: 0, seconds: 0 },
  ...{ lost: 0, lost_seconds: 0, recoveries: 0, recovery_seconds: 0 },
  bins: Array.from({ length: CLASSES }, () => 0),
};

/** All of them together. */
export function addUp(all: readonly Sums[]): Sums {
  return all.reduce(
    (a, b): Sums => ({
      total: a.total + b.total,
      success: a.success + b.success,
      failure: a.failure + b.failure,
      cancelled: a.cancelled + b.cancelled,
      linked: a.linked + b.linked,
      flips: a.flips + b.flips,
      timed: a.timed + b.timed,
      seconds: a.seconds + b.seconds,
      lost: a.lost + b.lost,
      lost_seconds: a.lost_seconds + b.lost_seconds,
      recoveries: a.recoveries + b.recoveries,
      recovery_seconds: a.recovery_seconds + b.recovery_seconds,
      bins: merge(a.bins, b.bins),
    }),
    NOTHING,
  );
}

/** Those of some scopes together. */
export function ofScopes(all: readonly ScopedSums[], ...scopes: readonly Scope[]): Sums {
  return addUp(all.filter(({ scope }) => scopes.includes(scope)));
}

/** The figures of runs. */
export interface RunFigures {
  readonly total: Figure;
  readonly failure_rate: Figure;
  readonly success_rate: Figure;
  readonly duration_p50: Figure;
  readonly duration_p95: Figure;
  readonly flip_rate: Figure;
  readonly time_to_recovery: Figure;
  readonly time_to_green: Figure;
  readonly ci_minutes: Figure;
  readonly minutes_lost: Figure;
}

/** What sums of all scopes say, with where each figure comes from. */
export function runFigures(scoped: readonly ScopedSums[], frame: Frame): RunFigures {
  const all = addUp(scoped);
  const [main, pulls, pushes] = [
    ofScopes(scoped, 'default'),
    ofScopes(scoped, 'pull_request'),
    ofScopes(scoped, 'default', 'other'),
  ];
  const decided = all.success + all.failure;
  const undecided: readonly Excluded[] = [
    { what: 'cancelled', n: all.cancelled },
    { what: 'skipped, neutral and other endings', n: all.total - decided - all.cancelled },
  ];
  const untimed: readonly Excluded[] = [{ what: 'without a start or an end', n: all.total - all.timed }];
  return {
    total: counted('runs.total', all.total, frame),
    failure_rate: rate('runs.failure_rate', all.failure, decided, frame, undecided),
    success_rate: rate('runs.success_rate', all.success, decided, frame, undecided),
    duration_p50: measured('runs.duration_p50', quantile(all.bins, 0.5), all.timed, frame, untimed),
    duration_p95: measured('runs.duration_p95', quantile(all.bins, 0.95), all.timed, frame, untimed),
    flip_rate: rate('runs.flip_rate', main.flips, main.linked, frame),
    time_to_recovery: mean('runs.time_to_recovery', pushes, frame),
    time_to_green: mean('runs.time_to_green', pulls, frame),
    ci_minutes: measured('runs.ci_minutes', all.seconds / 60, all.timed, frame, untimed),
    minutes_lost: measured('runs.minutes_lost', all.lost_seconds / 60, all.timed, frame, untimed),
  };
}

/** What runs cost, of repositories that say what a minute does. */
export function ciCost(
  priced: readonly { readonly sums: Sums; readonly price: number | null }[],
  frame: Frame,
): Figure {
  const known = priced.filter(({ price }) => price !== null);
  const cost = known.reduce((all, { sums, price }) => all + (sums.seconds / 60) * (price ?? 0), 0);
  const timed = (of: typeof priced): number => of.reduce((all, { sums }) => all + sums.timed, 0);
  return measured('runs.ci_cost', cost, timed(known), frame, [
    { what: 'runs of repositories without a price', n: timed(priced) - timed(known) },
  ]);
}

function mean(formula: 'runs.time_to_recovery' | 'runs.time_to_green', sums: Sums, frame: Frame): Figure {
  return measured(formula, sums.recovery_seconds / sums.recoveries, sums.recoveries, frame);
}

/** How the 95th percentile moved against the span before. */
export function trend(now: Sums, before: Sums, frame: Frame): Figure {
  const [p95, was] = [quantile(now.bins, 0.95), quantile(before.bins, 0.95)];
  const value = p95 === null || was === null ? null : (p95 - was) / was;
  return measured('runs.duration_p95_trend', value, value === null ? 0 : now.timed, frame);
}
