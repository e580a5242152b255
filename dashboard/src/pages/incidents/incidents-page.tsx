import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentPagesQuery } from '../../api/incidents';
import { connectionsQuery } from '../../api/repositories';
import { FilterSelect, FilterText } from '../../ui/filters';
import { More } from '../../ui/more';
import { Page } from '../../ui/page';
import { RANGES, sinceOf } from '../../ui/search';
import { Empty, Failure, Loading } from '../../ui/states';
import { IncidentTable } from './incident-table';
import { CLASSES, incidentsSearch, SEVERITIES, STATUSES } from './search';

const route = getRouteApi('/inside/incidents');

/** All incidents, filtered by what stands in the address. */
export function IncidentsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const repositories = useQuery(connectionsQuery({ include_disabled: true }));
  const list = useInfiniteQuery({
    ...incidentPagesQuery({
      status: search.status,
      severity: search.severity,
      class: search.class,
      repository_connection_id: search.repository,
      search: search.q,
      since: sinceOf(search.range),
    }),
    placeholderData: keepPreviousData,
  });
  const set = (change: Record<string, string | undefined>): void => {
    void navigate({ search: incidentsSearch({ ...search, ...change }), replace: true });
  };
  const incidents = list.data?.pages.flatMap((page) => page.incidents) ?? [];
  const filtered = Object.keys(search).length > 0;
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
        <FilterSelect
          label="Repository"
          any="All repositories"
          value={search.repository}
          options={(repositories.data?.connections ?? []).map((each) => ({
            value: each.id,
            label: each.repository_full_name,
          }))}
          onChange={(repository) => {
            set({ repository });
          }}
        />
        <FilterSelect
          label="Time"
          any="Any time"
          value={search.range}
          options={RANGES}
          onChange={(range) => {
            set({ range });
          }}
        />
      </div>
      <div className="card">
        {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
        {list.isPending ? <Loading rows={6} /> : null}
        {list.isSuccess && incidents.length === 0 ? (
          <Empty
            icon="check"
            title={filtered ? 'No incident matches' : 'No incidents'}
            action={
              filtered ? (
                <Button variant="default" size="xs" onClick={() => void navigate({ search: {} })}>
                  Clear the filters
                </Button>
              ) : (
                <Link to="/welcome">First steps</Link>
              )
            }
          >
            {filtered ? 'Loosen the filters above.' : 'When a run fails, its cause shows here.'}
          </Empty>
        ) : null}
        {incidents.length > 0 ? <IncidentTable incidents={incidents} /> : null}
        <More list={list} />
      </div>
    </Page>
  );
}
