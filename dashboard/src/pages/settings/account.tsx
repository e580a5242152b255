import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { identitiesQuery, meQuery, methodsQuery, type User } from '../../api/session';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Loaded } from '../../ui/states';
import { Time } from '../../ui/time';
import { Identities, isInUse } from './identities';

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
  const identities = useQuery(identitiesQuery);
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
          <dd>{wayIn(user, name, identities.data?.identities.some(isInUse) === true)}</dd>
          <dt>Since</dt>
          <dd>
            <Time at={user.created_at} />
          </dd>
        </dl>
      </Section>
      <Identities user={user} name={name} />
    </>
  );
}

function wayIn({ has_password: hasPassword }: User, name: string | null, isLinked: boolean): string {
  const issuer = name ?? 'single sign-on';
  if (!hasPassword) return `with ${issuer} alone`;
  return isLinked ? `with a password or ${issuer}` : 'with a password';
}
