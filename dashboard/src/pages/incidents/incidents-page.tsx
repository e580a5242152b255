import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentPagesQuery } from '../../api/incidents';
import { FilterSelect, FilterText } from '../../ui/filters';
import { ListCard } from '../../ui/list-card';
import { Page } from '../../ui/page';
import { SavedFilters } from '../../ui/saved-filters';
import { RangeFilter, RepositoryFilter } from '../../ui/scope-filters';
import { IncidentTable } from './incident-table';
import { CLASSES, incidentsSearch, SEVERITIES, STATUSES } from './search';

const route = getRouteApi('/inside/incidents');

/** All incidents, filtered by what stands in the address. */
export function IncidentsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...incidentPagesQuery({
      status: search.status,
      severity: search.severity,
      class: search.class,
      repository_connection_id: search.repository,
      search: search.q,
      range: search.range,
    }),
    placeholderData: keepPreviousData,
  });
  const set = (change: Record<string, string | undefined>): void => {
    void navigate({ search: incidentsSearch({ ...search, ...change }), replace: true });
  };
  const incidents = list.data?.pages.flatMap((page) => page.incidents) ?? [];
  return (
    <Page
      title="Incidents"
      actions={list.data === undefined ? null : <span className="dim">{list.data.pages[0]?.total} in this list</span>}
    >
      <div className="filters" role="search" aria-label="Filter incidents">
        <FilterText
          label="Search titles and causes"
          value={search.q}
          onChange={(q) => {
            set({ q });
          }}
        />
        <FilterSelect
          label="State"
          any="Any state"
          value={search.status}
          options={STATUSES}
          onChange={(status) => {
            set({ status });
          }}
        />
        <FilterSelect
          label="Severity"
          any="Any severity"
          value={search.severity}
          options={SEVERITIES}
          onChange={(severity) => {
            set({ severity });
          }}
        />
        <FilterSelect
          label="Kind"
          any="Any kind"
          value={search.class}
          options={CLASSES}
          onChange={(kind) => {
            set({ class: kind });
          }}
        />
        <RepositoryFilter
          includeDisabled
          value={search.repository}
          onChange={(repository) => {
            set({ repository });
          }}
        />
        <RangeFilter
          of="rows"
          value={search.range}
          onChange={(range) => {
            set({ range });
          }}
        />
      </div>
      <SavedFilters
        list="incidents"
        current={search}
        apply={(filter) => void navigate({ search: incidentsSearch(filter) })}
      />
      <ListCard
        list={list}
        isEmpty={incidents.length === 0}
        icon="check"
        nothing="No incidents"
        nothingYet="When a run fails, its cause shows here."
        noMatch="No incident matches"
        clear={Object.keys(search).length === 0 ? undefined : () => void navigate({ search: {} })}
      >
        <IncidentTable incidents={incidents} />
      </ListCard>
    </Page>
  );
}
