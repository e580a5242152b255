import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { failuresQuery, type Scope, type Unreliable } from '../../api/analytics';
import type { Schemas } from '../../api/client';
import { CsvButton } from '../../ui/csv';
import { DataTable, type Column } from '../../ui/data-table';
import { duration } from '../../ui/durations';
import { percent } from '../../ui/figures';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { incidentsSearch } from '../incidents/search';
import { wordsOf } from '../../ui/words';

type Kind = Schemas['FailureTypeDto'];

const KINDS: readonly Column<Kind>[] = [
  {
    title: 'Kind',
    grows: true,
    cell: (row) => (
      <Link to="/incidents" search={incidentsSearch({ class: row.class })} className="row-link">
        {wordsOf(row.class)}
      </Link>
    ),
  },
  { title: 'Failed runs', align: 'right', cell: (row) => row.occurrences },
  { title: 'Incidents', align: 'right', cell: (row) => row.incidents },
  { title: 'Open', align: 'right', cell: (row) => row.open },
  { title: 'Last', hideOn: 'phone', cell: (row) => <Time at={row.last_seen_at} /> },
];

const RELIABILITY: readonly Column<Unreliable>[] = [
  { title: 'State', hideOn: 'phone', cell: (row) => <StateBadge value={row.state} /> },
  {
    title: 'Fails',
    align: 'right',
    cell: (row) => (
      <span className="nowrap">
        {percent(row.failure_rate)}
        <div className="dim small">
          {row.failures} of {row.observations}
        </div>
      </span>
    ),
  },
  {
    title: '95 %',
    align: 'right',
    hideOn: 'tablet',
    cell: (row) => (
      <span className="nowrap dim">
        {percent(row.failure_rate_low).replace(' %', '')}–{percent(row.failure_rate_high)}
      </span>
    ),
  },
  { title: 'Changed its mind', align: 'right', hideOn: 'tablet', cell: (row) => row.flips },
  { title: 'Last failed', hideOn: 'phone', cell: (row) => <Time at={row.last_failed_at} /> },
];

const named = (title: string, name: (row: Unreliable) => string): Column<Unreliable> => ({
  title,
  grows: true,
  cell: (row) => (
    <>
      <Link to="/repositories/$id" params={{ id: row.repository_connection_id }} className="row-link">
        {name(row)}
      </Link>
      <div className="dim small">
        {row.repository_full_name}, {row.workflow_name}
        {row.test === null ? '' : `, ${row.job}`}
      </div>
    </>
  ),
});

const TESTS: readonly Column<Unreliable>[] = [named('Test', ({ test }) => test ?? ''), ...RELIABILITY];
const JOBS: readonly Column<Unreliable>[] = [
  named('Job', ({ job }) => job),
  ...RELIABILITY,
  {
    title: 'Time lost',
    align: 'right',
    cell: (row) => (row.minutes_lost === null ? '–' : duration(row.minutes_lost * 60)),
  },
];

const rowKey = (row: Unreliable): string =>
  [row.repository_connection_id, row.workflow_name, row.job, row.test].join('\n');

/** What fails most, and what cannot be relied on. */
export function FailuresPart({ scope }: { readonly scope: Scope }): ReactNode {
  const query = useQuery(failuresQuery(scope));
  const csv = (table: string, what: string): ReactNode => (
    <CsvButton family="failures" table={table} scope={scope} what={what} />
  );
  return (
    <>
      <Section title="Kinds of failure" aside={csv('types', 'Kinds of failure')}>
        <Loaded query={query}>
          {({ types }) =>
            types.length === 0 ? (
              <Empty icon="check" title="Nothing failed in this time" />
            ) : (
              <DataTable caption="Kinds of failure" rows={types} columns={KINDS} rowKey={(row) => row.class} />
            )
          }
        </Loaded>
      </Section>
      <Section title="Flaky tests" aside={csv('flaky_tests', 'Flaky tests')}>
        <Loaded query={query}>
          {({ flaky_tests: tests }) =>
            tests.length === 0 ? (
              <Empty icon="check" title="No test is known to be flaky">
                Tests are known by the reports that runs upload.
              </Empty>
            ) : (
              <DataTable caption="Flaky tests" rows={tests} columns={TESTS} rowKey={rowKey} />
            )
          }
        </Loaded>
      </Section>
      <Section title="Flaky jobs" aside={csv('flaky_jobs', 'Flaky jobs')}>
        <Loaded query={query}>
          {({ flaky_jobs: jobs }) =>
            jobs.length === 0 ? (
              <Empty icon="check" title="No job is known to be flaky" />
            ) : (
              <DataTable caption="Flaky jobs" rows={jobs} columns={JOBS} rowKey={rowKey} />
            )
          }
        </Loaded>
      </Section>
    </>
  );
}
