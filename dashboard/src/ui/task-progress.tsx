import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { taskQuery } from '../api/incidents';
import type { Schemas } from '../api/client';
import { Failure, useFailure } from './states';
import { StateBadge } from './state-badge';

type Task = Schemas['TaskDto'];

/** Background work is asked about this often while it runs, and more rarely between its tries, which are up to minutes apart. */
const ASK_MS = 700;
const ASK_BETWEEN_MS = 4_000;

/** A failed one is not: it is tried again. */
export function isOver(task: Task | undefined): boolean {
  return task !== undefined && ['succeeded', 'dead'].includes(task.status);
}

/** How far a piece of background work is, until it ends. */
export function TaskProgress({
  id,
  what,
  onEnd,
}: {
  readonly id: string;
  readonly what: string;
  readonly onEnd?: (task: Task) => void;
}): ReactNode {
  const query = useQuery({
    ...taskQuery(id),
    refetchInterval: ({ state: { data: known } }) => {
      if (isOver(known)) return false;
      return known?.status === 'failed' ? ASK_BETWEEN_MS : ASK_MS;
    },
  });
  const task = query.data;
  const failed = useFailure(query);
  const over = isOver(task);
  const tell = useEffectEvent(() => {
    if (task !== undefined) onEnd?.(task);
  });
  useEffect(() => {
    if (over) tell();
  }, [over]);
  if (failed !== null) return <Failure error={failed} />;
  return (
    <div role="status">
      <div className="spread small">
        <span>
          {what}
          {task?.current_step === null || task === undefined || over ? '' : `: ${task.current_step}`}
        </span>
        <StateBadge value={task?.status ?? 'queued'} />
      </div>
      <Progress value={over ? 100 : (task?.progress ?? 0)} size="sm" animated={!over} aria-label={what} mt={4} />
      {task?.error ? (
        <p className="small" data-tone="amber">
          {task.error.message}
        </p>
      ) : null}
    </div>
  );
}
