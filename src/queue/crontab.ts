import type { CronItem } from 'graphile-worker';
import type { TaskDefinition } from './task';

/** What the queue enqueues by itself, and when: once over all processes, with as many tries as the task has otherwise. No backfill. */
export function crontabOf(definitions: readonly TaskDefinition[]): CronItem[] {
  return definitions.flatMap(({ kind, cron, maxAttempts }) =>
    cron === null
      ? []
      : // Upkeep has no tenant and no head start; few as it is, it goes first.
        [{ task: kind, match: cron, identifier: kind, options: { maxAttempts, priority: -1 } }],
  );
}
