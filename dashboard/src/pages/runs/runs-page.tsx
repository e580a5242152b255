import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { connectionsQuery } from '../../api/repositories';
import { runPagesQuery } from '../../api/runs';
import { FilterSelect, FilterText } from '../../ui/filters';
import { More } from '../../ui/more';
import { Page } from '../../ui/page';
import { RANGES, sinceOf } from '../../ui/search';
import { Empty, Failure, Loading } from '../../ui/states';
import { RunTable } from './run-table';
import { CONCLUSIONS, runsSearch, STATUSES } from './search';

const route = getRouteApi('/inside/runs');

/** All runs, live, filtered by what stands in the address. */
export function RunsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const repositories = useQuery(connectionsQuery({ include_disabled: true }));
  const list = useInfiniteQuery({
    ...runPagesQuery({
      status: search.status,
      conclusion: search.conclusion,
      repository_connection_id: search.repository,
      branch: search.branch,
      workflow: search.workflow,
      since: sinceOf(search.range),
    }),
    placeholderData: keepPreviousData,
  });
  const set = (name: string) => (value: string | undefined) => {
    void navigate({ search: runsSearch({ ...search, [name]: value }), replace: true });
  };
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? [];
  const filtered = Object.keys(search).length > 0;
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
        <FilterSelect
          label="Repository"
          any="All repositories"
          value={search.repository}
          options={(repositories.data?.connections ?? []).map((each) => ({
            value: each.id,
            label: each.repository_full_name,
          }))}
          onChange={set('repository')}
        />
        <FilterSelect label="Time" any="Any time" value={search.range} options={RANGES} onChange={set('range')} />
      </div>
      <div className="card">
        {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
        {list.isPending ? <Loading rows={6} /> : null}
        {list.isSuccess && runs.length === 0 ? (
          <Empty
            icon="run"
            title={filtered ? 'No run matches' : 'No run yet'}
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
            {filtered ? 'Loosen the filters above.' : 'Runs of connected repositories show here while they happen.'}
          </Empty>
        ) : null}
        {runs.length > 0 ? <RunTable runs={runs} /> : null}
        <More list={list} />
      </div>
    </Page>
  );
}
