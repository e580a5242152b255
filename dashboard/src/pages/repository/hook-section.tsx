import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { KEYS } from '../../api/keys';
import { hookQuery, type Connection } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { onFirstClick } from '../../ui/first-click';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Failure, Loaded } from '../../ui/states';
import { Time } from '../../ui/time';

/** The webhook as the forge tells of it, and the button that mends it. */
export function HookSection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const hook = useQuery(hookQuery(id));
  const repair = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v2/repositories/connections/{id}/webhook/repair', { params: { path: { id } } })),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: [KEYS.repositories] }),
        queryClient.invalidateQueries({ queryKey: [KEYS.forge, 'hook', id] }),
      ]),
  });
  return (
    <Section
      title="Webhook"
      aside={
        <Button
          size="xs"
          variant="default"
          loading={repair.isPending}
          onClick={onFirstClick(() => {
            repair.mutate();
          })}
        >
          Repair
        </Button>
      }
    >
      <div className="stack">
        {repair.isError ? <Failure error={repair.error} /> : null}
        {repair.isSuccess ? (
          <p className="small" data-tone="green" role="status">
            {repair.data.recreated ? 'Created anew' : 'Set right'}, secret renewed; {repair.data.redelivered} missed
            deliveries asked for again.
          </p>
        ) : null}
        <Loaded query={hook} rows={2} space={440}>
          {(health) => (
            <>
              <dl className="facts">
                <dt>State</dt>
                <dd>
                  <StateBadge value={health.status} /> <span className="dim">{health.webhook_status_reason ?? ''}</span>
                </dd>
                <dt>Failures, 24 h</dt>
                <dd>{health.failures_24h ?? '–'}</dd>
                <dt>Last delivery</dt>
                <dd>
                  <Time at={health.last_delivery_at} />
                </dd>
                <dt>Address</dt>
                <dd>{health.url === null ? '–' : <code className="anywhere">{health.url}</code>}</dd>
              </dl>
              {health.recent_deliveries.length === 0 ? (
                <Empty title="The forge knows of no delivery" />
              ) : (
                <ul className="list" aria-label="Recent deliveries, as the forge tells">
                  {health.recent_deliveries.slice(0, 8).map((delivery) => (
                    <li key={delivery.id} className="list-row small">
                      <span>
                        {delivery.event}
                        {delivery.action === null ? '' : `.${delivery.action}`} <Time at={delivery.received_at} />
                      </span>
                      <StateBadge value={delivery.status} tone={delivery.status === 'failed' ? 'red' : 'quiet'} />
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </Loaded>
      </div>
    </Section>
  );
}
