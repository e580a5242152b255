import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { forgeAccountsQuery, type ForgeAccount } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { ConnectForge } from '../../ui/connect-forge';
import { forgeKey, forgeName } from '../../ui/forge-name';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

/** The caller's accounts at forges: state, rights, quota; connect anew or take off. */
export function Accounts(): ReactNode {
  const accounts = useQuery(forgeAccountsQuery);
  return (
    <Section
      title="Forge accounts"
      aside={accounts.data?.instances.map((forge) => (
        <ConnectForge key={forgeKey(forge)} forge={forge} size="xs" variant="default" />
      ))}
    >
      <Loaded query={accounts}>
        {({ connections }) =>
          connections.length === 0 ? (
            <Empty icon="plug" title="No account is connected" />
          ) : (
            <ul className="list">
              {connections.map((account) => (
                <Account key={account.id} account={account} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function Account({ account }: { readonly account: ForgeAccount }): ReactNode {
  const { provider, instance } = account;
  const disconnect = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v2/oauth/{forge}/disconnect', { params: { path: { forge: provider }, query: { instance } } }),
      ),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const again = account.needs_reauthorization || account.missing_scopes.length > 0;
  const state = account.needs_reauthorization
    ? 'needs your consent anew'
    : account.is_active
      ? 'connected'
      : 'disconnected';
  return (
    <li className="list-row">
      <div className="stack" style={{ gap: '0.2rem' }}>
        <div className="row">
          <strong>
            {forgeName(account)}: {account.provider_username}
          </strong>
          <StateBadge
            value={state}
            tone={account.needs_reauthorization ? 'red' : account.is_active ? 'green' : 'quiet'}
          />
        </div>
        <div className="dim small row">
          <span>may: {account.scopes.join(', ') || 'nothing'}</span>
          {account.missing_scopes.length > 0 ? (
            <span data-tone="amber">missing: {account.missing_scopes.join(', ')}</span>
          ) : null}
          {account.rate_limit === null ? null : (
            <span>
              {account.rate_limit.remaining.toLocaleString('en')} of {account.rate_limit.limit.toLocaleString('en')}{' '}
              calls left
            </span>
          )}
          <span>
            used <Time at={account.last_used_at} />
          </span>
        </div>
        {disconnect.isError ? <Failure error={disconnect.error} /> : null}
      </div>
      <div className="row">
        {again && account.is_active ? (
          <ConnectForge forge={account} label="Agree again" size="xs" variant="default" />
        ) : null}
        {account.is_active ? (
          <Button
            size="xs"
            variant="default"
            loading={disconnect.isPending}
            onClick={() => {
              if (window.confirm(`Disconnect ${account.provider_username}? Its webhooks are removed.`))
                disconnect.mutate();
            }}
          >
            Disconnect
          </Button>
        ) : null}
      </div>
    </li>
  );
}
