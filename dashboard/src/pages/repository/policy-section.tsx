import { Group, NumberInput, Switch, TagsInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { Connection } from '../../api/repositories';
import { ConnectionForm, useConnectionChange } from './connection-form';

type Change = Required<Pick<Schemas['ConnectionChangeDto'], 'is_enabled' | 'auto_pr_enabled' | 'fix_policy'>>;

/** What DevFlowFix may do in a repository, as a form. The server checks it again and names the field it refuses. */
export function PolicySection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const [draft, setDraft] = useState<Change>({
    is_enabled: repository.is_enabled,
    auto_pr_enabled: repository.auto_pr_enabled,
    fix_policy: repository.fix_policy,
  });
  const policy = { ...repository.fix_policy, ...draft.fix_policy };
  const rerun = { ...repository.fix_policy.auto_rerun, ...policy.auto_rerun };
  const save = useConnectionChange(id, [KEYS.repositories]);
  const setPolicy = (change: Schemas['FixPolicyChangeDto']): void => {
    setDraft({ ...draft, fix_policy: { ...policy, ...change } });
  };
  const refused = save.error instanceof ApiError ? save.error : null;
  const wrong = (field: string): string | null => refused?.fieldError(`/fix_policy/${field}`) ?? null;
  const changed =
    draft.is_enabled !== repository.is_enabled ||
    draft.auto_pr_enabled !== repository.auto_pr_enabled ||
    JSON.stringify({ ...policy, auto_rerun: rerun }) !== JSON.stringify(repository.fix_policy);
  return (
    <ConnectionForm title="What DevFlowFix may do here" save={save} draft={draft} changed={changed}>
      <Switch
        label="Follow this repository"
        description="Off: deliveries are kept, nothing is diagnosed."
        checked={draft.is_enabled}
        onChange={(event) => {
          setDraft({ ...draft, is_enabled: event.currentTarget.checked });
        }}
      />
      <Switch
        label="Open fix pull requests by itself"
        description="Off: fixes are proposed, and you open the pull request."
        checked={draft.auto_pr_enabled}
        onChange={(event) => {
          setDraft({ ...draft, auto_pr_enabled: event.currentTarget.checked });
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
        <NumberInput
          label="Most files in one fix"
          min={1}
          max={100}
          allowDecimal={false}
          value={policy.max_files}
          error={wrong('max_files')}
          onChange={(value) => {
            setPolicy({ max_files: Number(value) });
          }}
        />
        <NumberInput
          label="Most lines in one fix"
          min={1}
          max={5000}
          allowDecimal={false}
          value={policy.max_lines}
          error={wrong('max_lines')}
          onChange={(value) => {
            setPolicy({ max_lines: Number(value) });
          }}
        />
        <NumberInput
          label="Least confidence"
          suffix=" %"
          min={50}
          max={100}
          allowDecimal={false}
          value={Math.round(policy.min_confidence * 100)}
          error={wrong('min_confidence')}
          onChange={(value) => {
            setPolicy({ min_confidence: Number(value) / 100 });
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
          setPolicy({ auto_rerun: { ...rerun, enabled: event.currentTarget.checked } });
        }}
      />
      {rerun.enabled ? (
        <Group grow align="start">
          <NumberInput
            label="Reruns of one run"
            min={1}
            max={3}
            allowDecimal={false}
            value={rerun.max_per_run}
            error={wrong('auto_rerun/max_per_run')}
            onChange={(value) => {
              setPolicy({ auto_rerun: { ...rerun, max_per_run: Number(value) } });
            }}
          />
          <NumberInput
            label="Reruns a day"
            min={0}
            max={100}
            allowDecimal={false}
            value={rerun.daily_budget}
            error={wrong('auto_rerun/daily_budget')}
            onChange={(value) => {
              setPolicy({ auto_rerun: { ...rerun, daily_budget: Number(value) } });
            }}
          />
        </Group>
      ) : null}
    </ConnectionForm>
  );
}
