import { Button, Group } from '@mantine/core';
import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { connectionQuery } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { Section } from '../../ui/page';
import { Failure } from '../../ui/states';

type Change = Schemas['ConnectionChangeDto'];
type Save = UseMutationResult<unknown, Error, Change>;

/**
 * Saves settings of a connection; `stale` are the first words of the query keys that then no longer hold. What the server
 * answers is shown at once, so that it also holds when reading anew fails.
 */
export function useConnectionChange(id: string, stale: readonly string[]): Save {
  return useMutation({
    mutationFn: (body: Change) =>
      unwrap(api.PATCH('/api/v2/repositories/connections/{id}', { params: { path: { id } }, body })),
    onSuccess: (connection) => {
      queryClient.setQueryData(connectionQuery(id).queryKey, connection);
      return Promise.all(stale.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
    },
  });
}

/** A section that is a form, with a button that saves what has changed and says what became of it. */
export function ConnectionForm({
  title,
  save,
  draft,
  changed,
  saved,
  children,
}: {
  readonly title: string;
  readonly save: Save;
  /** What was touched, and nothing else: others may change the rest meanwhile. */
  readonly draft: Change;
  readonly changed: boolean;
  /** Once the server has agreed and what it knows now is shown; that of the moment when the draft was sent. */
  readonly saved: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Section title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(draft, { onSuccess: saved });
        }}
      >
        {children}
        {save.isError ? <Failure error={save.error} /> : null}
        <Group>
          <Button type="submit" disabled={!changed} loading={save.isPending}>
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
