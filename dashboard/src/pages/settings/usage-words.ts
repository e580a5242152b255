import type { UsageCounts } from '../../api/usage';

/** A number with its thousands apart. */
export const count = (value: number): string => value.toLocaleString('en');

/** Requests that were refused because there were too many, whatever they would have cost. */
export const refusedOf = (row: UsageCounts): number => row.read_refused + row.write_refused + row.expensive_refused;

/** Requests that were let through. */
export const passedOf = (row: UsageCounts): number => row.read + row.write + row.expensive;
