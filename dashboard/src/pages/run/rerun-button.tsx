import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { KEYS } from '../../api/keys';
import { messageOf } from '../../api/problem';
import type { RunDetail } from '../../api/runs';
import { queryClient } from '../../app/query-client';
import { onFirstClick } from '../../ui/first-click';
import { Icon } from '../../ui/icons';

/** Asks the forge to run it again, wholly or what failed. A refusal is told in the forge's sense. */
export function RerunButton({ run }: { readonly run: RunDetail }): ReactNode {
  const rerun = useMutation({
    mutationFn: (failedOnly: boolean) =>
      unwrap(
        api.POST('/api/v2/workflows/runs/{id}/rerun', {
          params: { path: { id: run.id } },
          body: { failed_jobs_only: failedOnly },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [KEYS.runs] }),
  });
  if (run.status !== 'completed') return null;
  const failed = run.jobs.some((job) => job.conclusion !== 'success' && job.conclusion !== 'skipped');
  return (
    <Group gap="xs">
      {rerun.isError ? (
        <span data-tone="amber" role="alert">
          {messageOf(rerun.error)}
        </span>
      ) : null}
      {rerun.isSuccess ? (
        <span data-tone="green" role="status">
          Asked for; the new attempt shows when the forge begins it.
        </span>
      ) : null}
      {failed ? (
        <Button
          size="sm"
          variant="default"
          leftSection={<Icon name="redo" size={15} />}
          loading={rerun.isPending}
          onClick={onFirstClick(() => {
            rerun.mutate(true);
          })}
        >
          Rerun failed jobs
        </Button>
      ) : null}
      <Button
        size="sm"
        variant="default"
        leftSection={<Icon name="redo" size={15} />}
        loading={rerun.isPending}
        onClick={onFirstClick(() => {
          rerun.mutate(false);
        })}
      >
        Rerun all
      </Button>
    </Group>
  );
}
