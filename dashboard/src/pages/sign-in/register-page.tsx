import { TextInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { register, signIn } from '../../api/session';
import { GateForm, type Credentials } from './gate-form';

/** A new account, signed in at once and led to the first steps. */
export function RegisterPage(): ReactNode {
  const router = useRouter();
  const [name, setName] = useState('');
  const made = useRef<string | null>(null);
  const enter = async ({ email, password }: Credentials): Promise<void> => {
    // When only the sign-in failed the next click tries that again: the account is there and its address taken, by this person.
    if (made.current !== email) await register(email, password, name.trim());
    made.current = email;
    await signIn(email, password);
  };
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
      enter={enter}
      whenIn={() => router.navigate({ to: '/welcome' })}
      after={
        <>
          Registered already? <Link to="/sign-in">Sign in</Link>
        </>
      }
    />
  );
}
