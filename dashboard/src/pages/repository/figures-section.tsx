import { Button, Group, NumberInput, TagsInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { workflowsQuery } from '../../api/analytics';
import { api, unwrap } from '../../api/client';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { Connection } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { Section } from '../../ui/page';
import { Failure } from '../../ui/states';

/** What only people know and some figures need: which workflows deploy, and what a minute costs. */
export function FiguresSection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const [workflows, setWorkflows] = useState<readonly string[]>(repository.deployment_workflows);
  const [price, setPrice] = useState<number | null>(repository.ci_minute_price);
  const known = useQuery(workflowsQuery({ repository: id, range: '90d' })).data?.workflows ?? [];
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH('/api/v2/repositories/connections/{id}', {
          params: { path: { id } },
          body: { deployment_workflows: [...workflows], ci_minute_price: price },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: [KEYS.repositories] }),
        queryClient.invalidateQueries({ queryKey: [KEYS.analytics] }),
      ]);
    },
  });
  const refused = save.error instanceof ApiError ? save.error : null;
  const changed =
    price !== repository.ci_minute_price ||
    JSON.stringify(workflows) !== JSON.stringify(repository.deployment_workflows);
  return (
    <Section title="For the figures">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TagsInput
          label="Workflows that deploy"
          description="Names or paths. Their runs on the default branch count as deployments; without any, none is shown."
          data={[...new Set(known.map(({ workflow_name: name }) => name))]}
          value={[...workflows]}
          error={refused?.fieldError('/deployment_workflows') ?? null}
          onChange={setWorkflows}
        />
        <NumberInput
          label="A minute of CI costs"
          description="US dollars; empty: not known, and no cost is shown."
          prefix="$"
          min={0}
          max={100}
          decimalScale={4}
          value={price ?? ''}
          error={refused?.fieldError('/ci_minute_price') ?? null}
          onChange={(value) => {
            setPrice(value === '' ? null : Number(value));
          }}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!changed}>
            Save
          </Button>
          {save.isSuccess && !changed ? (
            <span data-tone="green" role="status">
              Saved
            </span>
          ) : null}
        </Group>
      </form>
    </Section>
  );
}
