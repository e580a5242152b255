import { Injectable } from '@nestjs/common';
import type { Principal } from '../common/http/principal';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { AppError, CommonErrors } from '../common/errors';
import { Database } from '../database/database';
import { TaskErrors } from './task.errors';
import { TaskQueue } from './task.queue';
import { TaskRegistry } from './task.registry';
import { TaskStore, type TaskViewer } from './task.store';
import type { TaskEntity, TaskStatus } from './task.entity';

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
    status: TaskStatus | null,
    query: PageQuery,
  ): Promise<{ items: readonly TaskEntity[]; nextCursor: string | null }> {
    const page = pageRequest(query);
    return toPage(await this.store.list(this.db.read, viewerOf(principal), status, page), page.limit);
  }

  /** Puts a dead task back into the queue. A second call while it waits or runs answers 409. */
  async replay(principal: Principal, id: string): Promise<TaskEntity> {
    const task = await this.get(principal, id);
    const registered = this.registry.find(task.kind);
    if (registered === undefined) throw new AppError(TaskErrors.unknownKind);
    await this.db.transaction(async (tx) => {
      if (!(await this.store.revive(tx, id))) throw new AppError(TaskErrors.notDead);
      const envelope = {
        data: task.payload,
        task_id: id,
        ...(task.request_id === null ? {} : { request_id: task.request_id }),
        ...(task.user_id === null ? {} : { user_id: task.user_id }),
        ...(task.lane === null ? {} : { lane: task.lane }),
        ...(task.priority === null ? {} : { priority: task.priority }),
      };
      await this.queue.requeue(tx, task.kind, registered.definition.maxAttempts, envelope, { key: `replay:${id}` });
    });
    return this.get(principal, id);
  }
}
