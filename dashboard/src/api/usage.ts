import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type Usage = Schemas['UsageDto'];
export type UsageCounts = Omit<Schemas['UsageDayDto'], 'day'>;
export type CredentialUsage = Schemas['UsageCredentialDto'];
export type ForgeConnectionUsage = Schemas['ForgeUsageConnectionDto'];

/** How often the caller asked in the last 30 days, by day and by credential. */
export const usageQuery = queryOptions({
  queryKey: [KEYS.usage, 'own'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/usage', { params: { query: { by: 'token' } }, signal })),
});

/** How often the caller's forges were called in the last 30 days. */
export const forgeUsageQuery = queryOptions({
  queryKey: [KEYS.usage, 'forges'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/usage/forges', { signal })),
});

/** How often somebody asked in the last 30 days, for admins. */
export function usageOfQuery(userId: string) {
  return queryOptions({
    queryKey: [KEYS.usage, userId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/users/{id}/usage', { params: { path: { id: userId } }, signal })),
  });
}
