import type { RunBucket } from '../api/analytics';

/** One thing drawn over time. */
export interface Track {
  readonly key: string;
  readonly name: string;
  /** A colour of the theme: `red`, `green`, … */
  readonly tone: string;
  /** `band` draws from `${key}_low` to `${key}_high`. */
  readonly as: 'line' | 'bar' | 'band';
}

/** One bucket: when it began, and a number for each track; null where nothing was observed. */
export interface Point {
  readonly start: string;
  readonly [key: string]: number | string | null;
}

export const FAILURE_TRACKS: readonly Track[] = [
  { key: 'failure_rate_band', name: '95 % interval', tone: 'red', as: 'band' },
  { key: 'failure_rate', name: 'Failure rate', tone: 'red', as: 'line' },
];

/** Failure rates of buckets, with what they rest on. */
export function failurePoints(series: readonly RunBucket[]): readonly Point[] {
  return series.map(({ start, succeeded, failed, failure_rate, failure_rate_low, failure_rate_high }) => ({
    start,
    failure_rate,
    failure_rate_band_low: failure_rate_low,
    failure_rate_band_high: failure_rate_high,
    n: succeeded + failed,
  }));
}
