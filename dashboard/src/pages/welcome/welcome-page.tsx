import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentsQuery } from '../../api/incidents';
import { connectionsQuery, forgeAccountsQuery, type Forge } from '../../api/repositories';
import { runsQuery } from '../../api/runs';
import { ConnectForge } from '../../ui/connect-forge';
import { forgeKey, forgeName } from '../../ui/forge-name';
import { RepositoryPickers } from '../../ui/repository-picker';
import { Icon } from '../../ui/icons';
import { OAuthOutcome } from '../../ui/oauth-outcome';
import { Page } from '../../ui/page';
import { Loaded, QueryFailure } from '../../ui/states';

const route = getRouteApi('/inside/welcome');

/** The first-run checklist: an account at a forge, repositories, a run, an incident. */
export function WelcomePage(): ReactNode {
  const outcome = route.useSearch();
  const accounts = useQuery(forgeAccountsQuery);
  const repositories = useQuery(connectionsQuery({}));
  const runs = useQuery(runsQuery({ limit: 1 }));
  const incidents = useQuery(incidentsQuery({ limit: 1 }));

  const active = accounts.data?.connections.filter((each) => each.is_active) ?? [];
  const isConnected = active.length > 0;
  const hasRepository = (repositories.data?.total ?? 0) > 0;
  const run = runs.data?.runs[0];
  const incident = incidents.data?.incidents[0];
  return (
    <Page title="First steps">
      <OAuthOutcome outcome={outcome} />
      <ol className="steps">
        <Step title="Connect your account at a forge" done={isConnected} current={!isConnected}>
          <Loaded query={accounts} rows={1}>
            {({ instances }) =>
              isConnected ? (
                <p className="dim">
                  Connected as {active.map((each) => `${each.provider_username} (${forgeName(each)})`).join(' and ')}.
                </p>
              ) : (
                <Connect available={instances} />
              )
            }
          </Loaded>
        </Step>
        <Step
          title="Pick repositories"
          done={hasRepository}
          current={isConnected && !hasRepository}
          always={isConnected}
        >
          <QueryFailure query={repositories} />
          {isConnected ? (
            <RepositoryPickers forges={active} />
          ) : (
            <p className="dim">DevFlowFix adds a webhook to each, so that it hears of every run.</p>
          )}
        </Step>
        <Step title="Wait for the first run" done={run !== undefined} current={hasRepository && run === undefined}>
          <QueryFailure query={runs} />
          {run === undefined ? (
            <p className="dim">Push a commit, or start a workflow by hand. It shows here without a reload.</p>
          ) : (
            <p>
              <Link to="/runs/$id" params={{ id: run.id }}>
                {run.workflow_name} #{run.run_number}
              </Link>{' '}
              in {run.repository_full_name}
            </p>
          )}
        </Step>
        <Step
          title="Meet the first incident"
          done={incident !== undefined}
          current={run !== undefined && incident === undefined}
        >
          <QueryFailure query={incidents} />
          {incident === undefined ? (
            <p className="dim">When a run fails, its cause becomes an incident: what broke, where, and whose it is.</p>
          ) : (
            <p>
              <Link to="/incidents/$id" params={{ id: incident.id }}>
                {incident.title}
              </Link>
            </p>
          )}
        </Step>
      </ol>
    </Page>
  );
}

function Connect({ available }: { readonly available: readonly Forge[] }): ReactNode {
  if (available.length === 0) return <p className="dim">Whoever runs this server has set up no forge yet.</p>;
  return (
    <div className="stack">
      <p className="dim">You are sent to the forge to agree, and come back here.</p>
      <div className="row">
        {available.map((forge) => (
          <ConnectForge key={forgeKey(forge)} forge={forge} leftSection={<Icon name="plug" />} />
        ))}
      </div>
    </div>
  );
}

function Step({
  title,
  done,
  current,
  always = false,
  children,
}: {
  readonly title: string;
  readonly done: boolean;
  readonly current: boolean;
  readonly always?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <li className="step card" data-done={done} data-current={current} aria-current={current ? 'step' : undefined}>
      <h2>
        <span className="step-mark" aria-hidden="true">
          {done ? <Icon name="check" size={14} /> : null}
        </span>
        {title}
        {done ? <span className="sr-only"> (done)</span> : null}
      </h2>
      {done || current || always ? children : <div className="dim">{children}</div>}
    </li>
  );
}
