import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { deliveryPagesQuery, type Delivery, type DeliveryFilter } from '../../api/credentials';
import { KEYS } from '../../api/keys';
import { queryClient } from '../../app/query-client';
import { AgainButton } from '../../ui/again-button';
import { CopyButton } from '../../ui/copy';
import type { Column } from '../../ui/data-table';
import { FilterSelect } from '../../ui/filters';
import { Section } from '../../ui/page';
import { PagedTable } from '../../ui/paged-table';
import { oneOf } from '../../ui/search';
import { StateBadge } from '../../ui/state-badge';
import { Time } from '../../ui/time';
import { whileAny } from './while-any';

const STATUSES = ['accepted', 'processed', 'ignored', 'failed', 'dead'] as const;

type DeliveryPage = Schemas['DeliveryListDto'];

/** A failed one is tried again, too. */
const isUnfinished = ({ status }: Delivery): boolean => status === 'accepted' || status === 'failed';

const COLUMNS: readonly Column<Delivery>[] = [
  { title: 'State', cell: ({ status }) => <StateBadge value={status} /> },
  {
    title: 'Event',
    grows: true,
    cell: (delivery) => (
      <>
        <EventName delivery={delivery} />
        {delivery.error === null ? null : (
          <div className="small" data-tone="amber">
            {delivery.error.message}
          </div>
        )}
      </>
    ),
  },
  {
    title: 'Delivery',
    hideOn: 'tablet',
    cell: ({ delivery_id }) => (
      <span className="copyable">
        <code title={delivery_id}>{delivery_id.slice(0, 8)}</code>
        <CopyButton text={delivery_id} what="delivery id" />
      </span>
    ),
  },
  { title: 'Tries', hideOn: 'tablet', align: 'right', cell: ({ attempts }) => attempts },
  { title: 'Received', hideOn: 'phone', cell: (delivery) => <Time at={delivery.received_at} /> },
  { title: '', align: 'right', cell: (delivery) => <Replay delivery={delivery} /> },
];

/** `workflow_job.in_progress`, which a narrow column breaks between its words. */
function EventName({ delivery: { event, action } }: { readonly delivery: Delivery }): ReactNode {
  const words = (action === null ? event : `${event}.${action}`).split(/(?<=[._])/);
  return words.map((word, index) => (
    <Fragment key={index}>
      {word}
      <wbr />
    </Fragment>
  ));
}

/** What forges delivered, what became of it, and a way to take it up again. */
export function Deliveries(): ReactNode {
  const [status, setStatus] = useState<DeliveryFilter['status']>(undefined);
  const list = useInfiniteQuery({
    ...deliveryPagesQuery({ status }),
    refetchInterval: whileAny(({ deliveries: shown }: DeliveryPage) => shown.some(isUnfinished)),
  });
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries) ?? [];
  return (
    <Section
      title="Webhook deliveries"
      aside={
        <FilterSelect
          label="State"
          any="Any state"
          value={status}
          options={STATUSES}
          onChange={(value) => {
            setStatus(oneOf(value, STATUSES));
          }}
        />
      }
    >
      <PagedTable caption="Webhook deliveries" list={list} rows={deliveries} columns={COLUMNS} nothing="No delivery" />
    </Section>
  );
}

function Replay({ delivery }: { readonly delivery: Delivery }): ReactNode {
  return (
    <AgainButton
      label={`Replay ${delivery.event}`}
      words="Replay"
      done="Replayed"
      run={() => unwrap(api.POST('/api/v2/webhooks/deliveries/{id}/replay', { params: { path: { id: delivery.id } } }))}
      onSuccess={() => queryClient.invalidateQueries({ queryKey: [KEYS.deliveries] })}
    />
  );
}
