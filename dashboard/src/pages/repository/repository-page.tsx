import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { connectionQuery } from '../../api/repositories';
import { Page } from '../../ui/page';
import { Loaded } from '../../ui/states';
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
          <div className="columns">
            <div className="stack">
              <HealthSection id={repository.id} />
              <PolicySection key={repository.id} repository={repository} />
            </div>
            <div className="stack">
              <HookSection repository={repository} />
              <FiguresSection key={repository.id} repository={repository} />
              <AboutSection repository={repository} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
