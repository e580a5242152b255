import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defined } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import type { operations } from './schema.gen.mjs';

export type ApiToken = Schemas['ApiTokenDto'];
/** With the token itself, which is answered once. */
export type CreatedToken = Schemas['CreatedApiTokenDto'];
export type Session = Schemas['SessionDto'];
export type Delivery = Schemas['DeliveryDto'];

/** More than anybody looks at. */
const PAGE = 100;

export const tokensQuery = queryOptions({
  queryKey: [KEYS.credentials, 'tokens'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/auth/tokens', { params: { query: { limit: PAGE } }, signal })),
});

/** The tokens of an account, for admins. */
export function tokensOfQuery(userId: string) {
  return queryOptions({
    queryKey: [KEYS.credentials, 'tokens', userId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v2/users/{id}/tokens', { params: { path: { id: userId }, query: { limit: PAGE } }, signal }),
      ),
  });
}

export const sessionsQuery = queryOptions({
  queryKey: [KEYS.credentials, 'sessions'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/auth/sessions', { params: { query: { limit: PAGE } }, signal })),
});

export const aiQuery = queryOptions({
  queryKey: [KEYS.ai],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/ai', { signal })),
});

type ListQuery = NonNullable<operations['Webhook_list']['parameters']['query']>;
export type DeliveryFilter = { readonly [K in keyof ListQuery]?: ListQuery[K] | undefined };

/** What forges delivered, newest first, page by page. */
export function deliveryPagesQuery(filter: DeliveryFilter) {
  const query = defined(filter);
  return infiniteQueryOptions({
    queryKey: [KEYS.deliveries, 'pages', query],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/webhooks/deliveries', {
          params: { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}
