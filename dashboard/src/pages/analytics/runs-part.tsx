import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { workflowsQuery, type Scope } from '../../api/analytics';
import type { Schemas } from '../../api/client';
import { Chart } from '../../ui/chart';
import { CountChart } from '../../ui/count-chart';
import { CsvButton } from '../../ui/csv';
import { DataTable, type Column } from '../../ui/data-table';
import { duration, durationTicks } from '../../ui/durations';
import { FigureCard, FigureCell } from '../../ui/figure';
import { percent } from '../../ui/figures';
import { Section } from '../../ui/page';
import { FAILURE_TRACKS, failurePoints } from '../../ui/points';
import { Empty, Loaded } from '../../ui/states';

/** Two lines of figures and two of charts: what is below stays below the fold. */
const SPACE = 900;

type Row = Schemas['WorkflowAnalyticsDto'];

const COUNTS = [
  { key: 'succeeded', name: 'Succeeded', tone: 'green', as: 'bar' },
  { key: 'failed', name: 'Failed', tone: 'red', as: 'bar' },
  { key: 'cancelled', name: 'Cancelled', tone: 'ink-dim', as: 'bar' },
] as const;
const DURATIONS = [
  { key: 'duration_p50', name: 'Half of them within', tone: 'blue', as: 'line' },
  { key: 'duration_p95', name: '95 % within', tone: 'violet', as: 'line' },
] as const;
const MINUTES = [
  { key: 'ci_minutes', name: 'CI time', tone: 'blue', as: 'bar' },
  { key: 'minutes_lost', name: 'Of it lost', tone: 'amber', as: 'line' },
] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Workflow',
    grows: true,
    cell: (row) => (
      <>
        <Link
          to="/runs"
          search={{ repository: row.repository_connection_id, workflow: row.workflow_name }}
          className="row-link"
        >
          {row.workflow_name}
        </Link>
        <div className="dim small">{row.repository_full_name}</div>
      </>
    ),
  },
  { title: 'Runs', align: 'right', cell: (row) => row.total.value },
  { title: 'Fail', align: 'right', cell: (row) => <FigureCell name="Failure rate" figure={row.failure_rate} /> },
  {
    title: '95 % take',
    align: 'right',
    hideOn: 'phone',
    cell: (row) => <FigureCell name="95th percentile" figure={row.duration_p95} />,
  },
  {
    title: 'Trend',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => <FigureCell name="Trend of the 95th percentile" figure={row.duration_p95_trend} />,
  },
  {
    title: 'Lost',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => <FigureCell name="Minutes lost" figure={row.minutes_lost} />,
  },
];

/** How often runs fail, how long they take, what they cost. */
export function RunsPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(workflowsQuery(scope));
  return (
    <>
      <Section title="Runs" aside={<CsvButton family="workflows" table="series" scope={scope} what="Runs over time" />}>
        <Loaded query={query} space={SPACE}>
          {({ figures, series }) => (
            <div className="stack">
              <div className="figures">
                <FigureCard name="Failure rate" figure={figures.failure_rate} scope={scope} />
                <FigureCard name="Runs" figure={figures.total} scope={scope} />
                <FigureCard name="Half take at most" figure={figures.duration_p50} scope={scope} />
                <FigureCard name="95 % take at most" figure={figures.duration_p95} scope={scope} />
                <FigureCard name="Red until green again" figure={figures.time_to_recovery} scope={scope} />
                <FigureCard name="The same in pull requests" figure={figures.time_to_green} scope={scope} />
                <FigureCard name="Changes their mind" figure={figures.flip_rate} scope={scope} />
                <FigureCard name="CI time" figure={figures.ci_minutes} scope={scope} />
                <FigureCard name="Of it lost to flakes" figure={figures.minutes_lost} scope={scope} />
              </div>
              <div className="charts">
                <Chart title="Failure rate" points={failurePoints(series)} tracks={FAILURE_TRACKS} format={percent} />
                <CountChart title="Runs" tracks={COUNTS} series={series} />
                <Chart
                  title="How long runs take"
                  points={series.map((each) => ({ ...each, n: each.total }))}
                  tracks={DURATIONS}
                  format={duration}
                  ticks={durationTicks}
                />
                <Chart
                  title="CI time"
                  points={series.map((each) => ({ ...each, n: each.total }))}
                  tracks={MINUTES}
                  format={(value) => duration(value * 60)}
                  ticks={(most) => durationTicks(most * 60).map((seconds) => seconds / 60)}
                />
              </div>
            </div>
          )}
        </Loaded>
      </Section>
      <Section
        title="Workflows"
        aside={<CsvButton family="workflows" table="workflows" scope={scope} what="Workflows" />}
      >
        <Loaded query={query}>
          {({ workflows }) =>
            workflows.length === 0 ? (
              <Empty icon="run" title="No run in this time" />
            ) : (
              <DataTable
                caption="Workflows"
                rows={workflows}
                columns={COLUMNS}
                rowKey={(row) => `${row.repository_connection_id} ${row.workflow}`}
              />
            )
          }
        </Loaded>
      </Section>
    </>
  );
}
