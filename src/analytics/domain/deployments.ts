import { counted, measured, rate, type Figure, type Frame } from './figure';

/** What the deployments of a window come to. */
export interface DeploymentSums {
  readonly succeeded: number;
  readonly failed: number;
  /** Cancelled, skipped, neutral. */
  readonly other: number;
  /** Seconds; null without any. */
  readonly lead_median: number | null;
  readonly recovered: number;
  readonly recovery_median: number | null;
  readonly still_red: number;
}

/** The figures of deployments. */
export interface DeploymentFigures {
  readonly total: Figure;
  readonly frequency: Figure;
  readonly failure_rate: Figure;
  readonly lead_time: Figure;
  readonly recovery_time: Figure;
}

/** What sums say over `days` days, with where each figure comes from. Without a marked workflow nothing was observed. */
export function deploymentFigures(
  of: DeploymentSums,
  days: number,
  isMarked: boolean,
  frame: Frame,
): DeploymentFigures {
  const decided = of.succeeded + of.failed;
  const other = [{ what: 'cancelled, skipped and other endings', n: of.other }];
  return {
    total: isMarked ? counted('deployments.total', of.succeeded, frame) : measured('deployments.total', null, 0, frame),
    frequency: {
      ...measured('deployments.frequency', of.succeeded / days, of.succeeded, frame),
      // None in a month is an observation, too.
      value: isMarked ? of.succeeded / days : null,
    },
    failure_rate: rate('deployments.failure_rate', of.failed, decided, frame, other),
    lead_time: measured('deployments.lead_time', of.lead_median, of.succeeded, frame),
    recovery_time: measured('deployments.recovery_time', of.recovery_median, of.recovered, frame, [
      { what: 'still red', n: of.still_red },
    ]),
  };
}
