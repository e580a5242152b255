import { Group, Switch, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { Connection } from '../../api/repositories';
import { NumberField } from '../../ui/number-field';
import { ConnectionForm, useConnectionChange } from './connection-form';
import { useTouched } from './touched';

type Touched = Pick<Schemas['ConnectionChangeDto'], 'is_enabled' | 'auto_pr_enabled'>;
type TouchedPolicy = Schemas['FixPolicyChangeDto'];
type TouchedRerun = NonNullable<TouchedPolicy['auto_rerun']>;

/** What DevFlowFix may do in a repository, as a form. The server checks it again and names the field it refuses. */
export function PolicySection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const { fields: touched, touch: set, settle } = useTouched<Touched>();
  const { fields: touchedPolicy, touch: setPolicy, settle: settlePolicy } = useTouched<TouchedPolicy>();
  const { fields: touchedRerun, touch: setRerun, settle: settleRerun } = useTouched<TouchedRerun>();
  const shown = { ...repository, ...touched };
  const policy = { ...repository.fix_policy, ...touchedPolicy };
  const rerun = { ...repository.fix_policy.auto_rerun, ...touchedRerun };
  const save = useConnectionChange(id, [KEYS.repositories]);
  const refused = save.error instanceof ApiError ? save.error : null;
  const wrong = (field: string): string | null => refused?.fieldError(`/fix_policy/${field}`) ?? null;
  const autoRerun = changeOf(touchedRerun, repository.fix_policy.auto_rerun);
  const fixPolicy = {
    ...changeOf(touchedPolicy, repository.fix_policy),
    ...(autoRerun === undefined ? {} : { auto_rerun: autoRerun }),
  };
  const draft = {
    ...changeOf(touched, repository),
    ...(Object.keys(fixPolicy).length === 0 ? {} : { fix_policy: fixPolicy }),
  };
  return (
    <ConnectionForm
      title="What DevFlowFix may do here"
      save={save}
      draft={draft}
      changed={Object.keys(draft).length > 0}
      saved={() => {
        settle();
        settlePolicy();
        settleRerun();
      }}
    >
      <Switch
        label="Follow this repository"
        description="Off: deliveries are kept, nothing is diagnosed."
        checked={shown.is_enabled}
        onChange={(event) => {
          set({ is_enabled: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Open fix pull requests by itself"
        description="Off: nothing is proposed unasked; preview a fix on the incident's page and open it there."
        checked={shown.auto_pr_enabled}
        onChange={(event) => {
          set({ auto_pr_enabled: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Open them as drafts"
        checked={policy.draft}
        onChange={(event) => {
          setPolicy({ draft: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Ask the model where no rule knows a fix"
        description="It is sent the log, without secrets, and the files the log names."
        checked={policy.use_ai}
        onChange={(event) => {
          setPolicy({ use_ai: event.currentTarget.checked });
        }}
      />
      <Group grow align="start">
        <NumberField
          label="Most files in one fix"
          min={1}
          max={100}
          allowDecimal={false}
          value={policy.max_files}
          error={wrong('max_files')}
          onChange={(max_files) => {
            setPolicy({ max_files });
          }}
        />
        <NumberField
          label="Most lines in one fix"
          min={1}
          max={5000}
          allowDecimal={false}
          value={policy.max_lines}
          error={wrong('max_lines')}
          onChange={(max_lines) => {
            setPolicy({ max_lines });
          }}
        />
        <NumberField
          label="Least confidence"
          suffix=" %"
          min={50}
          max={100}
          allowDecimal={false}
          value={Math.round(policy.min_confidence * 100)}
          error={wrong('min_confidence')}
          onChange={(value) => {
            setPolicy({ min_confidence: value / 100 });
          }}
        />
      </Group>
      <TagsInput
        label="Paths no fix may touch"
        description="Globs from the repository's root, such as migrations/**. Enter adds one."
        value={[...policy.never_touch]}
        error={wrong('never_touch')}
        onChange={(never_touch) => {
          setPolicy({ never_touch });
        }}
      />
      <Switch
        label="Run flaky and infrastructure failures again by itself"
        description="Never on our own branches, never when a newer run exists."
        checked={rerun.enabled}
        onChange={(event) => {
          setRerun({ enabled: event.currentTarget.checked });
        }}
      />
      {rerun.enabled ? (
        <Group grow align="start">
          <NumberField
            label="Reruns of one run"
            min={1}
            max={3}
            allowDecimal={false}
            value={rerun.max_per_run}
            error={wrong('auto_rerun/max_per_run')}
            onChange={(max_per_run) => {
              setRerun({ max_per_run });
            }}
          />
          <NumberField
            label="Reruns a day"
            min={0}
            max={100}
            allowDecimal={false}
            value={rerun.daily_budget}
            error={wrong('auto_rerun/daily_budget')}
            onChange={(daily_budget) => {
              setRerun({ daily_budget });
            }}
          />
        </Group>
      ) : null}
    </ConnectionForm>
  );
}

/** Of what was touched, that which differs from what is saved; undefined when nothing does. */
function changeOf<T extends object>(touched: T, saved: T): T | undefined {
  const names = (Object.keys(touched) as (keyof T)[]).filter(
    (name) => JSON.stringify(touched[name]) !== JSON.stringify(saved[name]),
  );
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, touched[name]])) as T;
}
