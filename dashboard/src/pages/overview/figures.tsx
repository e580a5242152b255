import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pullStatsQuery, runStatsQuery } from '../../api/figures';
import { Loaded } from '../../ui/states';
import { duration } from '../../ui/durations';
import type { OverviewSearch } from './search';

/** A share in words; nothing observed is a dash, never 0 or 100. */
function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** The figures of the time range, each leading to the rows behind it. */
export function Figures({ search }: { readonly search: OverviewSearch }): ReactNode {
  const { repository, range } = search;
  const runs = useQuery(runStatsQuery(repository, range));
  const pulls = useQuery(pullStatsQuery(repository));
  const rows = { ...(repository === undefined ? {} : { repository }), ...(range === undefined ? {} : { range }) };
  return (
    <div className="figures">
      <Loaded query={runs} rows={1}>
        {(stats) => (
          <>
            <Figure
              name="Failure rate"
              value={percent(stats.failure_rate)}
              note={`${stats.failed_runs} of ${stats.failed_runs + stats.successful_runs} decided runs`}
            >
              <Link to="/runs" search={{ ...rows, conclusion: 'failure' }}>
                failed runs
              </Link>
            </Figure>
            <Figure name="Running now" value={String(stats.in_progress_runs)} note={`of ${stats.total_runs} runs`}>
              <Link to="/runs" search={{ ...rows, status: 'in_progress' }}>
                running
              </Link>
            </Figure>
            <Figure
              name="A run takes"
              value={duration(stats.avg_duration_seconds)}
              note={`mean over ${stats.repositories_tracked} ${stats.repositories_tracked === 1 ? 'repository' : 'repositories'}`}
            >
              <Link to="/runs" search={rows}>
                all runs
              </Link>
            </Figure>
          </>
        )}
      </Loaded>
      <Loaded query={pulls} rows={1}>
        {(stats) => (
          <Figure
            name="Fixes accepted"
            value={percent(stats.acceptance_rate)}
            note={`${stats.merged} merged, ${stats.verified} verified of ${stats.total}, all time`}
          >
            <Link to="/incidents" search={{ status: 'fixing' }}>
              being fixed
            </Link>
          </Figure>
        )}
      </Loaded>
    </div>
  );
}

function Figure({
  name,
  value,
  note,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="card figure">
      <div className="figure-name">{name}</div>
      <div className="figure-value">{value}</div>
      <div className="dim small">{note}</div>
      <div className="small">{children}</div>
    </div>
  );
}
