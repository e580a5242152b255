import { Alert, Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { goSignIn, meQuery, methodsQuery, type User } from '../../api/session';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

/** Who the caller is here, and how they sign in. */
export function Account(): ReactNode {
  const me = useQuery(meQuery);
  const methods = useQuery(methodsQuery);
  return (
    <Loaded query={methods}>
      {({ oidc_name: name }) => <Loaded query={me}>{(user) => <Facts user={user} name={name} />}</Loaded>}
    </Loaded>
  );
}

function Facts({ user, name }: { readonly user: User; readonly name: string | null }): ReactNode {
  return (
    <>
      <Section title="Account">
        <dl className="facts">
          <dt>Name</dt>
          <dd>{user.full_name ?? '–'}</dd>
          <dt>E-mail</dt>
          <dd>{user.email}</dd>
          <dt>Role</dt>
          <dd>
            <StateBadge value={user.role} tone={user.role === 'admin' ? 'blue' : 'quiet'} />
          </dd>
          <dt>Signs in</dt>
          <dd>{user.has_password ? 'with a password' : `with ${name ?? 'single sign-on'} alone`}</dd>
          <dt>Since</dt>
          <dd>
            <Time at={user.created_at} />
          </dd>
        </dl>
      </Section>
      {name === null ? null : <Link name={name} user={user} />}
    </>
  );
}

function Link({ name, user }: { readonly name: string; readonly user: User }): ReactNode {
  const [password, setPassword] = useState('');
  const link = useMutation({
    mutationFn: () => goSignIn('/settings/account', { link: true, current_password: password }),
  });
  if (!user.has_password) return null;
  return (
    <Section title="Single sign-on">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          link.mutate();
        }}
      >
        <Alert color="blue">Link this account, and you can sign in with {name} instead of the password.</Alert>
        <PasswordInput
          label="Password"
          description="To be sure that it is you."
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {link.isError ? <Failure error={link.error} /> : null}
        <Button type="submit" variant="default" loading={link.isPending} style={{ alignSelf: 'flex-start' }}>
          Link with {name}
        </Button>
      </form>
    </Section>
  );
}
