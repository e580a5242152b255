import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { workflowsQuery } from '../../api/analytics';
import type { Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { ApiError } from '../../api/problem';
import type { Connection } from '../../api/repositories';
import { NumberField } from '../../ui/number-field';
import { ConnectionForm, useConnectionChange } from './connection-form';
import { useTouched } from './touched';

type Touched = Pick<Schemas['ConnectionChangeDto'], 'deployment_workflows' | 'ci_minute_price'>;

/** What only people know and some figures need: which workflows deploy, and what a minute costs. */
export function FiguresSection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id } = repository;
  const { fields: touched, touch, settle } = useTouched<Touched>();
  const { deployment_workflows: workflows, ci_minute_price: price } = { ...repository, ...touched };
  const known = useQuery(workflowsQuery({ repository: id, range: '90d' })).data?.workflows ?? [];
  const save = useConnectionChange(id, [KEYS.repositories, KEYS.analytics]);
  const refused = save.error instanceof ApiError ? save.error : null;
  const changed =
    price !== repository.ci_minute_price ||
    JSON.stringify(workflows) !== JSON.stringify(repository.deployment_workflows);
  return (
    <ConnectionForm title="For the figures" save={save} draft={touched} changed={changed} saved={settle}>
      <TagsInput
        label="Workflows that deploy"
        description="Names or paths. Their runs on the default branch count as deployments; without any, none is shown."
        data={[...new Set(known.map(({ workflow_name: name }) => name))]}
        value={[...workflows]}
        error={refused?.fieldError('/deployment_workflows') ?? null}
        onChange={(deployment_workflows) => {
          touch({ deployment_workflows });
        }}
      />
      <NumberField
        label="A minute of CI costs"
        description="US dollars; empty: not known, and no cost is shown."
        prefix="$"
        min={0}
        max={100}
        decimalScale={4}
        value={price}
        error={refused?.fieldError('/ci_minute_price') ?? null}
        onChange={(ci_minute_price) => {
          touch({ ci_minute_price });
        }}
        onClear={() => {
          touch({ ci_minute_price: null });
        }}
      />
    </ConnectionForm>
  );
}
