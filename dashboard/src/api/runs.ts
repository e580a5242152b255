import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defined } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import type { operations } from './schema.gen.mjs';

export type Run = Schemas['RunDto'];
export type RunDetail = Schemas['RunDetailDto'];
export type Job = Schemas['JobDto'];

type ListQuery = NonNullable<operations['Workflow_list']['parameters']['query']>;

/** What a list of runs may be asked for; undefined is "any". */
export type RunFilter = { readonly [K in keyof ListQuery]?: ListQuery[K] | undefined };

export function runsQuery(filter: RunFilter) {
  const query = defined(filter);
  return queryOptions({
    queryKey: [KEYS.runs, 'list', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/workflows/runs', { params: { query }, signal })),
  });
}

/** A list page by page. */
export function runPagesQuery(filter: RunFilter) {
  const query = defined(filter);
  return infiniteQueryOptions({
    queryKey: [KEYS.runs, 'pages', query],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/workflows/runs', {
          params: { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.runs, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/workflows/runs/{id}', { params: { path: { id } }, signal })),
  });
}

/** The log of a run or of one job of it, secrets masked by the server. */
export function runLogQuery(id: string, jobId: string | undefined) {
  return queryOptions({
    queryKey: [KEYS.forge, 'log', id, jobId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v2/workflows/runs/{id}/logs', {
          params: { path: { id }, query: jobId === undefined ? {} : { job_id: jobId } },
          parseAs: 'text',
          signal,
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });
}
