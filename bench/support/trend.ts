/** A measurement over time. */
export interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly value: number;
}

/** Where a series leads to. */
export interface Trend {
  readonly mean: number;
  /** Of the straight line that fits best. */
  readonly slopePerHour: number;
  /** By how much the last third's middle lies above the first third's. */
  readonly growth: number;
  readonly isFlat: boolean;
}

/** What comes and goes with garbage collection and with what is under way; a leak grows beyond it. */
export interface Tolerance {
  /** Of the mean. */
  readonly share: number;
  readonly absolute: number;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/**
 * Judges a series after its warm-up. Thirds' middles are compared, not ends: one collection more or less moves an end by a
 * tenth. Throws when there are fewer than nine samples: that says nothing.
 */
export function trendOf(samples: readonly Sample[], tolerance: Tolerance): Trend {
  if (samples.length < 9) throw new Error(`${samples.length} samples tell no trend`);
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / samples.length;
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / samples.length;
  const covariance = samples.reduce((sum, { at, value }) => sum + (at - meanAt) * (value - mean), 0);
  const variance = samples.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const third = Math.floor(samples.length / 3);
  const values = samples.map(({ value }) => value);
  const growth = middle(values.slice(-third)) - middle(values.slice(0, third));
  const limit = Math.max(tolerance.absolute, tolerance.share * mean);
  return { mean, slopePerHour: (covariance / variance) * 3600, growth, isFlat: growth <= limit };
}
