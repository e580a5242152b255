import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Scope } from '../../api/analytics';
import { FilterSelect } from '../../ui/filters';
import { Page } from '../../ui/page';
import { RangeFilter, RepositoryFilter } from '../../ui/scope-filters';
import { DEFAULT_RANGE } from '../../ui/search';
import { DeploymentsPart } from './deployments-part';
import { FailuresPart } from './failures-part';
import { FixesPart } from './fixes-part';
import { IncidentsPart } from './incidents-part';
import { RepositoriesPart } from './repositories-part';
import { RunsPart } from './runs-part';
import { analyticsSearch, PERIODS } from './search';

const route = getRouteApi('/inside/analytics');

/** All figures over time, each with what it rests on. Repositories are compared, people never. */
export function AnalyticsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { repository, range = DEFAULT_RANGE, period } = search;
  const scope: Scope = { repository, range, period };
  const set = (name: string) => (value: string | undefined) => {
    void navigate({ search: analyticsSearch({ ...search, [name]: value }), replace: true });
  };
  return (
    <Page
      title="Analytics"
      actions={
        <>
          <RepositoryFilter includeDisabled value={repository} onChange={set('repository')} />
          <RangeFilter of="figures" value={search.range} onChange={set('range')} />
          <FilterSelect
            label="Points"
            any="Points as fit"
            value={period}
            options={PERIODS.map((value) => ({ value, label: `A point a ${value}` }))}
            onChange={set('period')}
          />
        </>
      }
    >
      <RunsPart scope={scope} />
      <IncidentsPart scope={scope} />
      <FixesPart scope={scope} />
      <DeploymentsPart scope={scope} />
      <FailuresPart scope={scope} />
      <RepositoriesPart scope={scope} />
    </Page>
  );
}
