import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { basePath } from '../../api/client';
import { methodsQuery, signIn } from '../../api/session';
import { reasonOf } from '../../ui/sign-in-reasons';
import { Gate } from './gate';
import { GateForm } from './gate-form';
import { SingleSignOn } from './single-sign-on';

const route = getRouteApi('/sign-in');

/** Refusals of a person whom the issuer would send again, without a question. */
const OF_THE_PERSON = new Set([
  ...['auth.oidc_not_allowed', 'auth.oidc_no_email', 'auth.oidc_account_exists', 'auth.oidc_taken'],
  ...['auth.registration_closed', 'auth.deactivated'],
]);

/** How a visit to the issuer failed. */
function Outcome({ code, name }: { readonly code: string; readonly name: string }): ReactNode {
  return (
    <Alert color="orange" role="alert" title="You were not signed in">
      {reasonOf(code, name)}
    </Alert>
  );
}

/** A path below the installation's own, from one that may hold it. */
function below(path: string | undefined): string {
  if (path?.startsWith('/') !== true) return '/';
  return basePath !== '/' && path.startsWith(basePath) ? path.slice(basePath.length - 1) : path;
}

/** E-mail and password, single sign-on, or both, as the installation has it. Goes back to where the person was going. */
export function SignInPage(): ReactNode {
  const { return_to, code } = route.useSearch();
  const router = useRouter();
  const { data: methods, isPending } = useQuery(methodsQuery);
  const target = below(return_to);
  const name = methods?.oidc_name ?? null;
  useEffect(() => {
    document.title = 'Sign in · DevFlowFix';
  }, []);
  const top = (
    <>
      {code === undefined || isPending ? null : <Outcome code={code} name={name ?? 'The issuer'} />}
      {name === null ? null : <SingleSignOn name={name} target={target} refused={OF_THE_PERSON.has(code ?? '')} />}
      {name === null || methods?.password === false ? null : <p className="dim small">or with your password</p>}
    </>
  );
  if (methods?.password === false) return <Gate title="Sign in">{top}</Gate>;
  return (
    <GateForm
      title="Sign in"
      action="Sign in"
      isNew={false}
      top={top}
      enter={({ email, password }) => signIn(email, password)}
      whenIn={() => router.navigate({ href: target })}
      after={
        methods?.registration === false ? null : (
          <>
            No account yet? <Link to="/register">Register</Link>
          </>
        )
      }
    />
  );
}
