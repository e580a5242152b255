import { Alert, Button, Group, Modal, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { KEYS } from '../../api/keys';
import { goSignIn, identitiesQuery, methodsQuery, unlink, type Identity, type User } from '../../api/session';
import { queryClient } from '../../app/query-client';
import { DataTable, type Column } from '../../ui/data-table';
import { Section } from '../../ui/page';
import { reasonOf } from '../../ui/sign-in-reasons';
import { Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

const route = getRouteApi('/inside/settings/$section');

const nameOf = ({ issuer_name: name, issuer }: Identity): string => name ?? new URL(issuer).host;

/** True at the issuer that people sign in with here; false at one of former settings. */
export const isInUse = ({ issuer_name: name }: Identity): boolean => name !== null;

/** Who the caller is at issuers: linking and unlinking. Nothing where there is neither an issuer nor a link. */
export function Identities({ user, name }: { readonly user: User; readonly name: string | null }): ReactNode {
  const list = useQuery(identitiesQuery);
  const { link, code } = route.useSearch();
  return (
    <Loaded query={list}>
      {({ identities }) => {
        const isLinked = identities.some(isInUse);
        // Unlinked since, the news of its linking is old.
        const isNews = link === 'error' || (link === 'success' && isLinked);
        return name === null && identities.length === 0 ? null : (
          <Section title="Single sign-on">
            <div className="stack">
              {isNews ? <LinkOutcome failed={link === 'error'} code={code} name={name} /> : null}
              {identities.length === 0 ? null : <Linked identities={identities} user={user} />}
              {name === null || isLinked ? null : <LinkForm name={name} user={user} />}
            </div>
          </Section>
        );
      }}
    </Loaded>
  );
}

/** How a visit to the issuer, begun here, ended. */
function LinkOutcome({
  failed,
  code,
  name,
}: {
  readonly failed: boolean;
  readonly code: string | undefined;
  readonly name: string | null;
}): ReactNode {
  const issuer = name ?? 'The issuer';
  if (!failed) return <Alert color="teal" role="status" title={`${issuer} is linked`} />;
  return (
    <Alert color="orange" role="alert" title={`${issuer} was not linked`}>
      {reasonOf(code ?? 'unknown', issuer)}
    </Alert>
  );
}

function Linked({ identities, user }: { readonly identities: readonly Identity[]; readonly user: User }): ReactNode {
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const done = (): void => {
    setLeaving(null);
  };
  const columns: readonly Column<Identity>[] = [
    {
      title: 'Issuer',
      grows: true,
      cell: (identity) => (
        <>
          <span title={identity.issuer}>{nameOf(identity)}</span>
          <div className="dim small">
            {identity.email ?? ''}
            {identity.issuer_name === null ? ' · no longer used here' : ''}
          </div>
        </>
      ),
    },
    { title: 'Linked', hideOn: 'phone', cell: ({ created_at: at }) => <Time at={at} /> },
    { title: 'Signed in', hideOn: 'phone', cell: ({ last_login_at: at }) => (at === null ? '–' : <Time at={at} />) },
    {
      title: '',
      align: 'right',
      cell: (identity) => (
        <Button
          size="xs"
          variant="default"
          disabled={!identity.may_unlink}
          aria-label={`Unlink ${nameOf(identity)}`}
          onClick={() => {
            setLeaving(identity);
          }}
        >
          Unlink
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable caption="Linked identities" rows={identities} columns={columns} rowKey={({ id }) => id} />
      {identities.some(({ may_unlink: may }) => !may) ? (
        <p className="dim small">What is the last way to sign in cannot be unlinked.</p>
      ) : null}
      <Modal opened={leaving !== null} onClose={done} title={leaving === null ? '' : `Unlink ${nameOf(leaving)}`}>
        {leaving === null ? null : <UnlinkDialog identity={leaving} user={user} onDone={done} />}
      </Modal>
    </>
  );
}

function UnlinkDialog({
  identity,
  user,
  onDone,
}: {
  readonly identity: Identity;
  readonly user: User;
  readonly onDone: () => void;
}): ReactNode {
  const [password, setPassword] = useState('');
  const { data: methods } = useQuery(methodsQuery);
  const asksPassword = user.has_password && methods?.password !== false;
  const leave = useMutation({
    mutationFn: () => unlink(identity.id, asksPassword ? password : null),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [KEYS.credentials] });
      onDone();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        leave.mutate();
      }}
    >
      <p>
        {identity.email ?? 'That person'} will no longer get into this account. Sessions that {nameOf(identity)} opened
        in other browsers end.
      </p>
      {asksPassword ? <OwnPassword value={password} onChange={setPassword} /> : null}
      {leave.isError ? <Failure error={leave.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" color="red" loading={leave.isPending}>
          Unlink
        </Button>
      </Group>
    </form>
  );
}

function LinkForm({ name, user }: { readonly name: string; readonly user: User }): ReactNode {
  const [password, setPassword] = useState('');
  const link = useMutation({
    mutationFn: () => goSignIn('/settings/account', { link: true, current_password: password }),
  });
  if (!user.has_password) return null;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        link.mutate();
      }}
    >
      <Alert color="blue">Link this account, and you can sign in with {name} instead of the password.</Alert>
      <OwnPassword value={password} onChange={setPassword} />
      {link.isError ? <Failure error={link.error} /> : null}
      <Button type="submit" variant="default" loading={link.isPending} style={{ alignSelf: 'flex-start' }}>
        Link with {name}
      </Button>
    </form>
  );
}

function OwnPassword({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <PasswordInput
      label="Password"
      description="To be sure that it is you."
      autoComplete="current-password"
      required
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
