import { defined, longRange, text } from '../../ui/search';

export interface OverviewSearch {
  readonly repository?: string;
  readonly range?: string;
}

/** The filters of the overview, as they stand in the address. */
export function overviewSearch(search: Record<string, unknown>): OverviewSearch {
  return defined({
    repository: text(search.repository),
    range: longRange(search.range),
  });
}
