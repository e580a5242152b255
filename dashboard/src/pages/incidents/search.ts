import { defined, oneOf, text } from '../../ui/search';

export const STATUSES = ['open', 'acknowledged', 'fixing', 'muted', 'resolved'] as const;
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export const CLASSES = [
  'test',
  'build',
  'lint',
  'type-check',
  'dependency',
  'config',
  'permission',
  'infra',
  'timeout',
  'security',
  'unknown',
] as const;

export interface IncidentsSearch {
  readonly status?: (typeof STATUSES)[number];
  readonly severity?: (typeof SEVERITIES)[number];
  readonly class?: (typeof CLASSES)[number];
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
    range: text(search.range),
  });
}
