import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Incident } from '../../api/incidents';
import { DataTable, type Column } from '../../ui/data-table';
import { StateBadge } from '../../ui/state-badge';
import { Time } from '../../ui/time';
import { wordsOf } from '../../ui/words';

const COLUMNS: readonly Column<Incident>[] = [
  { title: 'State', cell: ({ status }) => <StateBadge value={status} /> },
  {
    title: 'What broke',
    grows: true,
    cell: (incident) => (
      <>
        <Link to="/incidents/$id" params={{ id: incident.id }} className="row-link">
          {incident.title}
        </Link>
        <div className="dim small row">
          <span className="anywhere">{incident.repository_full_name}</span>
          {incident.branch === null ? null : <code className="anywhere">{incident.branch}</code>}
          <span>{incident.workflow_name}</span>
        </div>
      </>
    ),
  },
  {
    title: 'Severity',
    hideOn: 'tablet',
    cell: ({ severity, status }) => <Severity value={severity} status={status} />,
  },
  { title: 'Kind', hideOn: 'tablet', cell: (incident) => <span className="nowrap">{wordsOf(incident.class)}</span> },
  { title: 'Whose', hideOn: 'tablet', cell: ({ verdict }) => <span className="nowrap">{wordsOf(verdict)}</span> },
  { title: 'Seen', hideOn: 'phone', align: 'right', cell: (incident) => `${incident.occurrence_count} ×` },
  { title: 'Last seen', hideOn: 'phone', cell: (incident) => <Time at={incident.last_seen_at} /> },
];

/** Incidents, a line each. */
export function IncidentTable({ incidents }: { readonly incidents: readonly Incident[] }): ReactNode {
  return <DataTable caption="Incidents" rows={incidents} columns={COLUMNS} rowKey={(incident) => incident.id} />;
}

/** Loud only while it matters: a resolved critical incident is calm. */
export function Severity({ value, status }: { readonly value: string; readonly status: string }): ReactNode {
  return (
    <StateBadge value={value} {...(status === 'resolved' || status === 'muted' ? { tone: 'quiet' as const } : {})} />
  );
}
