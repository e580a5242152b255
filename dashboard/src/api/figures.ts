import { queryOptions } from '@tanstack/react-query';
import { defined, sinceOf } from '../ui/search';
import { api, unwrap } from './client';
import { KEYS } from './keys';

/** Counts and rates of runs within a range such as `7d`. */
export function runStatsQuery(repository: string | undefined, range: string | undefined) {
  return queryOptions({
    queryKey: [KEYS.runs, 'stats', repository, range],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v2/workflows/stats', {
          params: { query: defined({ repository_connection_id: repository, since: sinceOf(range) }) },
          signal,
        }),
      ),
  });
}

/** What became of the fix pull requests. */
export function pullStatsQuery(repository: string | undefined) {
  return queryOptions({
    queryKey: [KEYS.pulls, 'stats', repository],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v2/prs/stats', {
          params: { query: defined({ repository_connection_id: repository }) },
          signal,
        }),
      ),
  });
}
