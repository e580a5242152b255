import { infiniteQueryOptions } from '@tanstack/react-query';
import { defined } from '../ui/search';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';
import type { operations } from './schema.gen.mjs';

export type Task = Schemas['TaskDto'];

type ListQuery = NonNullable<operations['Task_list']['parameters']['query']>;
export type TaskFilter = { readonly [K in keyof ListQuery]?: ListQuery[K] | undefined };

/** Background work that somebody asked for, and what gave up, newest first, page by page. */
export function taskPagesQuery(filter: TaskFilter) {
  const query = defined(filter);
  return infiniteQueryOptions({
    queryKey: [KEYS.tasks, 'pages', query],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/tasks', {
          params: { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}
