import { useQuery } from '@tanstack/react-query';
import { getRouteApi, lazyRouteComponent, Link } from '@tanstack/react-router';
import { Suspense, type ReactNode } from 'react';
import { runQuery, type RunDetail } from '../../api/runs';
import { Copyable } from '../../ui/copy';
import { Icon } from '../../ui/icons';
import { Page, Section } from '../../ui/page';
import { Loaded, Loading } from '../../ui/states';
import { duration, secondsBetween } from '../../ui/durations';
import { Time } from '../../ui/time';
import { RunState } from '../runs/run-table';
import { Gantt } from './gantt';
import { RerunButton } from './rerun-button';

const LogSection = lazyRouteComponent(() => import('./log-section'), 'LogSection');

const route = getRouteApi('/inside/runs/$id');

/** One run: how it went, job by job and step by step, and what it printed. */
export function RunPage(): ReactNode {
  const { id } = route.useParams();
  const query = useQuery(runQuery(id));
  const run = query.data;
  return (
    <Page
      title={run === undefined ? 'Run' : `${run.workflow_name} #${run.run_number}`}
      before={<Link to="/runs">Runs</Link>}
      actions={run === undefined ? null : <RerunButton run={run} />}
    >
      <Loaded query={query}>
        {(found) => (
          <>
            <About run={found} />
            <Section title="Jobs and steps" aside={<Attempts run={found} />}>
              <Gantt jobs={found.jobs} />
            </Section>
            <Suspense fallback={<Loading />}>
              <LogSection run={found} />
            </Suspense>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function About({ run }: { readonly run: RunDetail }): ReactNode {
  const took = run.duration_seconds ?? secondsBetween(run.started_at, run.completed_at);
  return (
    <div className="card stack">
      <div className="row">
        <RunState run={run} />
        <span>{run.repository_full_name}</span>
        {run.branch === null ? null : <Copyable text={run.branch} what="branch" />}
        <Copyable text={run.commit_sha} shown={run.commit_sha.slice(0, 7)} what="commit" />
        <span className="dim">
          {run.event}, <Time at={run.started_at ?? run.created_at} />
          {took === null ? '' : `, ${duration(took)}`}
        </span>
        <a href={run.run_url} target="_blank" rel="noreferrer" className="row">
          At the forge <Icon name="external" size={14} />
        </a>
      </div>
      {run.commit_message === null ? null : (
        <div className="anywhere">
          {run.commit_message.split('\n', 1)[0]}
          {run.author === null ? '' : <span className="dim"> — {run.author}</span>}
        </div>
      )}
      {run.incident_id === null ? null : (
        <div>
          <Link to="/incidents/$id" params={{ id: run.incident_id }}>
            The incident this run belongs to
          </Link>
        </div>
      )}
    </div>
  );
}

/** The run's attempts; each is a run of its own here. */
function Attempts({ run }: { readonly run: RunDetail }): ReactNode {
  if (run.attempts.length < 2) return null;
  return (
    <nav aria-label="Attempts" className="row">
      {run.attempts.map((attempt) => (
        <Link
          key={attempt.id}
          to="/runs/$id"
          params={{ id: attempt.id }}
          aria-current={attempt.id === run.id ? 'page' : undefined}
          className="row"
        >
          Attempt {attempt.run_attempt} <RunState run={attempt} />
        </Link>
      ))}
    </nav>
  );
}
