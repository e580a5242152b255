import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import { register } from '../../api/session';
import { queryClient } from '../../app/query-client';
import { Failure } from '../../ui/states';
import { Gate } from './gate';

/** The API's rule; told before it is broken. */
const MIN_PASSWORD = 12;

/** A new account, signed in at once and led to the first steps. */
export function RegisterPage(): ReactNode {
  const router = useRouter();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = 'Register · DevFlowFix';
  }, []);
  const enter = useMutation({
    mutationKey: [KEYS.me],
    mutationFn: () => register(email, password, name.trim()),
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ to: '/welcome' });
    },
  });
  const refused = enter.error instanceof ApiError ? enter.error : null;
  return (
    <Gate title="Create an account">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextInput
          label="Name"
          description="Shown beside what you do; may stay empty."
          autoComplete="name"
          value={name}
          error={refused?.fieldError('/full_name')}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          error={refused?.fieldError('/email')}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label="Password"
          description={`At least ${MIN_PASSWORD} characters. A few words make a good one.`}
          autoComplete="new-password"
          required
          minLength={MIN_PASSWORD}
          value={password}
          error={refused?.fieldError('/password')}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {enter.isError ? <Failure error={enter.error} /> : null}
        <Button type="submit" loading={enter.isPending} fullWidth>
          Create account
        </Button>
      </form>
      <p className="small dim">
        Registered already? <Link to="/sign-in">Sign in</Link>
      </p>
    </Gate>
  );
}
