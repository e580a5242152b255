import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { KEYS } from '../../api/keys';
import { messageOf } from '../../api/problem';
import { taskPagesQuery, type Task, type TaskFilter } from '../../api/tasks';
import { queryClient } from '../../app/query-client';
import { AgainButton } from '../../ui/again-button';
import type { Column } from '../../ui/data-table';
import { FilterSelect } from '../../ui/filters';
import { onFirstClick } from '../../ui/first-click';
import { Section } from '../../ui/page';
import { PagedTable } from '../../ui/paged-table';
import { RepositoryFilter } from '../../ui/scope-filters';
import { defined, oneOf } from '../../ui/search';
import { StateBadge } from '../../ui/state-badge';
import { Time } from '../../ui/time';
import { whileAny } from './while-any';

const STATUSES = ['dead', 'queued', 'running', 'failed', 'succeeded'] as const;

const COLUMNS: readonly Column<Task>[] = [
  { title: 'State', cell: ({ status }) => <StateBadge value={status} /> },
  {
    title: 'Task',
    grows: true,
    cell: ({ kind, error }) => (
      <>
        <code>{kind}</code>
        {error === null ? null : (
          <div className="small" data-tone="amber">
            {error.message} <span data-tone="quiet">({error.code})</span>
          </div>
        )}
      </>
    ),
  },
  { title: 'Tries', hideOn: 'tablet', align: 'right', cell: ({ attempts }) => attempts },
  { title: 'Made', hideOn: 'phone', cell: (task) => <Time at={task.created_at} /> },
  { title: '', align: 'right', cell: (task) => (task.status === 'dead' ? <RunAgain task={task} /> : null) },
];

type TaskPage = Schemas['TaskListDto'];

/** A failed one is tried again, too. */
const isUnfinished = ({ status }: Task): boolean => ['queued', 'running', 'failed'].includes(status);

const stale = () => queryClient.invalidateQueries({ queryKey: [KEYS.tasks] });

/** Background work: above all what gave up, why, and a way to run it again, one or all. */
export function Tasks(): ReactNode {
  const [status, setStatus] = useState<TaskFilter['status']>('dead');
  const [repository, setRepository] = useState<string | undefined>(undefined);
  const list = useInfiniteQuery({
    ...taskPagesQuery({ status, repository_connection_id: repository }),
    refetchInterval: whileAny(({ tasks: shown }: TaskPage) => shown.some(isUnfinished)),
  });
  const tasks = list.data?.pages.flatMap((page) => page.tasks) ?? [];
  return (
    <Section
      title="Background tasks"
      aside={
        <div className="row">
          <RepositoryFilter includeDisabled value={repository} onChange={setRepository} />
          <FilterSelect
            label="State"
            any="Any state"
            value={status}
            options={STATUSES}
            onChange={(value) => {
              setStatus(oneOf(value, STATUSES));
            }}
          />
        </div>
      }
    >
      {status === 'dead' ? <RunAllAgain key={repository} repository={repository} isNone={tasks.length === 0} /> : null}
      <PagedTable
        caption="Background tasks"
        list={list}
        rows={tasks}
        columns={COLUMNS}
        nothing={status === 'dead' ? 'No task gave up' : 'No such task'}
      />
    </Section>
  );
}

function RunAgain({ task }: { readonly task: Task }): ReactNode {
  return (
    <AgainButton
      label={`Run ${task.kind} again`}
      words="Run again"
      run={() => unwrap(api.POST('/api/v2/tasks/{id}/replay', { params: { path: { id: task.id } } }))}
      onSuccess={stale}
    />
  );
}

/** The oldest hundred at a time of those the list shows; what came of it stays told when the list is empty. */
function RunAllAgain({
  repository,
  isNone,
}: {
  readonly repository: string | undefined;
  readonly isNone: boolean;
}): ReactNode {
  const replay = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v2/tasks/replay', { body: defined({ repository_connection_id: repository }) })),
    onSuccess: stale,
  });
  if (isNone && replay.isIdle) return null;
  return (
    <p className="row">
      {isNone ? null : (
        <Button
          size="xs"
          variant="default"
          loading={replay.isPending}
          onClick={onFirstClick(() => {
            replay.mutate();
          })}
        >
          Run all again
        </Button>
      )}
      {replay.isSuccess ? <span role="status">{outcome(replay.data)}</span> : null}
      {replay.isError ? (
        <span data-tone="amber" role="alert">
          {messageOf(replay.error)}
        </span>
      ) : null}
    </p>
  );
}

function outcome({ tasks, has_more }: { readonly tasks: readonly Task[]; readonly has_more: boolean }): string {
  const again = `${tasks.length} ${tasks.length === 1 ? 'task runs' : 'tasks run'} again.`;
  return has_more ? `${again} There are more.` : again;
}
