import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { connectionsQuery } from '../api/repositories';
import { FilterSelect, type Choice } from './filters';
import { OTHER_LONG_RANGES, RANGES } from './search';

/** The select of a connected repository. */
export function RepositoryFilter({
  value,
  includeDisabled = false,
  onChange,
}: {
  readonly value: string | undefined;
  /** Disconnected ones have a history, too. */
  readonly includeDisabled?: boolean;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  const repositories = useQuery(connectionsQuery(includeDisabled ? { include_disabled: true } : {}));
  const options: readonly Choice[] =
    repositories.data?.connections.map((each) => ({ value: each.id, label: each.repository_full_name })) ??
    // Its name is on its way.
    (value === undefined ? [] : [{ value, label: '…' }]);
  return <FilterSelect label="Repository" any="All repositories" value={value} options={options} onChange={onChange} />;
}

/** The select of a time range: of a list, which has rows of any time, or of figures, which are of 30 days unless said otherwise. */
export function RangeFilter({
  of,
  value,
  onChange,
}: {
  readonly of: 'rows' | 'figures';
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}): ReactNode {
  const [any, options] =
    of === 'rows' ? (['Any time', RANGES] as const) : (['Last 30 days', OTHER_LONG_RANGES] as const);
  return <FilterSelect label="Time" any={any} value={value} options={options} onChange={onChange} />;
}
