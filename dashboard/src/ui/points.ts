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

/** The largest number a chart draws: of bars that stand on each other their sum, of a band its upper end. */
export function topOf(points: readonly Point[], tracks: readonly Track[]): number {
  const bars = tracks.filter(({ as }) => as === 'bar');
  const others = tracks.filter(({ as }) => as !== 'bar');
  return Math.max(
    0,
    ...points.map((point) => bars.reduce((sum, { key }) => sum + (numberAt(point, key) ?? 0), 0)),
    ...points.flatMap((point) =>
      others.map(({ key, as }) => numberAt(point, as === 'band' ? `${key}_high` : key) ?? 0),
    ),
  );
}

/** A track's number at a point; null where nothing was observed. */
export function numberAt(point: Point, key: string): number | null {
  const value = point[key];
  return typeof value === 'number' ? value : null;
}

/** Which of so many points have their day written below them: as many as fit, evenly, the newest among them. */
export function labelledOf(count: number, width: number, widest: number): readonly number[] {
  const every = Math.max(1, Math.ceil((count * widest) / Math.max(1, width)));
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0);
}
