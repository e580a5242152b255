import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { healthQuery, type Scope } from '../../api/analytics';
import { CsvButton } from '../../ui/csv';
import { HealthTable } from '../../ui/health-table';
import { Section } from '../../ui/page';
import { Loaded } from '../../ui/states';

/** Each repository's health beside what it is made of. */
export function RepositoriesPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(healthQuery(scope));
  return (
    <Section
      title="Repositories"
      aside={<CsvButton family="repositories" table="repositories" scope={scope} what="Repositories" />}
    >
      <Loaded query={query}>{({ repositories }) => <HealthTable repositories={repositories} />}</Loaded>
    </Section>
  );
}
