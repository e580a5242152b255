import { Checkbox, Fieldset, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { alertChannelsQuery, renewAlerts, type AlertRule, type RuleKind } from '../../api/alerts';
import { api, unwrap } from '../../api/client';
import { ApiError } from '../../api/problem';
import { connectionsQuery } from '../../api/repositories';
import { NumberField } from '../../ui/number-field';
import { QueryFailure } from '../../ui/states';
import { AlertForm } from './alert-frame';
import { BOUNDS, CHANNEL_NAMES, freshRule, lengthOf, RULE_NAMES, type RuleDraft } from './alert-words';

const WINDOWS = [30, 60, 240, 720, 1440, 4320, 10_080, 43_200] as const;
const REMINDERS = [60, 240, 720, 1440] as const;

/** Choices of a length of time, and the one that is set even where it is none of them. */
function lengths(all: readonly number[], current: number | null): { value: string; label: string }[] {
  const known = current === null || all.includes(current) ? all : [...all, current].sort((a, b) => a - b);
  return known.map((minutes) => ({ value: String(minutes), label: lengthOf(minutes) }));
}

/** A rule as a form: a new one, or one that is there. The server checks it again and names the field it refuses. */
export function AlertRuleForm({
  kinds,
  rule,
  close,
}: {
  /** Those this installation can judge. */
  readonly kinds: readonly RuleKind[];
  readonly rule: AlertRule | null;
  readonly close: () => void;
}): ReactNode {
  const [draft, setDraft] = useState<RuleDraft>(() => rule ?? freshRule('failure_rate'));
  const channels = useQuery(alertChannelsQuery);
  const repositories = useQuery(connectionsQuery({ include_disabled: true }));
  const bounds = BOUNDS[draft.kind];
  const save = useMutation({
    mutationFn: async () => {
      const { kind, repository_connection_id, threshold, window_minutes, min_runs, remind_minutes } = draft;
      const body = {
        name: draft.name.trim() === '' ? RULE_NAMES[kind] : draft.name.trim(),
        ...{ repository_connection_id, threshold, window_minutes, min_runs, remind_minutes },
        quiet_hours: draft.quiet_hours,
        channel_ids: draft.channel_ids,
      };
      return rule === null
        ? unwrap(api.POST('/api/v2/alerts/rules', { body: { ...body, kind } }))
        : unwrap(api.PATCH('/api/v2/alerts/rules/{id}', { params: { path: { id: rule.id } }, body }));
    },
    onSuccess: async () => {
      await renewAlerts();
      close();
    },
  });
  const refused = save.error instanceof ApiError ? save.error : null;
  const wrong = (field: string): string | null => refused?.fieldError(`/${field}`) ?? null;
  const set = (change: Partial<RuleDraft>): void => {
    setDraft({ ...draft, ...change });
  };
  const quiet = draft.quiet_hours;
  return (
    <AlertForm
      label={rule === null ? 'New rule' : `Edit ${rule.name}`}
      submit={rule === null ? 'Add rule' : 'Save'}
      save={save}
      close={close}
    >
      <div className="fields">
        <NativeSelect
          label="Tell me when"
          autoFocus
          disabled={rule !== null}
          value={draft.kind}
          data={kinds.map((kind) => ({ value: kind, label: RULE_NAMES[kind] }))}
          onChange={(event) => {
            const kind = kinds.find((each) => each === event.currentTarget.value) ?? draft.kind;
            const { threshold, window_minutes } = freshRule(kind);
            set({ kind, threshold, window_minutes });
          }}
        />
        <TextInput
          label="Name"
          placeholder={RULE_NAMES[draft.kind]}
          maxLength={100}
          value={draft.name}
          error={wrong('name')}
          onChange={(event) => {
            set({ name: event.currentTarget.value });
          }}
        />
        <NativeSelect
          label="Where"
          value={draft.repository_connection_id ?? ''}
          data={[
            { value: '', label: 'All repositories' },
            ...(repositories.data?.connections ?? []).map(({ id, repository_full_name }) => ({
              value: id,
              label: repository_full_name,
            })),
          ]}
          onChange={(event) => {
            set({ repository_connection_id: event.currentTarget.value === '' ? null : event.currentTarget.value });
          }}
        />
        {bounds.threshold === undefined ? null : (
          <NumberField
            key={draft.kind}
            label={bounds.threshold === 'share' ? 'From this share on' : 'From this cost on'}
            suffix={bounds.threshold === 'share' ? ' %' : ' US dollars'}
            min={0}
            max={bounds.threshold === 'share' ? 100 : 1_000_000}
            decimalScale={2}
            value={bounds.threshold === 'share' ? Math.round(draft.threshold * 10_000) / 100 : draft.threshold}
            error={wrong('threshold')}
            onChange={(value) => {
              set({ threshold: bounds.threshold === 'share' ? value / 100 : value });
            }}
          />
        )}
        {bounds.window === undefined ? null : (
          <NativeSelect
            label={bounds.window}
            value={String(draft.window_minutes)}
            data={lengths(WINDOWS, draft.window_minutes)}
            onChange={(event) => {
              set({ window_minutes: Number(event.currentTarget.value) });
            }}
          />
        )}
        {bounds.minRuns === undefined ? null : (
          <NumberField
            label="Runs it takes to say so"
            min={1}
            max={10_000}
            allowDecimal={false}
            value={draft.min_runs}
            error={wrong('min_runs')}
            onChange={(min_runs) => {
              set({ min_runs });
            }}
          />
        )}
        <NativeSelect
          label="While it lasts"
          value={String(draft.remind_minutes ?? '')}
          data={[
            { value: '', label: 'Tell once' },
            ...lengths(REMINDERS, draft.remind_minutes).map(({ value, label }) => ({
              value,
              label: `Remind every ${label}`,
            })),
          ]}
          onChange={(event) => {
            set({ remind_minutes: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) });
          }}
        />
      </div>
      <Fieldset legend="Tell" variant="unstyled">
        <QueryFailure query={channels} />
        {channels.data?.channels.length === 0 ? (
          <span className="dim">There is no channel yet: add one below, then choose it here.</span>
        ) : null}
        <div className="row">
          {channels.data?.channels.map(({ id, name, kind }) => (
            <Checkbox
              key={id}
              label={`${name} (${CHANNEL_NAMES[kind]})`}
              checked={draft.channel_ids.includes(id)}
              onChange={(event) => {
                const others = draft.channel_ids.filter((each) => each !== id);
                set({ channel_ids: event.currentTarget.checked ? [...others, id] : others });
              }}
            />
          ))}
        </div>
      </Fieldset>
      <Switch
        label="Quiet hours"
        description="What begins in them is told when they are over, if it lasts."
        checked={quiet !== null}
        onChange={(event) => {
          const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
          set({ quiet_hours: event.currentTarget.checked ? { from: '22:00', to: '07:00', time_zone } : null });
        }}
      />
      {quiet === null ? null : (
        <div className="fields">
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              required
              label={end === 'from' ? 'Quiet from' : 'Quiet to'}
              value={quiet[end]}
              error={wrong(`quiet_hours/${end}`)}
              onChange={(event) => {
                set({ quiet_hours: { ...quiet, [end]: event.currentTarget.value } });
              }}
            />
          ))}
          <TextInput
            label="Time zone"
            required
            value={quiet.time_zone}
            error={wrong('quiet_hours/time_zone')}
            onChange={(event) => {
              set({ quiet_hours: { ...quiet, time_zone: event.currentTarget.value } });
            }}
          />
        </div>
      )}
    </AlertForm>
  );
}
