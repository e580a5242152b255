import { NumberInput, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { workflowsQuery } from '../../api/analytics';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { Connection } from '../../api/repositories';
import { ConnectionForm, useConnectionChange } from './connection-form';

/** What only people know and some figures need: which workflows deploy, and what a minute costs. */
export function FiguresSection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const [workflows, setWorkflows] = useState<readonly string[]>(repository.deployment_workflows);
  const [price, setPrice] = useState<number | null>(repository.ci_minute_price);
  const known = useQuery(workflowsQuery({ repository: id, range: '90d' })).data?.workflows ?? [];
  const save = useConnectionChange(id, [KEYS.repositories, KEYS.analytics]);
  const refused = save.error instanceof ApiError ? save.error : null;
  const changed =
    price !== repository.ci_minute_price ||
    JSON.stringify(workflows) !== JSON.stringify(repository.deployment_workflows);
  return (
    <ConnectionForm
      title="For the figures"
      save={save}
      draft={{ deployment_workflows: [...workflows], ci_minute_price: price }}
      changed={changed}
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
    </ConnectionForm>
  );
}
