import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { auditLogAsCsv, auditPagesQuery, type AuditEvent } from '../../api/audit';
import type { Column } from '../../ui/data-table';
import { SaveCsv } from '../../ui/csv';
import { Section } from '../../ui/page';
import { PagedTable } from '../../ui/paged-table';
import { Time } from '../../ui/time';

const COLUMNS: readonly Column<AuditEvent>[] = [
  {
    title: 'What',
    grows: true,
    cell: ({ summary, request }) => (
      <>
        {summary}
        <div className="dim small anywhere">{request}</div>
      </>
    ),
  },
  { title: 'Who', hideOn: 'phone', cell: ({ email }) => <span className="nowrap">{email}</span> },
  { title: 'By', hideOn: 'tablet', cell: ({ via }) => via },
  {
    title: 'From',
    hideOn: 'tablet',
    cell: ({ address, user_agent }) => <span title={user_agent ?? ''}>{address}</span>,
  },
  { title: 'When', cell: ({ at }) => <Time at={at} /> },
];

/** Who changed what, when, and from where; of everybody for an admin. */
export function AuditLog(): ReactNode {
  const list = useInfiniteQuery(auditPagesQuery);
  const events = list.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Section title="Audit log" aside={<SaveCsv load={auditLogAsCsv} fileName="audit-log.csv" what="Audit log" />}>
      <PagedTable caption="Audit log" list={list} rows={events} columns={COLUMNS} nothing="Nothing was done yet" />
    </Section>
  );
}
