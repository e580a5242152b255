import { Button, Group, Menu, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { incidentQuery, type IncidentDetail } from '../../api/incidents';
import { messageOf } from '../../api/problem';
import { ahead } from '../../app/optimistic';
import { onFirstClick } from '../../ui/first-click';
import { defined, oneOf } from '../../ui/search';
import { Failure } from '../../ui/states';
import { SEVERITIES } from '../incidents/search';

type Change = Schemas['UpdateIncidentDto'];
type Settable = NonNullable<Change['status']>;

/** What a person may make of each state; the server holds the same table and has the last word. */
const NEXT: Readonly<Record<IncidentDetail['status'], readonly (readonly [Settable, string])[]>> = {
  open: [
    ['acknowledged', 'Acknowledge'],
    ['muted', 'Mute'],
    ['resolved', 'Resolve by hand'],
  ],
  acknowledged: [
    ['open', 'Back to open'],
    ['muted', 'Mute'],
    ['resolved', 'Resolve by hand'],
  ],
  fixing: [
    ['open', 'Back to open'],
    ['acknowledged', 'Acknowledge'],
    ['muted', 'Mute'],
    ['resolved', 'Resolve by hand'],
  ],
  muted: [
    ['open', 'Unmute'],
    ['resolved', 'Resolve by hand'],
  ],
  resolved: [['open', 'Open again']],
};

/** State, severity, who looks after it, and notes. */
export function CareMenu({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const [editing, edit] = useDisclosure();
  const change = useMutation({
    mutationFn: (body: Change) =>
      unwrap(api.PATCH('/api/v2/incidents/{id}', { params: { path: { id: incident.id } }, body })),
    ...ahead<IncidentDetail, Change>(incidentQuery(incident.id).queryKey, (shown, { status, severity }) => ({
      ...shown,
      ...defined({ status, severity }),
    })),
  });
  const [first, ...others] = NEXT[incident.status];
  return (
    <Group gap="xs">
      {change.isError && !editing ? (
        <span data-tone="amber" role="alert">
          {messageOf(change.error)}
        </span>
      ) : null}
      {first === undefined ? null : (
        <Button
          size="sm"
          variant="default"
          loading={change.isPending}
          onClick={onFirstClick(() => {
            change.mutate({ status: first[0] });
          })}
        >
          {first[1]}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="sm" variant="default">
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map(([status, title]) => (
            <Menu.Item
              key={status}
              onClick={() => {
                change.mutate({ status });
              }}
            >
              {title}
            </Menu.Item>
          ))}
          <Menu.Item onClick={edit.open}>Severity, assignee, note…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={editing} onClose={edit.close} title="Look after this incident">
        <Care
          incident={incident}
          pending={change.isPending}
          error={change.error}
          onSave={(body) => {
            change.mutate(body, { onSuccess: edit.close });
          }}
        />
      </Modal>
    </Group>
  );
}

function Care({
  incident,
  pending,
  error,
  onSave,
}: {
  readonly incident: IncidentDetail;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (change: Change) => void;
}): ReactNode {
  // As they were when the dialog opened: what others change meanwhile is not this person's wish.
  const [was] = useState({ severity: incident.severity, assignee: incident.assignee ?? '' });
  const [severity, setSeverity] = useState<string>(was.severity);
  const [assignee, setAssignee] = useState(was.assignee);
  const [note, setNote] = useState('');
  const change: Change = defined({
    severity: severity === was.severity ? undefined : oneOf(severity, SEVERITIES),
    assignee: assignee.trim() === was.assignee ? undefined : assignee.trim() || null,
    note: note.trim() || undefined,
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(change);
      }}
    >
      <NativeSelect
        label="Severity"
        value={severity}
        data={[...SEVERITIES]}
        onChange={(event) => {
          setSeverity(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Assignee"
        value={assignee}
        onChange={(event) => {
          setAssignee(event.currentTarget.value);
        }}
      />
      <Textarea
        label="Note"
        description="Goes to the timeline."
        autosize
        minRows={2}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      {error === null ? null : <Failure error={error} />}
      <Button type="submit" loading={pending} disabled={Object.keys(change).length === 0}>
        Save
      </Button>
    </form>
  );
}
