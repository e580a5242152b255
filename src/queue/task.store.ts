import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { firstIdAt } from '../common/ids';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import { connectionOf } from './task-connection';
import { TaskEntity, type TaskStatus } from './task.entity';

export interface NewTask {
  readonly id: string;
  readonly userId: string | null;
  readonly kind: string;
  readonly payload: unknown;
  readonly requestId: string | null;
  readonly lane: string | null;
  readonly priority: number | null;
}

/** Who may see a task: its user; an admin also the system's own. */
export interface TaskViewer {
  readonly userId: string;
  readonly seesSystem: boolean;
}

/** What a list of tasks is narrowed to; null: not at all. */
export interface TaskFilter {
  readonly status: TaskStatus | null;
  readonly kind: string | null;
  /** Of this connected repository, as far as tasks tell. */
  readonly connectionId: string | null;
  /** Made then or later. */
  readonly since: Date | null;
}

/** The queue, counted. */
export interface QueueStanding {
  readonly ready: number;
  readonly waiting: number;
  readonly running: number;
  /** 0 when nothing is ready. */
  readonly oldestReadySeconds: number;
}

/** Rows of tracked and dead tasks. */
@Injectable()
export class TaskStore {
  async insertQueued(tx: Tx, task: NewTask): Promise<void> {
    await tx.insert(TaskEntity, {
      id: task.id,
      user_id: task.userId,
      kind: task.kind,
      status: 'queued',
      payload: task.payload as object,
      repository_connection_id: connectionOf(task.payload),
      request_id: task.requestId,
      lane: task.lane,
      priority: task.priority,
    });
  }

  async find(tx: Tx, id: string, viewer: TaskViewer): Promise<TaskEntity | null> {
    return tx.findOne(TaskEntity, { where: this.visible(viewer).map((where) => ({ ...where, id })) });
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, viewer: TaskViewer, filter: TaskFilter, page: PageRequest): Promise<TaskEntity[]> {
    const where = this.visible(viewer).map((own) => ({
      ...own,
      ...(filter.status === null ? {} : { status: filter.status }),
      ...(filter.kind === null ? {} : { kind: filter.kind }),
      ...(filter.connectionId === null ? {} : { repository_connection_id: filter.connectionId }),
      ...(filter.since === null ? {} : { created_at: MoreThanOrEqual(filter.since) }),
      ...(page.before === null ? {} : { id: LessThan(page.before) }),
    }));
    return tx.find(TaskEntity, { where, order: { id: 'DESC' }, take: page.limit + 1 });
  }

  /** Up to `limit` dead tasks of kinds that are known, the oldest first. */
  async dead(
    tx: Tx,
    viewer: TaskViewer,
    filter: Pick<TaskFilter, 'connectionId' | 'since'> & { readonly kinds: readonly string[] },
    limit: number,
  ): Promise<TaskEntity[]> {
    const where = this.visible(viewer).map((own) => ({
      ...own,
      status: 'dead' as const,
      kind: In(filter.kinds),
      ...(filter.connectionId === null ? {} : { repository_connection_id: filter.connectionId }),
      ...(filter.since === null ? {} : { created_at: MoreThanOrEqual(filter.since) }),
    }));
    return tx.find(TaskEntity, { where, order: { id: 'ASC' }, take: limit });
  }

  async markRunning(tx: Tx, id: string, attempt: number, now: Date): Promise<void> {
    await tx.query(
      `update tasks set status = 'running', attempts = $2, started_at = coalesce(started_at, $3) where id = $1`,
      [id, attempt, now],
    );
  }

  async saveProgress(tx: Tx, id: string, percent: number, step: string): Promise<void> {
    await tx.update(TaskEntity, { id }, { progress: percent, current_step: step });
  }

  async markSucceeded(tx: Tx, id: string, result: unknown, now: Date): Promise<void> {
    await tx.query(
      `update tasks set status = 'succeeded', progress = 100, current_step = null, result = $2, error = null, finished_at = $3
       where id = $1`,
      [id, JSON.stringify(result ?? null), now],
    );
  }

