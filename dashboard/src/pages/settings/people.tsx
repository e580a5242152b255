import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, succeed, unwrap, type Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { meQuery } from '../../api/session';
import { usersQuery, type ListedUser } from '../../api/users';
import { queryClient } from '../../app/query-client';
import type { Column } from '../../ui/data-table';
import { Section } from '../../ui/page';
import { PagedTable } from '../../ui/paged-table';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Failure, Loading } from '../../ui/states';
import { Time } from '../../ui/time';
import { LimitsDialog } from './limits-dialog';

const COLUMNS: readonly Column<ListedUser>[] = [
  {
    title: 'Who',
    grows: true,
    cell: ({ email, full_name }) => (
      <>
        <strong className="anywhere">{full_name ?? email}</strong>
        {full_name === null ? null : <div className="dim small anywhere">{email}</div>}
      </>
    ),
  },
  {
    title: 'Role',
    cell: ({ role, deactivated_at }) =>
      deactivated_at === null ? (
        <StateBadge value={role} tone={role === 'admin' ? 'blue' : 'quiet'} />
      ) : (
        <StateBadge value="deactivated" tone="amber" />
      ),
  },
  { title: 'Signs in', hideOn: 'tablet', cell: ({ has_password }) => (has_password ? 'password' : 'single sign-on') },
  { title: 'Last here', hideOn: 'phone', cell: (user) => <Time at={user.last_login_at} /> },
  { title: '', align: 'right', cell: (user) => <Acts user={user} /> },
];

/** Everybody's accounts: roles, who may get in, and whose account is closed. For admins. */
export function People(): ReactNode {
  const { data: me } = useQuery(meQuery);
  if (me === undefined) return <Loading />;
  return me.role === 'admin' ? <List /> : <Empty title="Only admins see the accounts of others" />;
}

function List(): ReactNode {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery({ ...usersQuery(search), placeholderData: keepPreviousData });
  const users = list.data?.pages.flatMap((page) => page.users) ?? [];
  return (
    <Section title="People" aside={<EndAll />}>
      <TextInput
        aria-label="Search people"
        placeholder="Name or e-mail"
        maxLength={100}
        mb="sm"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <PagedTable caption="People" list={list} rows={users} columns={COLUMNS} nothing="Nobody is called that" />
    </Section>
  );
}

function EndAll(): ReactNode {
  const end = useMutation({ mutationFn: () => unwrap(api.DELETE('/api/v2/users/sessions')) });
  return (
    <>
      {end.isError ? <Failure error={end.error} /> : null}
      <Button
        size="xs"
        variant="default"
        loading={end.isPending}
        onClick={() => {
          if (window.confirm('Everybody but you has to sign in anew. API tokens stay.')) end.mutate();
        }}
      >
        {end.isSuccess ? `${end.data.ended} sessions ended` : 'End all sessions'}
      </Button>
    </>
  );
}

/** What each role comes to, after "Make somebody@example.com …". */
const ROLES: Readonly<Record<ListedUser['role'], string>> = {
  admin: 'an admin? Admins see all accounts and their usage, set roles and limits, and close accounts.',
  member: 'a member? The accounts of others are out of reach then.',
};

const DEACTIVATED =
  'Its sessions end and its tokens open nothing. Deliveries are still recorded; all other work for its repositories ' +
  'waits and its alerts rest until the account is open again.';

function Acts({ user }: { readonly user: ListedUser }): ReactNode {
  const { data: me } = useQuery(meQuery);
  const path = { id: user.id };
  const renew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: [KEYS.users] });
  const change = useMutation({
    mutationFn: (body: Schemas['ChangeUserDto']) => unwrap(api.PATCH('/api/v2/users/{id}', { params: { path }, body })),
    onSuccess: renew,
  });
  const close = useMutation({
    mutationFn: () => succeed(api.DELETE('/api/v2/users/{id}', { params: { path } })),
    onSuccess: renew,
  });
  const end = useMutation({
    mutationFn: () => succeed(api.DELETE('/api/v2/users/{id}/sessions', { params: { path } })),
  });
  const [limiting, limit] = useDisclosure();
  const failed = [change, close, end].find(({ isError }) => isError);
  const self = me?.id === user.id;
  const active = user.deactivated_at === null;
  return (
    <>
      {failed === undefined ? null : <Failure error={failed.error} />}
      {end.isSuccess ? (
        <span className="small" data-tone="green" role="status">
          Sessions ended{' '}
        </span>
      ) : null}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            aria-label={`Change ${user.email}`}
            loading={change.isPending || close.isPending || end.isPending}
          >
            Change
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              const role = user.role === 'admin' ? 'member' : 'admin';
              if (window.confirm(`Make ${user.email} ${ROLES[role]}`)) change.mutate({ role });
            }}
          >
            {user.role === 'admin' ? 'Make a member' : 'Make an admin'}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              const who = self ? 'You have' : `${user.email} has`;
              if (window.confirm(`${who} to sign in anew in every browser. API tokens stay.`)) end.mutate();
            }}
          >
            End sessions
          </Menu.Item>
          <Menu.Item onClick={limit.open}>Usage and limits</Menu.Item>
          <Menu.Item
            disabled={self}
            onClick={() => {
              if (!active || window.confirm(`Deactivate ${user.email}? ${DEACTIVATED}`))
                change.mutate({ active: !active });
            }}
          >
            {active ? 'Deactivate' : 'Open again'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            disabled={self}
            onClick={() => {
              if (window.confirm(`Close ${user.email} and delete everything that is its own? There is no way back.`))
                close.mutate();
            }}
          >
            Close account
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={limiting} onClose={limit.close} title={`How often ${user.full_name ?? user.email} may ask`}>
        <LimitsDialog user={user} onDone={limit.close} />
      </Modal>
    </>
  );
}
