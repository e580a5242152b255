import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, type ReactNode } from 'react';
import { incidentQuery } from '../../api/incidents';
import { ApiError } from '../../api/problem';
import { LOG_PAGE, runLogQuery, wholeLogPagesQuery, type Job, type RunDetail } from '../../api/runs';
import { defined } from '../../ui/search';
import { FilterSelect } from '../../ui/filters';
import { Section } from '../../ui/page';
import { Empty, Failure, Loading, useFailure } from '../../ui/states';
import { LogViewer, type Marked } from './log-viewer';

/** Pages of a whole log that are read unasked to get to the line that is sought; beyond them a person says so. */
const MOST_PAGES_UNASKED = 5;

const route = getRouteApi('/inside/runs/$id');

/** The telling lines of the run's failed jobs, or of one job; or the whole log of one, with a line pointed at. */
export function LogSection({ run }: { readonly run: RunDetail }): ReactNode {
  const { job, log, line } = route.useSearch();
  const navigate = route.useNavigate();
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
  const chosen = run.jobs.find(({ id }) => id === job);
  // The job whose whole log tells most, where none is chosen: the one the diagnosis rests on, else the first that failed.
  const telling =
    chosen ??
    run.jobs.find(({ name }) => marked.some((each) => each.job === name)) ??
    run.jobs.find(({ conclusion }) => conclusion === 'failure') ??
    run.jobs[0];
  const isWhole = log === 'whole' && telling !== undefined;
  return (
    <Section
      title="Log"
      aside={
        <>
          <FilterSelect
            label="Job"
            any="What tells most"
            value={job}
            options={run.jobs.map((each) => ({ value: each.id, label: each.name }))}
            onChange={(value) => void navigate({ search: defined({ job: value, log }), replace: true })}
          />
          <Button
            size="xs"
            variant="default"
            disabled={telling === undefined}
            onClick={() =>
              void navigate({ search: defined(isWhole ? { job } : { job: telling?.id, log: 'whole' as const }) })
            }
          >
            {isWhole ? 'Telling lines' : 'Whole log'}
          </Button>
        </>
      }
    >
      {isWhole ? (
        <WholeLog key={telling.id} run={run} job={telling} line={line} marked={marked} />
      ) : (
        <Excerpts run={run} job={job} marked={marked} />
      )}
    </Section>
  );
}

function Excerpts({
  run,
  job,
  marked,
}: {
  readonly run: RunDetail;
  readonly job: string | undefined;
  readonly marked: readonly Marked[];
}): ReactNode {
  const over = run.status === 'completed';
  const log = useQuery({ ...runLogQuery(run.id, job), enabled: over });
  const failed = useFailure(log);
  return (
    <>
      {over ? null : <Empty icon="run" title="The log is there when the run has ended" />}
      {log.isLoading && failed === null ? <Loading /> : null}
      {failed === null ? null : <NoLog error={failed} retry={() => void log.refetch({ cancelRefetch: false })} />}
      {log.data === undefined ? null : (
        <LogViewer
          key={job ?? ''}
          log={log.data}
          marked={marked}
          linkTo={(name, number) => {
            const id = run.jobs.find((each) => each.name === name)?.id;
            return id === undefined ? null : { job: id, log: 'whole', line: number };
          }}
        />
      )}
    </>
  );
}

function WholeLog({
  run,
  job,
  line,
  marked,
}: {
  readonly run: RunDetail;
  readonly job: Job;
  readonly line: number | undefined;
  readonly marked: readonly Marked[];
}): ReactNode {
  const isOver = job.status === 'completed';
  const log = useInfiniteQuery({ ...wholeLogPagesQuery(run.id, job.id), enabled: isOver });
  const failed = useFailure(log);
  const text = useMemo(() => log.data?.pages.join(''), [log.data]);
  const pages = log.data?.pages.length ?? 0;
  const sought = line ?? marked.find((each) => each.job === job.name)?.first ?? 0;
  const isMissing = sought > pages * LOG_PAGE && pages > 0 && pages < MOST_PAGES_UNASKED;
  const { hasNextPage, isFetching, isError, fetchNextPage } = log;
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isMissing, hasNextPage, isFetching, isError, fetchNextPage]);
  return (
    <div className="stack">
      {isOver ? null : <Empty icon="run" title="The whole log is there when the job has ended" />}
      {log.isLoading && failed === null ? <Loading /> : null}
      {text === undefined ? null : (
        <LogViewer
          log={text}
          whole={job.name}
          marked={marked}
          pointedAt={line}
          linkTo={(_name, number) => ({ job: job.id, log: 'whole', line: number })}
        />
      )}
      {failed === null ? null : (
        <NoLog
          error={failed}
          retry={() =>
            void (text === undefined
              ? log.refetch({ cancelRefetch: false })
              : log.fetchNextPage({ cancelRefetch: false }))
          }
        />
      )}
      {log.hasNextPage && !log.isError ? (
        <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Show the next {LOG_PAGE.toLocaleString('en')} lines
        </Button>
      ) : null}
    </div>
  );
}

function NoLog({ error, retry }: { readonly error: unknown; readonly retry: () => void }): ReactNode {
  if (error instanceof ApiError && error.status === 410) {
    return <Empty title="The forge has deleted this log">{error.problem.detail}</Empty>;
  }
  return <Failure error={error} retry={retry} />;
}
