import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, csvOf, unwrap, type Schemas } from './client';

export type AuditEvent = Schemas['AuditEventDto'];

/** What was done, newest first, page by page. */
export const auditPagesQuery = infiniteQueryOptions({
  queryKey: ['audit-log'],
  initialPageParam: null as string | null,
  queryFn: ({ signal, pageParam }) =>
    unwrap(
      api.GET('/api/v2/audit-log', {
        params: { query: pageParam === null ? {} : { cursor: pageParam } },
        signal,
      }),
    ),
  getNextPageParam: (page) => page.next_cursor,
});

export const auditLogAsCsv = (): Promise<Blob> => csvOf('api/v2/audit-log');
