import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { connectionQuery, type Connection } from '../../api/repositories';
import { Page } from '../../ui/page';
import { Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { PolicySection } from './policy-section';
import { FiguresSection } from './figures-section';
import { HealthSection } from './health-section';
import { HookSection } from './hook-section';
import { AboutSection } from './about-section';

const route = getRouteApi('/inside/repositories/$id');

/** One repository: how it fares, its webhook's health, what DevFlowFix may do in it, and how to take it off. */
export function RepositoryPage(): ReactNode {
  const { id } = route.useParams();
  const query = useQuery(connectionQuery(id));
  return (
    <Page
      title={query.data?.repository_full_name ?? 'Repository'}
      before={<Link to="/repositories">Repositories</Link>}
      actions={
        <>
          <Link to="/runs" search={{ repository: id }}>
            Runs
          </Link>
          <Link to="/incidents" search={{ repository: id }}>
            Incidents
          </Link>
        </>
      }
    >
      <Loaded query={query}>
        {(repository) => (
          <>
            {repository.disconnected_at === null ? null : <Ended repository={repository} />}
            <div className="columns">
              <div className="stack">
                <HealthSection id={repository.id} />
                {repository.disconnected_at === null ? (
                  <PolicySection key={repository.id} repository={repository} />
                ) : null}
              </div>
              <div className="stack">
                {repository.disconnected_at === null ? <HookSection repository={repository} /> : null}
                <FiguresSection key={repository.id} repository={repository} />
                <AboutSection key={repository.id} repository={repository} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** That nothing more happens here, what was left behind at the forge, and how to begin anew. */
function Ended({ repository }: { readonly repository: Connection }): ReactNode {
  return (
    <Alert color="gray" role="status" title="Disconnected">
      Nothing new is followed here since <Time at={repository.disconnected_at} />; what was recorded stays readable.{' '}
      {repository.webhook_status_reason} <Link to="/repositories">Connect it again</Link> among the repositories.
    </Alert>
  );
}
