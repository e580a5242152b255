import { Button, Group, NumberInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { usageOfQuery } from '../../api/usage';
import type { ListedUser } from '../../api/users';
import { queryClient } from '../../app/query-client';
import { Failure, Loaded } from '../../ui/states';
import { count, passedOf, refusedOf } from './usage-words';

type Limits = Schemas['OwnLimitsDto'];

const FIELDS = [
  { key: 'read', label: 'Reads a minute' },
  { key: 'write', label: 'Changes a minute' },
  { key: 'expensive', label: 'Expensive requests a minute' },
] as const;

/** How often somebody asked lately, and how often they may. */
export function LimitsDialog({ user, onDone }: { readonly user: ListedUser; readonly onDone: () => void }): ReactNode {
  const [limits, setLimits] = useState<Limits>(user.request_limits);
  const usage = useQuery(usageOfQuery(user.id));
  const save = useMutation({
    mutationFn: () => unwrap(api.PUT('/api/v2/users/{id}/limits', { params: { path: { id: user.id } }, body: limits })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [KEYS.users] });
      await queryClient.invalidateQueries({ queryKey: [KEYS.usage] });
      onDone();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Loaded query={usage}>
        {({ days }) => (
          <p className="dim">
            {count(days.reduce((sum, day) => sum + passedOf(day), 0))} requests in 30 days,{' '}
            {count(days.reduce((sum, day) => sum + refusedOf(day), 0))} more were refused.
          </p>
        )}
      </Loaded>
      {FIELDS.map(({ key, label }) => (
        <NumberInput
          key={key}
          label={label}
          placeholder="as the settings say"
          min={1}
          max={10_000_000}
          allowDecimal={false}
          value={limits[key] ?? ''}
          onChange={(value) => {
            setLimits({ ...limits, [key]: typeof value === 'number' ? value : null });
          }}
        />
      ))}
      <p className="dim small">One API token may use half of each. Empty: the limit of the settings.</p>
      {save.isError ? <Failure error={save.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save limits
        </Button>
      </Group>
    </form>
  );
}
