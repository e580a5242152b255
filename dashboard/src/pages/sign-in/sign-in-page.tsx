import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { KEYS } from '../../api/keys';
import { signIn } from '../../api/session';
import { queryClient } from '../../app/query-client';
import { Failure } from '../../ui/states';
import { Gate } from './gate';

const route = getRouteApi('/sign-in');

/** E-mail and password. Goes back to where the person was going. */
export function SignInPage(): ReactNode {
  const { return_to } = route.useSearch();
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = 'Sign in · DevFlowFix';
  }, []);
  const enter = useMutation({
    mutationKey: [KEYS.me],
    mutationFn: () => signIn(email, password),
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ href: return_to?.startsWith('/') === true ? return_to : '/' });
    },
  });
  return (
    <Gate title="Sign in">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {enter.isError ? <Failure error={enter.error} /> : null}
        <Button type="submit" loading={enter.isPending} fullWidth>
          Sign in
        </Button>
      </form>
      <p className="small dim">
        No account yet? <Link to="/register">Register</Link>
      </p>
    </Gate>
  );
}
