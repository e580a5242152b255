import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentsQuery } from '../../api/incidents';
import { connectionsQuery } from '../../api/repositories';
import { runsQuery } from '../../api/runs';
import { Page, Section } from '../../ui/page';
import { Empty, Loaded } from '../../ui/states';
import { IncidentTable } from '../incidents/incident-table';
import { RunTable } from '../runs/run-table';

/** Lines of the live feed. */
const FEED = 12;

/** What is red right now, and what just ran. */
export function OverviewPage(): ReactNode {
  const repositories = useQuery(connectionsQuery({}));
  const open = useQuery(incidentsQuery({ status: 'open', limit: 20 }));
  const fixing = useQuery(incidentsQuery({ status: 'fixing', limit: 20 }));
  const runs = useQuery(runsQuery({ limit: FEED }));
  const isNew = repositories.data?.total === 0;
  return (
    <Page title="Overview">
      {isNew ? (
        <div className="card">
          <Empty icon="plug" title="No repository is connected yet" action={<Link to="/welcome">First steps</Link>}>
            Connect one, and this page shows what is red.
          </Empty>
        </div>
      ) : null}
      <Section
        title="Red right now"
        aside={
          <Link to="/incidents" search={{ status: 'open' }}>
            All open incidents
          </Link>
        }
      >
        <Loaded query={open}>
          {({ incidents }) =>
            incidents.length === 0 ? (
              <Empty icon="check" title="Nothing is red" />
            ) : (
              <IncidentTable incidents={incidents} />
            )
          }
        </Loaded>
      </Section>
      {(fixing.data?.incidents.length ?? 0) > 0 ? (
        <Section title="Being fixed">
          <IncidentTable incidents={fixing.data?.incidents ?? []} />
        </Section>
      ) : null}
      <Section title="Latest runs" aside={<Link to="/runs">All runs</Link>}>
        <Loaded query={runs}>
          {(list) => (list.runs.length === 0 ? <Empty icon="run" title="No run yet" /> : <RunTable runs={list.runs} />)}
        </Loaded>
      </Section>
    </Page>
  );
}
