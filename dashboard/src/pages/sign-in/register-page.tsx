import { TextInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { register } from '../../api/session';
import { GateForm } from './gate-form';

/** A new account, signed in at once and led to the first steps. */
export function RegisterPage(): ReactNode {
  const router = useRouter();
  const [name, setName] = useState('');
  return (
    <GateForm
      title="Create an account"
      action="Create account"
      isNew
      before={(refused) => (
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
      )}
      enter={({ email, password }) => register(email, password, name.trim())}
      whenIn={() => router.navigate({ to: '/welcome' })}
      after={
        <>
          Registered already? <Link to="/sign-in">Sign in</Link>
        </>
      }
    />
  );
}
