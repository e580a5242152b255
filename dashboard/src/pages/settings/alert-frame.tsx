import { Button } from '@mantine/core';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { renewAlerts } from '../../api/alerts';
import { onFirstClick } from '../../ui/first-click';
import { Failure } from '../../ui/states';

/** A form within a card: its fields, what went wrong, and the way out. */
export function AlertForm<T>({
  label,
  submit,
  save,
  close,
  children,
}: {
  readonly label: string;
  readonly submit: string;
  readonly save: UseMutationResult<T, Error, void>;
  readonly close: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <form
      className="stack inset"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {children}
      {save.isError ? <Failure error={save.error} /> : null}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          {submit}
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** What a person can do with a rule or a channel: edit it here, and what the server is asked for. */
export interface AlertActions {
  readonly edit: () => void;
  /** Switches it off, or on again. */
  readonly mute: () => Promise<unknown>;
  readonly remove: () => Promise<unknown>;
}

/** One rule or channel: what it is called and how it stands, what is to be known of it, and its buttons. */
export function AlertRow({
  name,
  isOn,
  state,
  actions,
  warning,
  error = null,
  before,
  children,
}: {
  readonly name: string;
  readonly isOn: boolean;
  readonly state: ReactNode;
  readonly actions: AlertActions;
  /** Asked before it is deleted. */
  readonly warning: string;
  /** Of buttons of its own. */
  readonly error?: Error | null;
  /** Buttons of its own. */
  readonly before?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const mute = useMutation({ mutationFn: actions.mute, onSuccess: renewAlerts });
  const remove = useMutation({ mutationFn: actions.remove, onSuccess: renewAlerts });
  const wrong = error ?? mute.error ?? remove.error;
  return (
    <li className="list-row list-row-wraps">
      <div className="stack" style={{ gap: '0.2rem' }}>
        <div className="row">
          <strong className="anywhere">{name}</strong>
          {state}
        </div>
        {children}
        {wrong === null ? null : <Failure error={wrong} />}
      </div>
      <div className="row">
        {before}
        <Button size="xs" variant="default" aria-label={`Edit ${name}`} onClick={actions.edit}>
          Edit
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={mute.isPending}
          aria-label={`${isOn ? 'Mute' : 'Unmute'} ${name}`}
          onClick={onFirstClick(() => {
            mute.mutate();
          })}
        >
          {isOn ? 'Mute' : 'Unmute'}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={remove.isPending}
          aria-label={`Delete ${name}`}
          onClick={() => {
            if (window.confirm(warning)) remove.mutate();
          }}
        >
          Delete
        </Button>
      </div>
    </li>
  );
}
