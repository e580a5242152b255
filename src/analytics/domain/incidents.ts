import { counted, measured, rate, type Figure, type Frame } from './figure';

/** What incidents of a window come to. */
export interface IncidentSums {
  readonly opened: number;
  readonly merged_away: number;
  readonly open: number;
  readonly resolved: number;
  readonly mttr: number | null;
  readonly mttr_median: number | null;
  readonly detect: number | null;
  readonly judged: number;
  readonly noise: number;
}

/** The figures of incidents. */
export interface IncidentFigures {
  readonly opened: Figure;
  readonly open: Figure;
  readonly resolved: Figure;
  readonly mttr: Figure;
  readonly mttr_median: Figure;
  readonly time_to_detect: Figure;
  readonly noise_share: Figure;
}

const NONE: IncidentSums = {
  ...{ opened: 0, merged_away: 0, open: 0, resolved: 0, mttr: null, mttr_median: null, detect: null },
  ...{ judged: 0, noise: 0 },
};

/** What sums say, with where each figure comes from; null: there were none. */
export function incidentFigures(sums: IncidentSums | null, frame: Frame): IncidentFigures {
  const of = sums ?? NONE;
  const merged = [{ what: 'merged into another', n: of.merged_away }];
  return {
    opened: { ...counted('incidents.opened', of.opened, frame), excluded: merged.filter(({ n }) => n > 0) },
    open: counted('incidents.open', of.open, frame),
    resolved: counted('incidents.resolved', of.resolved, frame),
    mttr: measured('incidents.mttr', of.mttr, of.resolved, frame),
    mttr_median: measured('incidents.mttr_median', of.mttr_median, of.resolved, frame),
    time_to_detect: measured('incidents.time_to_detect', of.detect, of.opened, frame, merged),
    noise_share: rate('incidents.noise_share', of.noise, of.judged, frame, [
      ...merged,
      { what: 'verdict unknown', n: of.opened - of.judged },
    ]),
  };
}
