import { Button, Group, NumberInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { KEYS } from '../../api/keys';
import type { UsedRepository } from '../../api/usage';
import { queryClient } from '../../app/query-client';
import { Failure } from '../../ui/states';
import { HourOf } from '../../ui/forge-hour';

/** How often a forge may be called for a repository of an account. */
export function ForgeLimit({
  userId,
  repository,
  onDone,
}: {
  readonly userId: string;
  readonly repository: UsedRepository;
  readonly onDone: () => void;
}): ReactNode {
  const [calls, setCalls] = useState(repository.calls_per_hour);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT('/api/v2/users/{id}/usage/repositories/{connection}/limit', {
          params: { path: { id: userId, connection: repository.id } },
          body: { calls_per_hour: calls },
        }),
      ),
    onSuccess: async () => {
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
      <NumberInput
        label="Calls of the forge an hour"
        placeholder="no limit"
        min={1}
        max={1_000_000}
        allowDecimal={false}
        value={calls ?? ''}
        onChange={(value) => {
          setCalls(typeof value === 'number' ? value : null);
        }}
      />
      <p className="dim small">
        Now: <HourOf repository={repository} />. When they are used up, tasks wait until the hour is over.
      </p>
      {save.isError ? <Failure error={save.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save limit
        </Button>
      </Group>
    </form>
  );
}
