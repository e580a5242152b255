import { Injectable } from '@nestjs/common';
import type { Principal } from '../common/http/principal';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { TaskErrors } from './task.errors';
import { TaskQueue } from './task.queue';
import { TaskRegistry } from './task.registry';
import { TaskStore, type TaskFilter, type TaskViewer } from './task.store';
import { DEFAULT_MAX_ATTEMPTS } from './task';
import type { TaskEntity } from './task.entity';

function viewerOf(principal: Principal): TaskViewer {
  return { userId: principal.userId, seesSystem: principal.role === 'admin' };
}

/** Looks at tasks and replays dead ones. */
@Injectable()
export class TaskService {
  constructor(
    private readonly db: Database,
    private readonly store: TaskStore,
    private readonly queue: TaskQueue,
    private readonly registry: TaskRegistry,
  ) {}

  async get(principal: Principal, id: string): Promise<TaskEntity> {
    const task = await this.store.find(this.db.read, id, viewerOf(principal));
    if (task === null) throw new AppError(CommonErrors.notFound);
    return task;
  }

  async list(
    principal: Principal,
    filter: TaskFilter,
    query: PageQuery,
  ): Promise<{ items: readonly TaskEntity[]; nextCursor: string | null }> {
    const page = pageRequest(query);
    return toPage(await this.store.list(this.db.read, viewerOf(principal), filter, page), page.limit);
  }

  /** Puts a dead task back into the queue. A second call while it waits or runs answers 409. */
  async replay(principal: Principal, id: string): Promise<TaskEntity> {
    const task = await this.get(principal, id);
    const registered = this.registry.find(task.kind);
    if (registered === undefined) throw new AppError(TaskErrors.unknownKind);
    await this.db.transaction(async (tx) => {
      if (!(await this.revive(tx, task, registered.definition.maxAttempts))) throw new AppError(TaskErrors.notDead);
    });
    return this.get(principal, id);
  }

  /**
   * Puts up to `limit` dead tasks back into the queue, the oldest first; those of kinds that this version does not know
   * stay. Asked again, it takes the next: what runs or waits is not dead any more.
   */
  async replayMany(
    principal: Principal,
    wanted: Omit<TaskFilter, 'status'> & { readonly limit: number },
  ): Promise<{ tasks: readonly TaskEntity[]; hasMore: boolean }> {
    const tries = new Map(this.registry.all().map(({ definition }) => [definition.kind, definition.maxAttempts]));
    const kinds = [...tries.keys()].filter((kind) => wanted.kind === null || kind === wanted.kind);
    return this.db.transaction(async (tx) => {
      const viewer = viewerOf(principal);
      const dead = await this.store.dead(tx, viewer, { ...wanted, kinds }, wanted.limit + 1);
      const tasks: TaskEntity[] = [];
      for (const task of dead.slice(0, wanted.limit)) {
        const isOurs = await this.revive(tx, task, tries.get(task.kind) ?? DEFAULT_MAX_ATTEMPTS);
        const now = isOurs ? await this.store.find(tx, task.id, viewer) : null;
        if (now !== null) tasks.push(now);
      }
      return { tasks, hasMore: dead.length > wanted.limit };
    });
  }

  /** False when it is not dead (any more), also when somebody else revives it at the same time. */
  private async revive(tx: Tx, task: TaskEntity, maxAttempts: number): Promise<boolean> {
    const { id } = task;
    if (!(await this.store.revive(tx, id))) return false;
    const envelope = {
      data: task.payload,
      task_id: id,
      ...(task.request_id === null ? {} : { request_id: task.request_id }),
      ...(task.user_id === null ? {} : { user_id: task.user_id }),
      ...(task.lane === null ? {} : { lane: task.lane }),
      ...(task.priority === null ? {} : { priority: task.priority }),
    };
    await this.queue.requeue(tx, task.kind, maxAttempts, envelope, { key: `replay:${id}` });
    return true;
  }
}
