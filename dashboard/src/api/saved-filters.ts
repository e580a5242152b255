import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type SavedFilter = Schemas['SavedFilterDto'];
export type SavedFilterList = Schemas['SavedFilterListDto'];
export type FilteredList = SavedFilter['list'];

/** The filters a user keeps for a list, by name. */
export function savedFiltersQuery(list: FilteredList) {
  return queryOptions({
    queryKey: [KEYS.savedFilters, list],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/saved-filters', { params: { query: { list } }, signal })),
  });
}
