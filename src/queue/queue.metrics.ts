import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Metrics, WORK_SECONDS } from '../common/metrics';
import { Database } from '../database/database';
import { TaskStore, type QueueStanding } from './task.store';

/**
 * How one try of a task ended: `retried` and `put_off` come again, `dead` does not by itself; `overtaken` failed, and a newer wish
 * of its key does its work.
 */
export type TaskOutcome = 'succeeded' | 'retried' | 'put_off' | 'broken_up' | 'overtaken' | 'dead';

/** What the queue tells operators. */
@Injectable()
export class QueueMetrics {
  private readonly outcomes: Counter<'kind' | 'outcome'>;
  private readonly durations: Histogram<'kind'>;
  private asking: Promise<QueueStanding> | null = null;

  constructor(
    metrics: Metrics,
    private readonly db: Database,
    private readonly store: TaskStore,
  ) {
    this.outcomes = metrics.counter({
      name: 'tasks_total',
      help: 'Tries of tasks by how they ended: succeeded, retried, put_off, broken_up, overtaken, dead.',
      labels: ['kind', 'outcome'],
    });
    this.durations = metrics.histogram(
      { name: 'task_duration_seconds', help: 'Time of one try of a task.', labels: ['kind'] },
      WORK_SECONDS,
    );
    metrics.gauge(
      {
        name: 'queue_tasks',
        help: 'Tasks in the queue: ready to run, waiting for their time, or running. Of the database.',
        labels: ['state'],
      },
      async () => {
        const { ready, waiting, running } = await this.standing();
        return Object.entries({ ready, waiting, running }).map(([state, value]) => ({ labels: { state }, value }));
      },
    );
    metrics.gauge(
      {
        name: 'queue_oldest_ready_seconds',
        help: 'How long the task that waits longest for a worker has been ready; 0 when none does. Of the database.',
        labels: [],
      },
      async () => [{ labels: {}, value: (await this.standing()).oldestReadySeconds }],
    );
    metrics.gauge(
      {
        name: 'queue_dead_tasks',
        help: 'Tasks that gave up and wait for somebody to run them again. Of the database.',
        labels: [],
      },
      async () => [{ labels: {}, value: await store.countDead(db.read) }],
    );
  }

  /** The gauges of one scrape are read side by side: they share one look at the queue. */
  private standing(): Promise<QueueStanding> {
    this.asking ??= this.store.queueStanding(this.db.read).finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** Records one try of a task. */
  observe(kind: string, outcome: TaskOutcome, seconds: number): void {
    this.outcomes.inc({ kind, outcome });
    this.durations.observe({ kind }, seconds);
  }
}
