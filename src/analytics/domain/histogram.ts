/**
 * Durations as counts in classes that grow by 12 %: mergeable by adding, and a quantile read from them is off by 6 % at
 * most, whatever the number of runs. Class 1 holds everything up to a second, the last everything beyond a day.
 */
export const CLASSES = 100;
/** How much longer the durations of a class are than those of the one before. */
export const GROWTH = 1.12;

/** The class of a duration, from 1. */
export function classOf(seconds: number): number {
  return Math.min(CLASSES, 1 + Math.floor(Math.log(Math.max(seconds, 1)) / Math.log(GROWTH)));
}

/** The duration at a quantile (nearest rank) in seconds, to 6 %; null of nothing. */
export function quantile(counts: readonly number[], q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(q * total));
  let before = 0;
  for (const [at, count] of counts.entries()) {
    before += count;
    if (before >= rank) return GROWTH ** (at + 0.5);
  }
  return null;
}

/** Counts of two histograms together. */
export function merge(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: CLASSES }, (_, at) => (a[at] ?? 0) + (b[at] ?? 0));
}

/** By how much a quantile may be off, as a share. */
export const QUANTILE_ERROR = Math.sqrt(GROWTH) - 1;
