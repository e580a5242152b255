import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { connectionsQuery } from '../api/repositories';
import { FilterSelect, type Choice } from './filters';

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
  const options: readonly Choice[] = (repositories.data?.connections ?? []).map((each) => ({
    value: each.id,
    label: each.repository_full_name,
  }));
  return <FilterSelect label="Repository" any="All repositories" value={value} options={options} onChange={onChange} />;
}
