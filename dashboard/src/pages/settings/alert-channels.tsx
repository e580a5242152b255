import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { alertChannelsQuery, renewAlerts, type AlertChannel, type AlertDelivery } from '../../api/alerts';
import { api, succeed, unwrap } from '../../api/client';
import { Copyable } from '../../ui/copy';
import { onFirstClick } from '../../ui/first-click';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Loaded } from '../../ui/states';
import { AlertChannelForm, type NewChannel } from './alert-channel-form';
import { AlertRow } from './alert-frame';
import { watchedDeliveries } from './alert-deliveries';
import { CHANNEL_NAMES } from './alert-words';

/** Where alerts go: added, tried, muted and deleted here. */
export function AlertChannels(): ReactNode {
  const list = useQuery(alertChannelsQuery);
  const [open, setOpen] = useState<AlertChannel | 'new' | null>(null);
  const [made, setMade] = useState<NewChannel | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  return (
    <Section
      title="Alert channels"
      aside={
        open === null ? (
          <Button
            size="xs"
            variant="default"
            disabled={!list.isSuccess}
            onClick={() => {
              setMade(null);
              setOpen('new');
            }}
          >
            Add channel
          </Button>
        ) : null
      }
    >
      <Loaded query={list}>
        {({ channels, kinds }) => (
          <div className="stack">
            {open === null ? null : (
              <AlertChannelForm
                key={open === 'new' ? 'new' : open.id}
                kinds={kinds}
                channel={open === 'new' ? null : open}
                close={close}
                added={setMade}
              />
            )}
            {made === null || typeof made.secret !== 'string' ? null : (
              <Alert color="teal" title={`What signs messages to “${made.name}”: shown this once`} role="status">
                <Copyable text={made.secret} what="secret" />
              </Alert>
            )}
            {channels.length === 0 && open === null ? (
              <Empty icon="plug" title="Alerts go nowhere yet">
                A channel is a webhook
                {kinds.includes('email') ? ', a Slack channel or an e-mail address' : ' or a Slack channel'}.
              </Empty>
            ) : null}
            {channels.length === 0 ? null : (
              <ul className="list" aria-label="Alert channels">
                {channels.map((channel) => (
                  <Channel
                    key={channel.id}
                    channel={channel}
                    edit={() => {
                      setOpen(channel);
                    }}
                    removed={() => {
                      setOpen((shown) => (shown !== 'new' && shown?.id === channel.id ? null : shown));
                    }}
                  />
                ))}
              </ul>
            )}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Channel({
  channel,
  edit,
  removed,
}: {
  readonly channel: AlertChannel;
  readonly edit: () => void;
  readonly removed: () => void;
}): ReactNode {
  const { name, kind, target, is_enabled: isOn } = channel;
  const path = { id: channel.id };
  const test = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v2/alerts/channels/{id}/test', { params: { path } })),
    onSuccess: renewAlerts,
  });
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v2/alerts/channels/{id}/confirmation', { params: { path } })),
    onSuccess: renewAlerts,
  });
  const isWaiting = channel.confirmed_at === null;
  const own = isWaiting ? (
    <Button
      size="xs"
      variant="light"
      loading={ask.isPending}
      aria-label={`Ask again: ${name}`}
      onClick={onFirstClick(() => {
        ask.mutate();
      })}
    >
      Ask again
    </Button>
  ) : (
    <Button
      size="xs"
      variant="light"
      loading={test.isPending}
      aria-label={`Send test to ${name}`}
      onClick={onFirstClick(() => {
        test.mutate();
      })}
    >
      Send test
    </Button>
  );
  const state = isWaiting ? (
    <StateBadge value="waiting" tone="amber" label="waits for confirmation" />
  ) : (
    <StateBadge value={isOn ? 'active' : 'muted'} />
  );
  return (
    <AlertRow
      name={name}
      isOn={isOn}
      state={state}
      warning={`Delete the channel “${name}”? Rules tell it no more.`}
      error={test.error ?? ask.error}
      before={own}
      actions={{
        edit,
        mute: () =>
          unwrap(api.PATCH('/api/v2/alerts/channels/{id}', { params: { path }, body: { is_enabled: !isOn } })),
        remove: () => succeed(api.DELETE('/api/v2/alerts/channels/{id}', { params: { path } })).then(removed),
      }}
    >
      <div className="dim small anywhere">
        {CHANNEL_NAMES[kind]} · {target}
      </div>
      {isWaiting ? (
        <div className="small">A letter asks this address; alerts go there once its owner has followed the link.</div>
      ) : null}
      {test.data === undefined ? null : <Outcome sent={test.data} what="test" />}
      {ask.data === undefined ? null : <Outcome sent={ask.data} what="letter" />}
    </AlertRow>
  );
}

/** What became of a test or a letter, as the log below has it. */
function Outcome({ sent, what }: { readonly sent: AlertDelivery; readonly what: string }): ReactNode {
  const log = useInfiniteQuery(watchedDeliveries(undefined));
  const now = log.data?.pages[0]?.deliveries.find(({ id }) => id === sent.id) ?? sent;
  const words = { queued: `${what} is on its way`, delivered: `${what} delivered`, failed: `${what} failed` };
  return (
    <div className="small row" role="status">
      <StateBadge value={now.status} tone={TONES[now.status]} label={words[now.status]} />
      {now.error === null ? null : <span className="dim">{now.error}</span>}
    </div>
  );
}

const TONES = { queued: 'blue', delivered: 'green', failed: 'amber' } as const;
