import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { incidentsQuery, type Incident } from '../../api/incidents';
import { connectionsQuery } from '../../api/repositories';
import { runsQuery } from '../../api/runs';
import { Page, Section } from '../../ui/page';
import { RangeFilter, RepositoryFilter } from '../../ui/scope-filters';
import { Empty, Loaded, useFailure } from '../../ui/states';
import { IncidentTable } from '../incidents/incident-table';
import { RunTable } from '../runs/run-table';
import { DEFAULT_RANGE, defined } from '../../ui/search';
import { Figures, Health } from './figures';
import { overviewSearch } from './search';

const route = getRouteApi('/inside/');

/** Lines of the live feed, and most incidents shown. */
const FEED = 12;
const MOST = 20;

/** What is red right now, how it went lately, and what just ran. */
export function OverviewPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scope = { repository: search.repository, range: search.range ?? DEFAULT_RANGE };
  const only = { repository_connection_id: search.repository };
  const repositories = useQuery(connectionsQuery({}));
  const open = useQuery(incidentsQuery({ ...only, status: 'open', limit: MOST }));
  const acknowledged = useQuery(incidentsQuery({ ...only, status: 'acknowledged', limit: MOST }));
  const fixing = useQuery(incidentsQuery({ ...only, status: 'fixing', limit: MOST }));
  const runs = useQuery(runsQuery({ ...only, limit: FEED }));
  const set = (name: string) => (value: string | undefined) => {
    void navigate({ search: overviewSearch({ ...search, [name]: value }), replace: true });
  };
  return (
    <Page
      title="Overview"
      actions={
        <>
          <RepositoryFilter includeDisabled value={search.repository} onChange={set('repository')} />
          <RangeFilter of="figures" value={search.range} onChange={set('range')} />
        </>
      }
    >
      {repositories.data?.total === 0 ? (
        <div className="card">
          <Empty icon="plug" title="No repository is connected yet" action={<Link to="/welcome">First steps</Link>}>
            Connect one, and this page shows what is red.
          </Empty>
        </div>
      ) : null}
      <Burning query={open} status="open" title="Red right now" all="All open incidents">
        {acknowledged.data?.total === 0 && fixing.data?.total === 0 ? (
          <p className="calm" data-tone="green">
            Nothing is red.
          </p>
        ) : (
          <p className="dim">Nothing is open.</p>
        )}
      </Burning>
      <Burning query={acknowledged} status="acknowledged" title="Acknowledged" all="All acknowledged incidents" />
      <Burning query={fixing} status="fixing" title="Being fixed" all="All that are being fixed" />
      <Figures scope={scope} />
      <Section title="Health of repositories" aside={<Link to="/analytics">Analytics</Link>}>
        <Health scope={scope} />
      </Section>
      <Section title="Latest runs" aside={<Link to="/runs">All runs</Link>}>
        <Loaded query={runs}>
          {(list) => (list.runs.length === 0 ? <Empty icon="run" title="No run yet" /> : <RunTable runs={list.runs} />)}
        </Loaded>
      </Section>
    </Page>
  );
}

/** The newest incidents of a state, and how many more there are. Without `children` there is no section where there is none. */
function Burning({
  query,
  status,
  title,
  all,
  children,
}: {
  readonly query: UseQueryResult<Schemas['IncidentListDto']>;
  readonly status: Incident['status'];
  readonly title: string;
  /** What the link to all of them is called. */
  readonly all: string;
  /** In the place of none. */
  readonly children?: ReactNode;
}): ReactNode {
  const { repository } = route.useSearch();
  const failed = useFailure(query);
  if (children === undefined && failed === null && (query.data?.total ?? 0) === 0) return null;
  return (
    <Section
      title={title}
      aside={
        <Link to="/incidents" search={defined({ status, repository })}>
          {all}
        </Link>
      }
    >
      <Loaded query={query} rows={1}>
        {({ incidents, total }) => (
          <>
            {incidents.length === 0 ? children : <IncidentTable incidents={incidents} />}
            {total > incidents.length ? (
              <p className="dim small">
                The newest {incidents.length} of {total.toLocaleString('en')}.
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}
