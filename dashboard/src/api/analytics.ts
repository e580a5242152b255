import { queryOptions } from '@tanstack/react-query';
import { defined, sinceOf } from '../ui/search';
import { api, csvOf, unwrap, type Schemas } from './client';
import { KEYS } from './keys';

export type Figure = Schemas['FigureDto'];
export type RunBucket = Schemas['RunBucketDto'];
export type Unreliable = Schemas['UnreliableDto'];
export type Period = Schemas['OverviewDto']['period'];

/** What figures are asked for: one repository or all, and a time range such as `30d`. */
export interface Scope {
  readonly repository?: string | undefined;
  readonly range: string;
  readonly period?: Period | undefined;
}

/** Buckets that make about a dozen to a month's worth of points. */
const PERIODS: Readonly<Record<string, Period>> = { '90d': 'week', '365d': 'month' };

/** The person's own days, where the server's time zone names know them. */
const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function asked({ repository, range, period }: Scope) {
  return {
    ...defined({ repository_connection_id: repository, since: sinceOf(range) }),
    period: period ?? PERIODS[range] ?? ('day' as const),
    tz: zone(),
  };
}

const key = (family: string, { repository, range, period }: Scope) => [
  KEYS.analytics,
  family,
  { repository, range, period },
];

export function overviewQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('overview', scope),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/analytics/overview', { params: { query: asked(scope) }, signal })),
  });
}

export function workflowsQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('workflows', scope),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/analytics/workflows', { params: { query: asked(scope) }, signal })),
  });
}

export function healthQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('repositories', scope),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/analytics/repositories', { params: { query: asked(scope) }, signal })),
  });
}

export function incidentFiguresQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('incidents', scope),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/analytics/incidents', { params: { query: asked(scope) }, signal })),
  });
}

export function fixFiguresQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('pr-effectiveness', scope),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/analytics/pr-effectiveness', { params: { query: asked(scope) }, signal })),
  });
}

export function deploymentsQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('deployments', scope),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v2/analytics/deployments', { params: { query: asked(scope) }, signal })),
  });
}

export function failuresQuery(scope: Scope) {
  return queryOptions({
    queryKey: key('failures', scope),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v2/analytics/failures', { params: { query: asked(scope) }, signal })),
  });
}

/** How figures are made, by their formula's id. The words change with a release only. */
export const formulasQuery = queryOptions({
  queryKey: ['formulas'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/v2/analytics/formulas', { signal })),
  staleTime: Infinity,
  select: ({ formulas }: Schemas['FormulasDto']): ReadonlyMap<string, string> =>
    new Map(formulas.map(({ id, text }) => [id, text])),
});

/** One table of a family as CSV. */
export function tableAsCsv(family: string, table: string, scope: Scope): Promise<Blob> {
  const query = new URLSearchParams({ ...asked(scope), table });
  return csvOf(`api/v2/analytics/${family}?${query.toString()}`);
}
