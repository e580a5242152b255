import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { incidentsQuery } from '../../api/incidents';
import { connectionsQuery, forgeAccountsQuery, goConnect } from '../../api/repositories';
import { runsQuery } from '../../api/runs';
import { RepositoryPicker } from '../../ui/repository-picker';
import { Icon } from '../../ui/icons';
import { OAuthOutcome } from '../../ui/oauth-outcome';
import { Page } from '../../ui/page';
import { Failure } from '../../ui/states';

const route = getRouteApi('/inside/welcome');

/** The first-run checklist: an account at a forge, repositories, a run, an incident. */
export function WelcomePage(): ReactNode {
  const outcome = route.useSearch();
  const accounts = useQuery(forgeAccountsQuery);
  const repositories = useQuery(connectionsQuery({}));
  const runs = useQuery(runsQuery({ limit: 1 }));
  const incidents = useQuery(incidentsQuery({ limit: 1 }));

  const account = accounts.data?.connections.find((each) => each.is_active);
  const hasRepository = (repositories.data?.total ?? 0) > 0;
  const run = runs.data?.runs[0];
  const incident = incidents.data?.incidents[0];
  return (
    <Page title="First steps">
      <OAuthOutcome outcome={outcome} />
      <ol className="steps">
        <Step title="Connect your GitHub account" done={account !== undefined} current={account === undefined}>
          {account === undefined ? <Connect /> : <p className="dim">Connected as {account.provider_username}.</p>}
        </Step>
        <Step
          title="Pick repositories"
          done={hasRepository}
          current={account !== undefined && !hasRepository}
          always={account !== undefined}
        >
          {account === undefined ? (
            <p className="dim">DevFlowFix adds a webhook to each, so that it hears of every run.</p>
          ) : (
            <RepositoryPicker forge={account.provider} />
          )}
        </Step>
        <Step title="Wait for the first run" done={run !== undefined} current={hasRepository && run === undefined}>
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

function Connect(): ReactNode {
  const leave = useMutation({ mutationFn: () => goConnect('github') });
  return (
    <div className="stack">
      <p className="dim">You are sent to the forge to agree, and come back here.</p>
      <div>
        <Button
          leftSection={<Icon name="plug" />}
          loading={leave.isPending}
          onClick={() => {
            leave.mutate();
          }}
        >
          Connect GitHub
        </Button>
      </div>
      {leave.isError ? <Failure error={leave.error} /> : null}
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
