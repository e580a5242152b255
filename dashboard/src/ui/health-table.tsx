import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { DataTable, type Column } from './data-table';
import { FigureCell, Provenance } from './figure';
import { Empty } from './states';
import { percent } from './figures';

type Row = Schemas['RepositoryAnalyticsDto'];

/** From these shares on a default branch is fine, or at least middling. Only words and colours hang on them. */
const FINE = 0.8;
const MIDDLING = 0.5;

const toneOf = (health: number): string => (health >= FINE ? 'green' : health >= MIDDLING ? 'amber' : 'red');

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Repository',
    grows: true,
    cell: (row) => (
      <Link to="/repositories/$id" params={{ id: row.repository_connection_id }} className="row-link">
        {row.repository_full_name}
      </Link>
    ),
  },
  {
    title: 'Health',
    cell: ({ health }) => (
      <span className="nowrap-wide">
        {health.value === null ? (
          <span className="dim">not enough data</span>
        ) : (
          <span className="state" data-tone={toneOf(health.value)}>
            <i aria-hidden="true" /> {percent(health.value)}
          </span>
        )}{' '}
        <span className="small dim">
          <Provenance figure={health} name="Health" />
        </span>
      </span>
    ),
  },
  {
    title: 'Fails',
    align: 'right',
    hideOn: 'phone',
    cell: (row) => <FigureCell name="Failure rate" figure={row.runs.failure_rate} />,
  },
  {
    title: 'Red until green',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => <FigureCell name="Red until green again" figure={row.runs.time_to_recovery} />,
  },
  {
    title: '95 % take',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => <FigureCell name="95th percentile" figure={row.runs.duration_p95} />,
  },
  {
    title: 'CI costs',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => <FigureCell name="CI cost" figure={row.ci_cost} />,
  },
  { title: 'Open', align: 'right', cell: (row) => row.incidents.open.value },
];

/** Repositories with their health beside its pillars. */
export function HealthTable({ repositories }: { readonly repositories: readonly Row[] }): ReactNode {
  if (repositories.length === 0) return <Empty icon="repository" title="No repository is connected yet" />;
  return (
    <DataTable
      caption="Health of repositories"
      rows={repositories}
      columns={COLUMNS}
      rowKey={(row) => row.repository_connection_id}
    />
  );
}