  /** Records a failure that will be tried again. */
  async markFailed(tx: Tx, id: string, error: { code: string; message: string }): Promise<void> {
    await tx.update(TaskEntity, { id }, { status: 'failed', error });
  }

  /** Records the end of a task that will not be tried again; makes its row when it was not tracked. */
  async markDead(
    tx: Tx,
    task: NewTask & { attempts: number; error: { code: string; message: string }; now: Date },
  ): Promise<void> {
    await tx.query(
      `insert into tasks (id, user_id, kind, status, attempts, payload, error, request_id, started_at, finished_at, lane,
                          priority, repository_connection_id)
       values ($1, $2, $3, 'dead', $4, $5, $6, $7, $8, $8, $9, $10, $11)
       on conflict (id) do update
         set status = 'dead', attempts = excluded.attempts, error = excluded.error, finished_at = excluded.finished_at`,
      [
        task.id,
        task.userId,
        task.kind,
        task.attempts,
        JSON.stringify(task.payload),
        JSON.stringify(task.error),
        task.requestId,
        task.now,
        task.lane,
        task.priority,
        connectionOf(task.payload),
      ],
    );
  }

  /** Puts a dead task back to `queued`; false when it is not dead (any more). */
  async revive(tx: Tx, id: string): Promise<boolean> {
    const result = await tx.update(
      TaskEntity,
      { id, status: 'dead' },
      { status: 'queued', error: null, finished_at: null, started_at: null, progress: 0, attempts: 0 },
    );
    return result.affected === 1;
  }

  /** Removes up to `limit` tasks that ended before `before`. Ids are in order of time, so the oldest are looked at first. */
  async removeEnded(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, count] = (await tx.query(
      `delete from tasks where id in (
         select id from tasks where id < $3 and finished_at < $1 and status in ('succeeded', 'dead') order by id limit $2)`,
      [before, limit, firstIdAt(before)],
    )) as unknown as [unknown, number];
    return count;
  }

  /** Removes up to `limit` tasks of a user. */
  async removeOf(tx: Tx, userId: string, limit: number): Promise<number> {
    const [, count] = (await tx.query(
      'delete from tasks where id in (select id from tasks where user_id = $1 order by id limit $2)',
      [userId, limit],
    )) as unknown as [unknown, number];
    return count;
  }

  /**
   * What the queue holds that is not dead, and how long the longest waiting of what is ready has waited: a head start
   * places tasks before the time at which they were made.
   */
  async queueStanding(tx: Tx): Promise<QueueStanding> {
    const rows = await tx.query<QueueStanding[]>(
      `select count(*) filter (where locked_at is null and run_at <= now())::int as ready,
              count(*) filter (where locked_at is null and run_at > now())::int as waiting,
              count(*) filter (where locked_at is not null)::int as running,
              coalesce(extract(epoch from now() - min(greatest(run_at, created_at)) filter (where locked_at is null and run_at <= now())), 0)::float8
                as "oldestReadySeconds"
       from graphile_worker.jobs where attempts < max_attempts`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('count(*) gave no row');
    return row;
  }

  /** Whether a worker that knows these kinds would get a task now. */
  async isAnyDue(tx: Tx, kinds: readonly string[]): Promise<boolean> {
    const rows = await tx.query<{ due: boolean }[]>(
      `select exists(
         select from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id
         left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
         where j.is_available and j.run_at <= now() and q.is_available is not false and t.identifier = any($1)) as due`,
      [kinds],
    );
    return rows[0]?.due === true;
  }

  async countDead(tx: Tx): Promise<number> {
    return tx.countBy(TaskEntity, { status: 'dead' });
  }

  private visible(viewer: TaskViewer): FindOptionsWhere<TaskEntity>[] {
    return [{ user_id: viewer.userId }, ...(viewer.seesSystem ? [{ user_id: IsNull() }] : [])];
  }
}
