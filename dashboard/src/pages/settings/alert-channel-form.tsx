import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { renewAlerts, type AlertChannel, type ChannelKind } from '../../api/alerts';
import { api, unwrap, type Schemas } from '../../api/client';
import { ApiError } from '../../api/problem';
import { AlertForm } from './alert-frame';
import { CHANNEL_NAMES } from './alert-words';

export type NewChannel = Schemas['NewAlertChannelDto'];

const EXAMPLES: Readonly<Record<ChannelKind, string>> = {
  webhook: 'https://hooks.example.com/devflowfix',
  slack: 'https://hooks.slack.com/services/…',
  email: 'oncall@example.com',
};

/** A channel as a form: a new one, or one that is there, whose address is not shown again. */
export function AlertChannelForm({
  kinds,
  channel,
  close,
  added,
}: {
  /** Those this installation can send by. */
  readonly kinds: readonly ChannelKind[];
  readonly channel: AlertChannel | null;
  readonly close: () => void;
  readonly added: (made: NewChannel) => void;
}): ReactNode {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'webhook');
  const [name, setName] = useState(channel?.name ?? '');
  const [typed, setTyped] = useState('');
  const save = useMutation({
    mutationFn: async () => {
      const url = kind === 'email' && typed !== '' ? `mailto:${typed.trim()}` : typed.trim();
      if (channel === null) {
        added(await unwrap(api.POST('/api/v2/alerts/channels', { body: { kind, name: name.trim(), url } })));
        return;
      }
      const body = { name: name.trim(), ...(url === '' ? {} : { url }) };
      await unwrap(api.PATCH('/api/v2/alerts/channels/{id}', { params: { path: { id: channel.id } }, body }));
    },
    onSuccess: async () => {
      await renewAlerts();
      close();
    },
  });
  const wrong = (field: string): string | null =>
    save.error instanceof ApiError ? save.error.fieldError(`/${field}`) : null;
  return (
    <AlertForm
      label={channel === null ? 'New channel' : `Edit ${channel.name}`}
      submit={channel === null ? 'Add channel' : 'Save'}
      save={save}
      close={close}
    >
      <div className="fields">
        <NativeSelect
          label="Kind"
          autoFocus
          disabled={channel !== null}
          value={kind}
          data={kinds.map((each) => ({ value: each, label: CHANNEL_NAMES[each] }))}
          onChange={(event) => {
            setKind(kinds.find((each) => each === event.currentTarget.value) ?? kind);
          }}
        />
        <TextInput
          label="Name"
          placeholder="on call"
          required
          maxLength={100}
          value={name}
          error={wrong('name')}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={kind === 'email' ? 'E-mail address' : 'Address'}
          type={kind === 'email' ? 'email' : 'url'}
          placeholder={channel === null ? EXAMPLES[kind] : `${channel.target} (unchanged)`}
          required={channel === null}
          maxLength={2000}
          autoComplete="off"
          value={typed}
          error={wrong('url')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
      </div>
    </AlertForm>
  );
}
