import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { DAY_MS } from '../common/time';
import { Database } from '../database/database';
import { TaskQueue } from '../queue/task.queue';
import type { TaskContext } from '../queue/task';
import { ConnectionDirectory } from '../repository/connection.directory';
import { ForgeReader } from './forge-reader';
import { RunRecorder } from './run-recorder';
import { RunViews } from './run-views';
import { syncRuns, type SyncRuns } from './workflow.tasks';
import { WorkflowErrors } from './workflow.errors';
import { AppError } from '../common/errors';
import type { Owner, WorkflowRun } from './workflow.public';

/** How far back a backfill goes when nothing is said. */
const DEFAULT_SYNC_DAYS = 30;
const DEFAULT_SYNC_LIMIT = 100;
const PAGE_SIZE = 50;

/** What a user can set going. */
@Injectable()
export class RunCommands {
  constructor(
    private readonly db: Database,
    private readonly views: RunViews,
    private readonly reader: ForgeReader,
    private readonly recorder: RunRecorder,
    private readonly directory: ConnectionDirectory,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks the forge to run again. Not tried twice: a repeated wish would be a second rerun. Throws `common.not_found` and
   * the forge's refusal: `forbidden`, `conflict` (running), `gone` (too old, or too many reruns).
   */
  async rerun(userId: string, runId: string, failedJobsOnly: boolean): Promise<WorkflowRun> {
    const run = await this.views.owned(userId, runId);
    await this.reader.ask(run.connectionId, (client, { repository }) =>
      client.rerun(repository, run.externalId, { failedJobsOnly }),
    );
    return run;
  }

  /** Starts a backfill; returns the task's id. Throws `common.not_found`, `workflow.no_forge_access`. */
  async startSync(userId: string, connectionId: string, wish: { since?: Date; limit?: number }): Promise<string> {
    const connection = await this.directory.owned(this.db.read, userId, connectionId);
    if (connection.oauthConnectionId === null) throw new AppError(WorkflowErrors.noForgeAccess);
    const since = wish.since ?? new Date(this.clock.now().getTime() - DEFAULT_SYNC_DAYS * DAY_MS);
    const payload = { connection_id: connectionId, user_id: userId, since, limit: wish.limit ?? DEFAULT_SYNC_LIMIT };
    return this.db.transaction((tx) => this.queue.enqueueTracked(tx, syncRuns, payload, { userId }));
  }

  /** The newest runs since a time, at most 100. Throws as `sync`. */
  async readSince({ connectionId, userId }: Owner, since: Date): Promise<void> {
    const wish = { connection_id: connectionId, user_id: userId, since, limit: DEFAULT_SYNC_LIMIT };
    await this.sync(wish, { signal: new AbortController().signal, progress: () => Promise.resolve() });
  }

  /** Reads the newest runs and takes each in as if it had been told; those known already change nothing. */
  async sync(wish: SyncRuns, context: Pick<TaskContext, 'signal' | 'progress'>): Promise<{ runs: number }> {
    const owner = { connectionId: wish.connection_id, userId: wish.user_id };
    let taken = 0;
    for (let page = 1; taken < wish.limit && !context.signal.aborted; page += 1) {
      const found = await this.reader.ask(wish.connection_id, (client, { repository }) =>
        client.listRuns(repository, { page, perPage: PAGE_SIZE, since: wish.since }),
      );
      // The oldest of a page first, so that a green run finds the failure it ends.
      for (const run of found.items.slice(0, wish.limit - taken).reverse()) {
        await this.db.transaction((tx) => this.recorder.recordRun(tx, owner, run));
        taken += 1;
      }
      await context.progress(Math.min(99, Math.round((taken / wish.limit) * 100)), `page ${page}`);
      if (!found.hasNext || found.items.length === 0) break;
    }
    return { runs: taken };
  }
}
