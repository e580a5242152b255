import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, succeed } from '../../api/client';
import { sessionsQuery, type Session } from '../../api/credentials';
import { queryClient } from '../../app/query-client';
import { DataTable, type Column } from '../../ui/data-table';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { programOf } from '../../ui/user-agent';

const COLUMNS: readonly Column<Session>[] = [
  {
    title: 'Where',
    grows: true,
    cell: ({ user_agent, address }) => (
      <>
        <span title={user_agent ?? ''}>{programOf(user_agent)}</span>
        <div className="dim small">{address ?? ''}</div>
      </>
    ),
  },
  { title: 'Began', hideOn: 'phone', cell: (session) => <Time at={session.created_at} /> },
  { title: 'Used', hideOn: 'phone', cell: (session) => <Time at={session.last_used_at} /> },
  {
    title: '',
    align: 'right',
    cell: (session) =>
      session.current ? <StateBadge value="current" label="this one" tone="green" /> : <End session={session} />,
  },
];

/** Where the caller is signed in. */
export function Sessions(): ReactNode {
  const list = useQuery(sessionsQuery);
  return (
    <Section title="Sessions">
      <Loaded query={list}>
        {({ sessions }) => <DataTable caption="Sessions" rows={sessions} columns={COLUMNS} rowKey={({ id }) => id} />}
      </Loaded>
    </Section>
  );
}

function End({ session }: { readonly session: Session }): ReactNode {
  const end = useMutation({
    mutationFn: () => succeed(api.DELETE('/api/v2/auth/sessions/{id}', { params: { path: { id: session.id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <Button
      size="xs"
      variant="default"
      loading={end.isPending}
      onClick={() => {
        end.mutate();
      }}
    >
      End
    </Button>
  );
}
