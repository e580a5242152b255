import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import { queryClient } from '../../app/query-client';
import { Failure } from '../../ui/states';
import { Gate } from './gate';

/** Who somebody says to be. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The API's rule for new passwords; told before it is broken. */
const MIN_PASSWORD = 12;

/** The form of both pages before the sign-in: e-mail and password, and what a page asks for besides. */
export function GateForm({
  title,
  action,
  isNew,
  top,
  before,
  after,
  enter,
  whenIn,
}: {
  readonly title: string;
  readonly action: string;
  /** A password that is thought up now, not remembered. */
  readonly isNew: boolean;
  /** Above the form. */
  readonly top?: ReactNode;
  readonly before?: (refused: ApiError | null) => ReactNode;
  readonly after: ReactNode;
  readonly enter: (credentials: Credentials) => Promise<void>;
  /** Where to go then. What was known of somebody else is forgotten before. */
  readonly whenIn: () => Promise<void>;
}): ReactNode {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    document.title = `${action} · DevFlowFix`;
  }, [action]);
  const entering = useMutation({
    mutationKey: [KEYS.me],
    mutationFn: () => enter({ email, password }),
    onSuccess: async () => {
      queryClient.clear();
      await whenIn();
    },
  });
  const refused = entering.error instanceof ApiError ? entering.error : null;
  return (
    <Gate title={title}>
      {top}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          entering.mutate();
        }}
      >
        {before?.(refused)}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          autoFocus={!isNew}
          value={email}
          error={refused?.fieldError('/email')}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label="Password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          {...(isNew
            ? {
                description: `At least ${MIN_PASSWORD} characters. A few words make a good one.`,
                minLength: MIN_PASSWORD,
              }
            : {})}
          value={password}
          error={refused?.fieldError('/password')}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        {entering.isError ? <Failure error={entering.error} /> : null}
        <Button type="submit" loading={entering.isPending} fullWidth>
          {action}
        </Button>
      </form>
      <p className="small dim">{after}</p>
    </Gate>
  );
}
