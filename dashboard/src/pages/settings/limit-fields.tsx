import { Button, Group, NumberInput } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { Failure } from '../../ui/states';
import { count } from './usage-words';

/** Requests a minute by what they cost; null: none is set. */
export type Limits = Schemas['TokenLimitsDto'];

const FIELDS = [
  { key: 'read', label: 'Reads a minute' },
  { key: 'write', label: 'Changes a minute' },
  { key: 'expensive', label: 'Expensive requests a minute' },
] as const;

/** A form of three limits. `empty` says what an empty field means, `usual` what holds then, where that is known. */
export function LimitForm({
  now,
  empty,
  usual,
  save,
  onCancel,
}: {
  readonly now: Limits;
  readonly empty: string;
  readonly usual?: Limits;
  readonly save: UseMutationResult<unknown, Error, Limits>;
  readonly onCancel: () => void;
}): ReactNode {
  const [limits, setLimits] = useState<Limits>(now);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(limits);
      }}
    >
      {FIELDS.map(({ key, label }) => (
        <NumberInput
          key={key}
          label={label}
          placeholder={placeholderOf(usual?.[key])}
          min={1}
          max={10_000_000}
          allowDecimal={false}
          value={limits[key] ?? ''}
          onChange={(value) => {
            setLimits({ ...limits, [key]: typeof value === 'number' ? value : null });
          }}
        />
      ))}
      <p className="dim small">{empty}</p>
      {save.isError ? <Failure error={save.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save limits
        </Button>
      </Group>
    </form>
  );
}

function placeholderOf(limit: number | null | undefined): string {
  return typeof limit === 'number' ? count(limit) : 'as the settings say';
}
