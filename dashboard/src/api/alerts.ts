import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryClient } from '../app/query-client';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type AlertChannel = Schemas['AlertChannelDto'];
export type AlertRule = Schemas['AlertRuleDto'];
export type AlertDelivery = Schemas['AlertDeliveryDto'];
export type RuleKind = AlertRule['kind'];
export type ChannelKind = AlertChannel['kind'];

export const alertChannelsQuery = queryOptions({
  queryKey: [KEYS.alerts, 'channels'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/alerts/channels', { signal })),
});

export const alertRulesQuery = queryOptions({
  queryKey: [KEYS.alerts, 'rules'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/alerts/rules', { signal })),
  // Judged every minute, and no event tells of it.
  refetchInterval: 60_000,
});

/** What was sent, newest first, page by page. No event tells of it. */
export function alertDeliveryPagesQuery(channelId: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [KEYS.alerts, 'deliveries', channelId ?? null],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET('/api/v2/alerts/deliveries', {
          params: {
            query: {
              ...(channelId === undefined ? {} : { channel_id: channelId }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** After anything about alerts was changed. */
export const renewAlerts = (): Promise<void> => queryClient.invalidateQueries({ queryKey: [KEYS.alerts] });
