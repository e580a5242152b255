import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { alertChannelsQuery, alertDeliveryPagesQuery, type AlertDelivery } from '../../api/alerts';
import type { Schemas } from '../../api/client';
import type { Column } from '../../ui/data-table';
import { FilterSelect } from '../../ui/filters';
import { Section } from '../../ui/page';
import { PagedTable } from '../../ui/paged-table';
import { StateBadge } from '../../ui/state-badge';
import { Time } from '../../ui/time';
import { whileAny } from './while-any';

type DeliveryPage = Schemas['AlertDeliveryListDto'];

/** What was sent; looked at again for as long as a message of those shown is on its way, sooner before its first try. */
export function watchedDeliveries(channelId: string | undefined) {
  const query = alertDeliveryPagesQuery(channelId);
  return {
    ...query,
    refetchInterval: whileAny(
      ({ deliveries }: DeliveryPage) => deliveries.some(({ status }) => status === 'queued'),
      ({ deliveries }) => deliveries.some(({ status, attempts }) => status === 'queued' && attempts === 0),
    ),
  };
}

const TONES = { queued: 'blue', delivered: 'green', failed: 'amber' } as const;

/** What was sent in the last 30 days, and what became of it. */
export function AlertDeliveries(): ReactNode {
  const [channelId, setChannelId] = useState<string | undefined>(undefined);
  const channels = useQuery({ ...alertChannelsQuery, select: ({ channels: all }) => all });
  const list = useInfiniteQuery(watchedDeliveries(channelId));
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries) ?? [];
  const nameOf = (id: string): string => channels.data?.find((each) => each.id === id)?.name ?? '…';
  const columns: readonly Column<AlertDelivery>[] = [
    { title: 'State', cell: ({ status }) => <StateBadge value={status} tone={TONES[status]} /> },
    {
      title: 'Message',
      grows: true,
      cell: ({ event, message, error, channel_id }) => (
        <>
          <span className="dim">{event}</span> {message} <span className="dim small">to {nameOf(channel_id)}</span>
          {error === null ? null : (
            <div className="small" data-tone="amber">
              {error}
            </div>
          )}
        </>
      ),
    },
    { title: 'Tries', hideOn: 'tablet', align: 'right', cell: ({ attempts }) => attempts },
    { title: 'Answer', hideOn: 'tablet', align: 'right', cell: (delivery) => delivery.response_status ?? '–' },
    { title: 'Made', hideOn: 'phone', cell: (delivery) => <Time at={delivery.created_at} /> },
  ];
  return (
    <Section
      title="Sent alerts"
      aside={
        <FilterSelect
          label="Channel"
          any="Any channel"
          value={channelId}
          options={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChannelId}
        />
      }
    >
      <PagedTable
        caption="Sent alerts"
        list={list}
        rows={deliveries}
        columns={columns}
        nothing="Nothing was sent in the last 30 days"
      />
    </Section>
  );
}
