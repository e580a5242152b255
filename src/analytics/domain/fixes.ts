import { measured, rate, type Figure, type Frame } from './figure';

/** What fixes of a window come to. */
export interface FixSums {
  readonly tried: number;
  readonly proposed: number;
  readonly opened: number;
  readonly running: number;
  /** Of the running: those no CI proves. */
  readonly unproven: number;
  readonly verified: number;
  readonly merged: number;
  readonly closed: number;
  readonly failed: number;
  readonly withdrawn: number;
  readonly landed: number;
  readonly harmed: number;
  readonly ripe: number;
  readonly ripe_harmed: number;
  readonly fix_median: number | null;
  readonly fix_p90: number | null;
  readonly cost: number | null;
}

/** The figures of fixes. */
export interface FixFigures {
  readonly proposal_rate: Figure;
  readonly verified_rate: Figure;
  readonly acceptance_rate: Figure;
  readonly withdrawal_rate: Figure;
  readonly survival_rate: Figure;
  readonly harm_rate: Figure;
  readonly time_to_fix: Figure;
  readonly time_to_fix_p90: Figure;
  readonly cost_per_merged_fix: Figure;
}

/** What sums say, with where each figure comes from. */
export function fixFigures(of: FixSums, frame: Frame): FixFigures {
  const decided = of.merged + of.closed + of.failed;
  const open = of.opened - decided - of.withdrawn;
  return {
    proposal_rate: rate('fixes.proposal_rate', of.proposed, of.tried, frame),
    verified_rate: rate('fixes.verified_rate', of.verified, of.opened - of.running, frame, [
      { what: 'not decided by the CI', n: of.running - of.unproven },
      { what: 'proven by no CI', n: of.unproven },
    ]),
    acceptance_rate: rate('fixes.acceptance_rate', of.merged, decided, frame, [
      { what: 'open', n: open },
      { what: 'withdrawn', n: of.withdrawn },
    ]),
    withdrawal_rate: rate('fixes.withdrawal_rate', of.withdrawn, decided + of.withdrawn, frame, [
      { what: 'open', n: open },
    ]),
    survival_rate: rate('fixes.survival_rate', of.ripe - of.ripe_harmed, of.ripe, frame, [
      { what: 'merged less than 14 days ago', n: of.landed - of.ripe },
    ]),
    harm_rate: rate('fixes.harm_rate', of.harmed, of.landed, frame),
    time_to_fix: measured('fixes.time_to_fix', of.fix_median, of.landed, frame),
    time_to_fix_p90: measured('fixes.time_to_fix_p90', of.fix_p90, of.landed, frame),
    cost_per_merged_fix: measured(
      'fixes.cost_per_merged_fix',
      of.cost === null ? null : of.cost / of.landed,
      of.landed,
      frame,
    ),
  };
}
