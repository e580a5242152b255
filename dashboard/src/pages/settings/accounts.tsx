import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { forgeAccountsQuery, type ForgeAccount } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { ConnectForge } from '../../ui/connect-forge';
import { forgeKey, forgeName } from '../../ui/forge-name';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

type Ended = Schemas['DisconnectedDto'];

/** The caller's accounts at forges: state, rights, quota; connect anew or take off. */
export function Accounts(): ReactNode {
  const accounts = useQuery(forgeAccountsQuery);
  // Told here: the account's own row may be gone.
  const [ended, setEnded] = useState<readonly Ended[]>([]);
  return (
    <Section
      title="Forge accounts"
      aside={accounts.data?.instances.map((forge) => (
        <ConnectForge key={forgeKey(forge)} forge={forge} size="xs" variant="default" />
      ))}
    >
      {ended.map((each, index) => (
        <Outcome key={index} ended={each} />
      ))}
      <Loaded query={accounts}>
        {({ connections, instances }) =>
          connections.length === 0 ? (
            <Empty icon="plug" title="No account is connected">
              {instances.length === 0 ? 'Whoever runs this server has set up no forge yet.' : null}
            </Empty>
          ) : (
            <ul className="list">
              {connections.map((account) => (
                <Account
                  key={account.id}
                  account={account}
                  ended={(outcome) => {
                    setEnded((before) => [...before, outcome]);
                  }}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

/** What became of a disconnected account, above all where its token still holds at the forge. */
function Outcome({ ended }: { readonly ended: Ended }): ReactNode {
  const hooks = ended.hooks_removed;
  return (
    <Alert
      mb="sm"
      color={ended.revoked_at_provider ? 'teal' : 'orange'}
      role={ended.revoked_at_provider ? 'status' : 'alert'}
      title={`${forgeName(ended)} is disconnected`}
    >
      {ended.revoked_at_provider ? 'Its token has ended.' : ended.message}{' '}
      {hooks === 1 ? '1 webhook was removed.' : `${hooks} webhooks were removed.`}
    </Alert>
  );
}

function Account({
  account,
  ended,
}: {
  readonly account: ForgeAccount;
  readonly ended: (outcome: Ended) => void;
}): ReactNode {
  const { provider, instance } = account;
  const disconnect = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v2/oauth/{forge}/disconnect', { params: { path: { forge: provider }, query: { instance } } }),
      ),
    onSuccess: async (outcome) => {
      ended(outcome);
      await queryClient.invalidateQueries();
    },
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
              const what =
                'Every repository of this account is disconnected, its webhooks are removed and its token ends.';
              if (window.confirm(`Disconnect ${account.provider_username}? ${what}`)) disconnect.mutate();
            }}
          >
            Disconnect
          </Button>
        ) : null}
      </div>
    </li>
  );
}
