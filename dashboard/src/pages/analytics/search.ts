import type { Period } from '../../api/analytics';
import { defined, longRange, oneOf, text } from '../../ui/search';

export interface AnalyticsSearch {
  readonly repository?: string;
  readonly range?: string;
  readonly period?: Period;
}

export const PERIODS = ['day', 'week', 'month'] as const;

/** The filters of the figures, as they stand in the address. */
export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  return defined({
    repository: text(search.repository),
    range: longRange(search.range),
    period: oneOf(search.period, PERIODS),
  });
}
