import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defined, sinceOf } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import type { operations } from './schema.gen.mjs';

export type Incident = Schemas['IncidentDto'];
export type IncidentDetail = Schemas['IncidentDetailDto'];
export type FixPreview = Schemas['FixPreviewDto'];
export type PullRequest = Schemas['PullRequestDto'];

type ListQuery = NonNullable<operations['Incident_list']['parameters']['query']>;

/** What a list of incidents may be asked for; undefined is "any". */
export type IncidentFilter = { readonly [K in keyof ListQuery]?: ListQuery[K] | undefined };

/** The first page of a list. */
export function incidentsQuery(filter: IncidentFilter) {
  const query = defined(filter);
  return queryOptions({
    queryKey: [KEYS.incidents, 'list', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/incidents', { params: { query }, signal })),
  });
}

/** A list page by page, of a time range such as `24h` or of any time; its beginning is no part of the key, as with runs. */
export function incidentPagesQuery({
  range,
  ...filter
}: Omit<IncidentFilter, 'since'> & { readonly range?: string | undefined }) {
  const query = defined(filter);
  return infiniteQueryOptions({
    queryKey: [KEYS.incidents, 'pages', defined({ ...query, range })],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/incidents', {
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

/** How many incidents wait for somebody. */
export const openIncidentCountQuery = queryOptions({
  ...incidentsQuery({ status: 'open', limit: 1 }),
  select: (list: Schemas['IncidentListDto']) => list.total,
});

export function incidentQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.incidents, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/incidents/{id}', { params: { path: { id } }, signal })),
  });
}

/** What was proposed for it so far, newest first. */
export function fixAttemptsQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.incidents, 'attempts', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/incidents/{id}/fix-attempts', { params: { path: { id } }, signal })),
  });
}

export function incidentPullsQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.pulls, 'incident', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/incidents/{id}/prs', { params: { path: { id } }, signal })),
  });
}

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.tasks, id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/tasks/{id}', { params: { path: { id } }, signal })),
  });
}
