import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { incidentQuery } from '../../api/incidents';
import { ApiError } from '../../api/problem';
import { runLogQuery, type RunDetail } from '../../api/runs';
import { defined } from '../../ui/search';
import { FilterSelect } from '../../ui/filters';
import { Section } from '../../ui/page';
import { Empty, Failure, Loading } from '../../ui/states';
import { LogViewer, type Marked } from './log-viewer';

const route = getRouteApi('/inside/runs/$id');

/** The log of the run's failed jobs, or of the one that the address names. */
export function LogSection({ run }: { readonly run: RunDetail }): ReactNode {
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const over = run.status === 'completed';
  const log = useQuery({ ...runLogQuery(run.id, job), enabled: over });
  const incident = useQuery({ ...incidentQuery(run.incident_id ?? ''), enabled: run.incident_id !== null });
  const marked = useMemo<readonly Marked[]>(
    () =>
      (incident.data?.analysis.issues ?? []).map(({ evidence }) => ({
        job: evidence.job,
        first: evidence.first_line,
        last: evidence.last_line,
      })),
    [incident.data],
  );
  return (
    <Section
      title="Log"
      aside={
        <FilterSelect
          label="Job"
          any="What tells most"
          value={job}
          options={run.jobs.map((each) => ({ value: each.id, label: each.name }))}
          onChange={(value) => void navigate({ search: defined({ job: value }), replace: true })}
        />
      }
    >
      {over ? null : <Empty icon="run" title="The log is there when the run has ended" />}
      {log.isLoading ? <Loading /> : null}
      {log.isError ? <NoLog error={log.error} retry={() => void log.refetch()} /> : null}
      {log.data === undefined ? null : <LogViewer key={job ?? ''} log={log.data} marked={marked} />}
    </Section>
  );
}

function NoLog({ error, retry }: { readonly error: unknown; readonly retry: () => void }): ReactNode {
  if (error instanceof ApiError && error.status === 410) {
    return <Empty title="The forge has deleted this log">{error.problem.detail}</Empty>;
  }
  return <Failure error={error} retry={retry} />;
}
