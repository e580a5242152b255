import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { runPagesQuery } from '../../api/runs';
import { FilterSelect, FilterText } from '../../ui/filters';
import { ListCard } from '../../ui/list-card';
import { Page } from '../../ui/page';
import { SavedFilters } from '../../ui/saved-filters';
import { RangeFilter, RepositoryFilter } from '../../ui/scope-filters';
import { RunTable } from './run-table';
import { CONCLUSIONS, runsSearch, STATUSES } from './search';

const route = getRouteApi('/inside/runs');

/** All runs, live, filtered by what stands in the address. */
export function RunsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...runPagesQuery({
      status: search.status,
      conclusion: search.conclusion,
      repository_connection_id: search.repository,
      branch: search.branch,
      workflow: search.workflow,
      range: search.range,
    }),
    placeholderData: keepPreviousData,
  });
  const set = (name: string) => (value: string | undefined) => {
    void navigate({ search: runsSearch({ ...search, [name]: value }), replace: true });
  };
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <Page
      title="Runs"
      actions={list.data === undefined ? null : <span className="dim">{list.data.pages[0]?.total} in this list</span>}
    >
      <div className="filters" role="search" aria-label="Filter runs">
        <FilterText label="Branch" value={search.branch} onChange={set('branch')} />
        <FilterText label="Workflow" value={search.workflow} onChange={set('workflow')} />
        <FilterSelect label="State" any="Any state" value={search.status} options={STATUSES} onChange={set('status')} />
        <FilterSelect
          label="Result"
          any="Any result"
          value={search.conclusion}
          options={CONCLUSIONS}
          onChange={set('conclusion')}
        />
        <RepositoryFilter includeDisabled value={search.repository} onChange={set('repository')} />
        <RangeFilter of="rows" value={search.range} onChange={set('range')} />
      </div>
      <SavedFilters list="runs" current={search} apply={(filter) => void navigate({ search: runsSearch(filter) })} />
      <ListCard
        list={list}
        isEmpty={runs.length === 0}
        icon="run"
        nothing="No run yet"
        nothingYet="Runs of connected repositories show here while they happen."
        noMatch="No run matches"
        clear={Object.keys(search).length === 0 ? undefined : () => void navigate({ search: {} })}
      >
        <RunTable runs={runs} />
      </ListCard>
    </Page>
  );
}
