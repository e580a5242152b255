import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type ListedUser = Schemas['ListedUserDto'];

/** Accounts of the installation, for admins; newest first, page by page. */
export function usersQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: [KEYS.users, search],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/users', {
          params: {
            query: { ...(search === '' ? {} : { search }), ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}
