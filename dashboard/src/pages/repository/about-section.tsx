import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { KEYS } from '../../api/keys';
import type { Connection } from '../../api/repositories';
import { repositoryUsageQuery } from '../../api/usage';
import { queryClient } from '../../app/query-client';
import { HourOf } from '../../ui/forge-hour';
import { onFirstClick } from '../../ui/first-click';
import { forgeName } from '../../ui/forge-name';
import { Section } from '../../ui/page';
import { Failure } from '../../ui/states';
import { TaskProgress } from '../../ui/task-progress';
import { Time } from '../../ui/time';

/** What is known of the repository; reading old runs; taking it off. */
export function AboutSection({ repository }: { readonly repository: Connection }): ReactNode {
  const { id, repository_full_name: name } = repository;
  const router = useRouter();
  const used = useQuery(repositoryUsageQuery(id)).data?.repositories[0];
  const [asking, ask] = useDisclosure();
  const [taskId, setTaskId] = useState<string | null>(null);
  const sync = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v2/repositories/connections/{id}/sync', { params: { path: { id } }, body: {} })),
    onSuccess: (task) => {
      setTaskId(task.task_id);
    },
  });
  const disconnect = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/v2/repositories/connections/{id}', { params: { path: { id } } })),
    onSuccess: async ({ webhook_deleted: isClean }) => {
      // What is left behind at the forge has to be read first.
      if (isClean) ask.close();
      await queryClient.invalidateQueries({ queryKey: [KEYS.repositories] });
      await queryClient.invalidateQueries({ queryKey: [KEYS.forge] });
      if (isClean) await router.navigate({ to: '/repositories' });
    },
  });
  return (
    <Section title="About">
      <div className="stack">
        <dl className="facts">
          <dt>Forge</dt>
          <dd>{forgeName(repository)}</dd>
          <dt>Default branch</dt>
          <dd>
            <code>{repository.default_branch}</code>
          </dd>
          <dt>Connected</dt>
          <dd>
            <Time at={repository.created_at} />
          </dd>
          {repository.disconnected_at === null ? null : (
            <>
              <dt>Disconnected</dt>
              <dd>
                <Time at={repository.disconnected_at} />
              </dd>
            </>
          )}
          <dt>Last event</dt>
          <dd>
            <Time at={repository.last_event_at} />
          </dd>
          {used === undefined ? null : (
            <>
              <dt>Calls of the forge</dt>
              <dd>
                {used.days.reduce((sum, { calls }) => sum + calls, 0).toLocaleString('en')} in 30 days ·{' '}
                <HourOf repository={used} />
              </dd>
            </>
          )}
        </dl>
        {sync.isError ? <Failure error={sync.error} /> : null}
        {taskId === null ? null : <TaskProgress id={taskId} what="Reading past runs" />}
        {repository.disconnected_at === null ? (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              loading={sync.isPending}
              onClick={onFirstClick(() => {
                sync.mutate();
              })}
            >
              Read past runs
            </Button>
            <Button size="xs" variant="default" onClick={ask.open}>
              Disconnect…
            </Button>
          </Group>
        ) : null}
      </div>
      <Modal
        opened={asking}
        onClose={ask.close}
        title={disconnect.isSuccess ? `${name} is disconnected` : `Disconnect ${name}?`}
      >
        {disconnect.isSuccess ? (
          <div className="stack">
            <p role="status">{disconnect.data.message}</p>
            <Group gap="xs" justify="flex-end">
              {/* The button that was pressed is gone. */}
              <Button variant="default" autoFocus onClick={ask.close}>
                Close
              </Button>
            </Group>
          </div>
        ) : (
          <div className="stack">
            <p>The webhook is removed and nothing new is followed. What was recorded stays readable.</p>
            {disconnect.isError ? <Failure error={disconnect.error} /> : null}
            <Group gap="xs" justify="flex-end">
              <Button variant="default" onClick={ask.close}>
                Keep it
              </Button>
              <Button
                color="red"
                loading={disconnect.isPending}
                onClick={onFirstClick(() => {
                  disconnect.mutate();
                })}
              >
                Disconnect
              </Button>
            </Group>
          </div>
        )}
      </Modal>
    </Section>
  );
}
