import type { IncidentFilter } from '../../api/incidents';
import { defined, oneOf, rangeOf, text } from '../../ui/search';

export const STATUSES = ['open', 'acknowledged', 'fixing', 'muted', 'resolved'] as const;
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
type Class = NonNullable<IncidentFilter['class']>;
/** As the API lists them: a class that is missing here, or that it does not know, is an error of types. */
const KNOWN = {
  test: true,
  build: true,
  lint: true,
  'type-check': true,
  dependency: true,
  config: true,
  permission: true,
  infra: true,
  timeout: true,
  security: true,
  unknown: true,
} as const satisfies Record<Class, true>;
export const CLASSES = Object.keys(KNOWN) as readonly Class[];

export interface IncidentsSearch {
  readonly status?: (typeof STATUSES)[number];
  readonly severity?: (typeof SEVERITIES)[number];
  readonly class?: Class;
  readonly repository?: string;
  readonly q?: string;
  readonly range?: string;
}

/** The filters of the list, as they stand in the address. */
export function incidentsSearch(search: Record<string, unknown>): IncidentsSearch {
  return defined({
    status: oneOf(search.status, STATUSES),
    severity: oneOf(search.severity, SEVERITIES),
    class: oneOf(search.class, CLASSES),
    repository: text(search.repository),
    q: text(search.q),
    range: rangeOf(search.range),
  });
}
