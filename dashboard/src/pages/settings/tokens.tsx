import { Alert, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, succeed, unwrap } from '../../api/client';
import { tokensQuery, type ApiToken } from '../../api/credentials';
import { queryClient } from '../../app/query-client';
import { Copyable } from '../../ui/copy';
import { DataTable, type Column } from '../../ui/data-table';
import { Section } from '../../ui/page';
import { Empty, Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

const renew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });

const COLUMNS: readonly Column<ApiToken>[] = [
  {
    title: 'Name',
    grows: true,
    cell: ({ name, prefix }) => (
      <>
        <strong>{name}</strong> <code className="dim">{prefix}…</code>
      </>
    ),
  },
  { title: 'May', cell: ({ scopes }) => scopes.join(', ') },
  { title: 'Used', hideOn: 'phone', cell: (token) => <Time at={token.last_used_at} /> },
  {
    title: 'Ends',
    hideOn: 'phone',
    cell: (token) => (token.expires_at === null ? 'never' : <Time at={token.expires_at} />),
  },
  { title: '', align: 'right', cell: (token) => <Revoke token={token} /> },
];

/** Tokens for programs: made here, shown once. */
export function Tokens(): ReactNode {
  const list = useQuery(tokensQuery);
  return (
    <>
      <NewToken />
      <Section title="API tokens">
        <Loaded query={list}>
          {({ tokens }) =>
            tokens.length === 0 ? (
              <Empty title="No token yet">
                A program sends one as <code>Authorization: Bearer dff_…</code>
              </Empty>
            ) : (
              <DataTable caption="API tokens" rows={tokens} columns={COLUMNS} rowKey={({ id }) => id} />
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
        {make.isSuccess ? (
          <Alert color="teal" title={`Token “${make.data.name}”: shown this once`} role="status">
            <Copyable text={make.data.token} what="token" />
          </Alert>
        ) : null}
      </form>
    </Section>
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
