import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { tokensOfQuery, type ApiToken } from '../../api/credentials';
import { KEYS } from '../../api/keys';
import { repositoryUsageOfQuery, usageOfQuery } from '../../api/usage';
import type { ListedUser } from '../../api/users';
import { queryClient } from '../../app/query-client';
import { Loaded } from '../../ui/states';
import { ForgeLimit } from './forge-limit';
import { LimitForm, type Limits } from './limit-fields';
import { count, passedOf, refusedOf } from './usage-words';

interface Props {
  readonly user: ListedUser;
  readonly onDone: () => void;
}

/** How often somebody asked lately, and how often they, each of their API tokens and each of their repositories may. */
export function LimitsDialog({ user, onDone }: Props): ReactNode {
  const [chosen, choose] = useState('');
  const usage = useQuery(usageOfQuery(user.id));
  const tokens = useQuery(tokensOfQuery(user.id));
  const repositories = useQuery(repositoryUsageOfQuery(user.id));
  const token = tokens.data?.tokens.find(({ id }) => id === chosen);
  const repository = repositories.data?.repositories.find(({ id }) => id === chosen);
  return (
    <div className="stack">
      <Loaded query={usage}>
        {({ days }) => (
          <p className="dim">
            {count(days.reduce((sum, day) => sum + passedOf(day), 0))} requests in 30 days,{' '}
            {count(days.reduce((sum, day) => sum + refusedOf(day), 0))} more were refused.
          </p>
        )}
      </Loaded>
      <Loaded query={tokens}>
        {(list) => (
          <Loaded query={repositories}>
            {(called) => (
              <NativeSelect
                label="Limits of"
                value={chosen}
                data={[
                  { value: '', label: 'the account' },
                  ...list.tokens.map(({ id, name, prefix }) => ({ value: id, label: `token ${name} (${prefix}…)` })),
                  ...called.repositories.map(({ id, repository_full_name: name }) => ({ value: id, label: name })),
                ]}
                onChange={(event) => {
                  choose(event.currentTarget.value);
                }}
              />
            )}
          </Loaded>
        )}
      </Loaded>
      {repository !== undefined ? (
        <ForgeLimit key={repository.id} userId={user.id} repository={repository} onDone={onDone} />
      ) : token !== undefined ? (
        <OfToken key={token.id} user={user} token={token} onDone={onDone} />
      ) : (
        <OfAccount user={user} onDone={onDone} />
      )}
    </div>
  );
}

async function renew(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [KEYS.users] });
  await queryClient.invalidateQueries({ queryKey: [KEYS.usage] });
  await queryClient.invalidateQueries({ queryKey: [KEYS.credentials] });
}

function OfAccount({ user, onDone }: Props): ReactNode {
  const save = useMutation({
    mutationFn: (limits: Limits) =>
      unwrap(api.PUT('/api/v2/users/{id}/limits', { params: { path: { id: user.id } }, body: limits })),
    onSuccess: async () => {
      await renew();
      onDone();
    },
  });
  return (
    <LimitForm
      now={user.request_limits}
      empty="One API token may use half of each, unless it has limits of its own. Empty: the limit of the settings."
      save={save}
      onCancel={onDone}
    />
  );
}

function OfToken({ user, token, onDone }: Props & { readonly token: ApiToken }): ReactNode {
  const save = useMutation({
    mutationFn: (limits: Limits) =>
      unwrap(
        api.PUT('/api/v2/users/{id}/tokens/{token}/limits', {
          params: { path: { id: user.id, token: token.id } },
          body: limits,
        }),
      ),
    onSuccess: async () => {
      await renew();
      onDone();
    },
  });
  return (
    <LimitForm
      now={token.admin_request_limits}
      usual={token.effective_limits}
      empty="The owner cannot take these back. Empty: none is set by an admin."
      save={save}
      onCancel={onDone}
    />
  );
}
