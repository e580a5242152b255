import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { defined } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type Connection = Schemas['RepositoryConnectionDto'];
export type ForgeRepository = Schemas['ForgeRepositoryDto'];
export type ForgeAccount = Schemas['OAuthConnectionDto'];
/** One forge of those that can be connected: its kind and which of that kind. */
export type Forge = Pick<ForgeAccount, 'provider' | 'instance'>;

/** Largest page the API gives. */
const PAGE = 100;

/** Connected repositories: all of them, since filters and names are looked up in them. */
export function connectionsQuery(filter: {
  readonly search?: string | undefined;
  readonly include_disabled?: boolean;
}) {
  const query = { limit: PAGE, ...defined(filter) };
  return queryOptions({
    queryKey: [KEYS.repositories, 'list', query],
    queryFn: async ({ signal }): Promise<Pick<Schemas['ConnectionListDto'], 'connections' | 'total'>> => {
      const connections: Connection[] = [];
      let cursor: string | null = null;
      let total: number;
      do {
        const page: Schemas['ConnectionListDto'] = await unwrap(
          api.GET('/api/v2/repositories/connections', {
            params: { query: { ...query, ...(cursor === null ? {} : { cursor }) } },
            signal,
          }),
        );
        connections.push(...page.connections);
        ({ next_cursor: cursor, total } = page);
      } while (cursor !== null);
      return { connections, total };
    },
  });
}

export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.repositories, 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/repositories/connections/{id}', { params: { path: { id } }, signal })),
  });
}

/** The webhook as the forge itself tells of it: slow, so not asked with every event. */
export function hookQuery(id: string) {
  return queryOptions({
    queryKey: [KEYS.forge, 'hook', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/repositories/connections/{id}/webhook', { params: { path: { id } }, signal })),
    staleTime: 30_000,
  });
}

/** What the account may see at the forge, page by page. */
export function forgeRepositoriesQuery({ provider, instance }: Forge, search: string) {
  return infiniteQueryOptions({
    queryKey: [KEYS.forge, 'repositories', provider, instance, search],
    initialPageParam: 1,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/repositories/{forge}', {
          params: {
            path: { forge: provider },
            query: { instance, page: pageParam, per_page: 30, ...(search === '' ? {} : { search }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => (page.has_next ? page.page + 1 : null),
    staleTime: 30_000,
  });
}

/** The caller's accounts at forges. */
export const forgeAccountsQuery = queryOptions({
  queryKey: [KEYS.connections],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/oauth/connections', { signal })),
});

/** Leaves for the forge's own page, which sends the person back here. */
export async function goConnect({ provider, instance }: Forge): Promise<void> {
  const return_to = window.location.pathname;
  const { authorization_url } = await unwrap(
    api.POST('/api/v2/oauth/{forge}/authorize', {
      params: { path: { forge: provider }, query: { instance } },
      body: { return_to },
    }),
  );
  window.location.assign(authorization_url);
}
