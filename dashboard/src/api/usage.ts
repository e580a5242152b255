import { queryOptions } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type Usage = Schemas['UsageDto'];
export type UsageCounts = Omit<Schemas['UsageDayDto'], 'day'>;
export type CredentialUsage = Schemas['UsageCredentialDto'];
export type UsedRepository = Schemas['UsedRepositoryDto'];
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

/** How often forges were called for the caller's repositories, or one of them, in the last 30 days, and how often they may be. */
export function repositoryUsageQuery(connectionId?: string) {
  return queryOptions({
    queryKey: [KEYS.usage, 'repositories', connectionId ?? 'all'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v2/usage/repositories', {
          params: { query: connectionId === undefined ? {} : { repository_connection_id: connectionId } },
          signal,
        }),
      ),
  });
}

/** The same of an account, for admins. */
export function repositoryUsageOfQuery(userId: string) {
  return queryOptions({
    queryKey: [KEYS.usage, 'repositories', 'of', userId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/users/{id}/usage/repositories', { params: { path: { id: userId } }, signal })),
  });
}

/** How often somebody asked in the last 30 days, for admins. */
export function usageOfQuery(userId: string) {
  return queryOptions({
    queryKey: [KEYS.usage, userId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/users/{id}/usage', { params: { path: { id: userId } }, signal })),
  });
}
