import { Alert, Button, Checkbox, Group, Menu, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, succeed, unwrap } from '../../api/client';
import { tokensQuery, type ApiToken, type CreatedToken } from '../../api/credentials';
import { queryClient } from '../../app/query-client';
import { Copyable } from '../../ui/copy';
import { DataTable, type Column } from '../../ui/data-table';
import { Section } from '../../ui/page';
import { Empty, Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { TokenLimits } from './token-limits';

const renew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });

const columnsOf = (onRotated: (made: CreatedToken) => void): readonly Column<ApiToken>[] => [
  {
    title: 'Name',
    grows: true,
    cell: ({ name, prefix }) => (
      <>
        <strong>{name}</strong> <code className="dim">{prefix}…</code>
      </>
    ),
  },
  { title: 'May', hideOn: 'phone', cell: ({ scopes }) => scopes.join(', ') },
  { title: 'Used', hideOn: 'phone', cell: (token) => <Time at={token.last_used_at} /> },
  {
    title: 'Ends',
    hideOn: 'phone',
    cell: (token) => (token.expires_at === null ? 'never' : <Time at={token.expires_at} />),
  },
  {
    title: '',
    align: 'right',
    cell: (token) => (
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        <TokenLimits token={token} />
        <Rotate token={token} onRotated={onRotated} />
        <Revoke token={token} />
      </Group>
    ),
  },
];

/** How long the token before is taken still, hours. */
const GRACES = [
  { hours: 0, label: 'The old one ends at once' },
  { hours: 1, label: 'The old one ends in an hour' },
  { hours: 24, label: 'The old one ends in a day' },
  { hours: 168, label: 'The old one ends in a week' },
] as const;

/** Tokens for programs: made here, shown once. */
export function Tokens(): ReactNode {
  const list = useQuery(tokensQuery);
  const [rotated, setRotated] = useState<CreatedToken | null>(null);
  return (
    <>
      <NewToken />
      <Section title="API tokens">
        {rotated === null ? null : <Shown token={rotated} what="New token" />}
        <Loaded query={list}>
          {({ tokens }) =>
            tokens.length === 0 ? (
              <Empty title="No token yet">
                A program sends one as <code>Authorization: Bearer dff_…</code>
              </Empty>
            ) : (
              <DataTable caption="API tokens" rows={tokens} columns={columnsOf(setRotated)} rowKey={({ id }) => id} />
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

function NewToken(): ReactNode {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [mayWrite, setMayWrite] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/auth/tokens', {
          body: {
            name: name.trim(),
            expires_in_days: days === '' ? null : Number(days),
            scopes: mayWrite ? ['read', 'write'] : ['read'],
          },
        }),
      ),
    onSuccess: async () => {
      setName('');
      await renew();
    },
  });
  return (
    <Section title="New token">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <div className="filters" style={{ alignItems: 'end' }}>
          <TextInput
            className="filter-wide"
            label="Name"
            placeholder="nightly report"
            required
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <NativeSelect
            label="Ends after"
            value={days}
            data={[
              { value: '7', label: '7 days' },
              { value: '90', label: '90 days' },
              { value: '365', label: 'a year' },
              { value: '', label: 'never' },
            ]}
            onChange={(event) => {
              setDays(event.currentTarget.value);
            }}
          />
          <Checkbox
            label="May change things"
            checked={mayWrite}
            pb={8}
            onChange={(event) => {
              setMayWrite(event.currentTarget.checked);
            }}
          />
          <Button type="submit" loading={make.isPending}>
            Make token
          </Button>
        </div>
        {make.isError ? <Failure error={make.error} /> : null}
        {make.isSuccess ? <Shown token={make.data} what="Token" /> : null}
      </form>
    </Section>
  );
}

/** The one time a token is seen. */
function Shown({ token: { name, token }, what }: { readonly token: CreatedToken; readonly what: string }): ReactNode {
  return (
    <Alert color="teal" title={`${what} “${name}”: shown this once`} role="status">
      <Copyable text={token} what="token" />
    </Alert>
  );
}

function Rotate({
  token,
  onRotated,
}: {
  readonly token: ApiToken;
  readonly onRotated: (made: CreatedToken) => void;
}): ReactNode {
  const rotate = useMutation({
    mutationFn: (hours: number) =>
      unwrap(
        api.POST('/api/v2/auth/tokens/{id}/rotate', {
          params: { path: { id: token.id } },
          body: { grace_hours: hours },
        }),
      ),
    onSuccess: async (made) => {
      onRotated(made);
      await renew();
    },
  });
  if (token.expires_at !== null && new Date(token.expires_at) <= new Date()) return null;
  return (
    <>
      {rotate.isError ? <Failure error={rotate.error} /> : null}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" loading={rotate.isPending} aria-label={`Rotate ${token.name}`}>
            Rotate
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {GRACES.map(({ hours, label }) => (
            <Menu.Item
              key={hours}
              onClick={() => {
                rotate.mutate(hours);
              }}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Revoke({ token }: { readonly token: ApiToken }): ReactNode {
  const revoke = useMutation({
    mutationFn: () => succeed(api.DELETE('/api/v2/auth/tokens/{id}', { params: { path: { id: token.id } } })),
    onSuccess: renew,
  });
  return (
    <Button
      size="xs"
      variant="default"
      loading={revoke.isPending}
      aria-label={`Revoke ${token.name}`}
      onClick={() => {
        if (window.confirm(`Revoke “${token.name}”? Programs that use it are refused at once.`)) revoke.mutate();
      }}
    >
      Revoke
    </Button>
  );
}
