import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { signIn } from '../../api/session';
import { GateForm } from './gate-form';

const route = getRouteApi('/sign-in');

/** E-mail and password. Goes back to where the person was going. */
export function SignInPage(): ReactNode {
  const { return_to } = route.useSearch();
  const router = useRouter();
  return (
    <GateForm
      title="Sign in"
      action="Sign in"
      isNew={false}
      enter={({ email, password }) => signIn(email, password)}
      whenIn={() => router.navigate({ href: return_to?.startsWith('/') === true ? return_to : '/' })}
      after={
        <>
          No account yet? <Link to="/register">Register</Link>
        </>
      }
    />
  );
}
