import type { Period } from '../../api/analytics';
import { defined, oneOf, RANGES, text } from '../../ui/search';

export interface AnalyticsSearch {
  readonly repository?: string;
  readonly range?: string;
  readonly period?: Period;
}

/** Whole days: an hour is too little for a figure. */
export const LONG_RANGES = RANGES.filter(({ value }) => value.endsWith('d'));
export const DEFAULT_RANGE = '30d';
export const PERIODS = ['day', 'week', 'month'] as const;

/** The filters of the figures, as they stand in the address. */
export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  return defined({
    repository: text(search.repository),
    range: oneOf(
      search.range,
      LONG_RANGES.map(({ value }) => value),
    ),
    period: oneOf(search.period, PERIODS),
  });
}
