import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  forgeUsageQuery,
  repositoryUsageQuery,
  usageQuery,
  type CredentialUsage,
  type ForgeConnectionUsage,
  type Usage as UsageOfDays,
  type UsedRepository,
} from '../../api/usage';
import { Chart } from '../../ui/chart';
import { DataTable, type Column } from '../../ui/data-table';
import { HourOf } from '../../ui/forge-hour';
import { forgeName } from '../../ui/forge-name';
import { Section } from '../../ui/page';
import type { Point, Track } from '../../ui/points';
import { Empty, Loaded } from '../../ui/states';
import { count, refusedOf } from './usage-words';

const DAY_MS = 86_400_000;

const TRACKS: readonly Track[] = [
  { key: 'read', name: 'Reads', tone: 'blue', as: 'bar' },
  { key: 'write', name: 'Changes', tone: 'green', as: 'bar' },
  { key: 'expensive', name: 'Expensive', tone: 'amber', as: 'bar' },
  { key: 'refused', name: 'Refused', tone: 'red', as: 'bar' },
];

const CREDENTIALS: readonly Column<CredentialUsage>[] = [
  {
    title: 'Token or session',
    grows: true,
    cell: ({ via, name, prefix }) =>
      via === 'session' ? (
        'Session'
      ) : (
        <>
          <strong>{name ?? 'Removed token'}</strong> {prefix === null ? null : <code className="dim">{prefix}…</code>}
        </>
      ),
  },
  { title: 'Reads', align: 'right', cell: ({ read }) => count(read) },
  { title: 'Changes', align: 'right', hideOn: 'phone', cell: ({ write }) => count(write) },
  { title: 'Expensive', align: 'right', hideOn: 'phone', cell: ({ expensive }) => count(expensive) },
  { title: 'Refused', align: 'right', cell: (row) => count(refusedOf(row)) },
  {
    title: 'May a minute',
    align: 'right',
    hideOn: 'tablet',
    cell: ({ limits }) =>
      limits === null ? (
        '–'
      ) : (
        <span className="nowrap">
          {[limits.read, limits.write, limits.expensive].map((limit) => count(limit)).join(' / ')}
        </span>
      ),
  },
];

const FORGES: readonly Column<ForgeConnectionUsage>[] = [
  {
    title: 'Account',
    grows: true,
    cell: (row) => (
      <strong>
        {forgeName(row)}: {row.provider_username}
      </strong>
    ),
  },
  { title: 'Calls', align: 'right', cell: ({ days }) => count(sumOf(days, 'calls')) },
  { title: 'Refused', align: 'right', hideOn: 'phone', cell: ({ days }) => count(sumOf(days, 'refused')) },
  {
    title: 'Left now',
    align: 'right',
    cell: ({ rate_limit }) =>
      rate_limit === null ? '–' : `${count(rate_limit.remaining)}\u00a0of\u00a0${count(rate_limit.limit)}`,
  },
];

const REPOSITORIES: readonly Column<UsedRepository>[] = [
  {
    title: 'Repository',
    grows: true,
    cell: ({ id, repository_full_name: name }) => (
      <Link to="/repositories/$id" params={{ id }}>
        {name}
      </Link>
    ),
  },
  { title: 'Calls', align: 'right', cell: ({ days }) => count(sumOf(days, 'calls')) },
  { title: 'Refused', align: 'right', hideOn: 'phone', cell: ({ days }) => count(sumOf(days, 'refused')) },
  { title: 'Limit', align: 'right', cell: (repository) => <HourOf repository={repository} /> },
];

/** How often the caller asked, and may ask; and how often their forges were called. The last 30 days. */
export function Usage(): ReactNode {
  const usage = useQuery(usageQuery);
  const forges = useQuery(forgeUsageQuery);
  const repositories = useQuery(repositoryUsageQuery());
  return (
    <>
      <Section title="Requests in 30 days">
        <Loaded query={usage}>
          {(of) => (
            <div className="stack">
              <p className="dim">
                A minute may hold {count(of.limits.read)} reads, {count(of.limits.write)} changes and{' '}
                {count(of.limits.expensive)} expensive requests (exports, previews of fixes); one API token half of
                each, unless it has limits of its own.
              </p>
              <Chart title="Requests by day" points={pointsOf(of)} tracks={TRACKS} format={count} whole />
            </div>
          )}
        </Loaded>
      </Section>
      <Section title="By token and session">
        <Loaded query={usage}>
          {({ credentials }) => (
            <DataTable
              caption="Requests by token and session"
              rows={credentials ?? []}
              columns={CREDENTIALS}
              rowKey={({ id }) => id}
            />
          )}
        </Loaded>
      </Section>
      <Section title="Calls of forges in 30 days">
        <Loaded query={forges}>
          {({ connections }) =>
            connections.length === 0 ? (
              <Empty icon="plug" title="No forge account yet" />
            ) : (
              <DataTable caption="Calls of forges" rows={connections} columns={FORGES} rowKey={({ id }) => id} />
            )
          }
        </Loaded>
      </Section>
      <Section title="Calls for repositories in 30 days">
        <Loaded query={repositories}>
          {(of) =>
            of.repositories.length === 0 ? (
              <Empty title="No repository yet" />
            ) : (
              <DataTable
                caption="Calls for repositories"
                rows={of.repositories}
                columns={REPOSITORIES}
                rowKey={({ id }) => id}
              />
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

/** A point for each day of the range, also for those without a request. */
function pointsOf({ from, to, days }: UsageOfDays): readonly Point[] {
  const known = new Map(days.map((each) => [each.day, each]));
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length }, (_, at) => {
    const day = new Date(Date.parse(from) + at * DAY_MS).toISOString().slice(0, 10);
    const counted = known.get(day);
    return {
      // Noon of the reader's own clock: it is shown by that, and noon in Greenwich is the next day from UTC+12 on.
      start: `${day}T12:00:00`,
      read: counted?.read ?? 0,
      write: counted?.write ?? 0,
      expensive: counted?.expensive ?? 0,
      refused: counted === undefined ? 0 : refusedOf(counted),
    };
  });
}

function sumOf<K extends string>(rows: readonly Readonly<Record<K, number>>[], key: K): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}
