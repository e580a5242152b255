import { defined, oneOf, text } from '../../ui/search';
import { LONG_RANGES } from '../analytics/search';

export interface OverviewSearch {
  readonly repository?: string;
  readonly range?: string;
}

/** The filters of the overview, as they stand in the address. */
export function overviewSearch(search: Record<string, unknown>): OverviewSearch {
  return defined({
    repository: text(search.repository),
    range: oneOf(
      search.range,
      LONG_RANGES.map(({ value }) => value),
    ),
  });
}
