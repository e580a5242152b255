import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defined, sinceOf } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import { ApiError, problemOf } from './problem';
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

/**
 * A list page by page, of a time range such as `24h` or of any time. Where the range begins is found out with each request: as
 * part of the key it would make another list of this one every minute, of one page again.
 */
export function runPagesQuery({
  range,
  ...filter
}: Omit<RunFilter, 'since'> & { readonly range?: string | undefined }) {
  const query = defined(filter);
  return infiniteQueryOptions({
    queryKey: [KEYS.runs, 'pages', defined({ ...query, range })],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/workflows/runs', {
          params: {
            query: {
              ...query,
              ...defined({ since: sinceOf(range) }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
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

/** Lines of a whole log that come at once: as many as the viewer shows without effort. */
export const LOG_PAGE = 100_000;

/** A job's whole log, secrets masked by the server, page by page. */
export function wholeLogPagesQuery(id: string, jobId: string) {
  return infiniteQueryOptions({
    queryKey: [KEYS.forge, 'whole-log', id, jobId],
    initialPageParam: 1,
    queryFn: ({ signal, pageParam }) =>
      text(
        api.GET('/api/v2/workflows/runs/{id}/logs/full', {
          params: { path: { id }, query: { job_id: jobId, from_line: pageParam, max_lines: LOG_PAGE } },
          parseAs: 'text',
          signal,
        }),
      ),
    // A page that is not full is the last.
    getNextPageParam: (page, _pages, from) => (linesOf(page) < LOG_PAGE ? null : from + LOG_PAGE),
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** An answer's text, which may be empty. The server cuts an answer off when the forge does so to it. */
async function text(call: Promise<{ data?: string; error?: unknown; response: Response }>): Promise<string> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    // What browsers throw for a body that ends too early.
    if (reason instanceof TypeError) throw new Error('The log broke off before its end.', { cause: reason });
    throw reason;
  });
  if (!response.ok) throw new ApiError(response.status, problemOf(error, response));
  return data ?? '';
}

function linesOf(page: string): number {
  let lines = 0;
  for (let at = page.indexOf('\n'); at >= 0; at = page.indexOf('\n', at + 1)) lines += 1;
  return lines;
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
