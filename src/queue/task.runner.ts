import { EventEmitter } from 'node:events';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  Logger as QueueLogger,
  parseCronItems,
  run,
  runOnce,
  WorkerPreset,
  type Runner,
  type RunnerOptions,
  type TaskList,
} from 'graphile-worker';
import { DatabaseConfig, QueueConfig } from '../config/config';
import { Database } from '../database/database';
import { crontabOf } from './crontab';
import { whenDatabaseIsAway } from './database-watch';
import { Liveness } from './liveness';
import { QueuePool } from './queue-pool';
import { TaskExecution } from './task.execution';
import { TaskQueue } from './task.queue';
import { TaskRegistry } from './task.registry';
import { TaskStore } from './task.store';

/** Jobs fetched in one go, per concurrent task: fewer round trips, yet no process hoards slow work. */
const LOCAL_QUEUE_FACTOR = 5;

/** Runs tasks in this process: continuously after `start`, or until nothing is due with `drain` (tests). */
@Injectable()
export class TaskRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private pool: QueuePool | null = null;
  private runner: Runner | null = null;
  private liveness: Liveness | null = null;

  constructor(
    private readonly registry: TaskRegistry,
    private readonly execution: TaskExecution,
    private readonly queue: TaskQueue,
    private readonly database: DatabaseConfig,
    private readonly config: QueueConfig,
    private readonly db: Database,
    private readonly store: TaskStore,
  ) {}

  /** True while this process takes tasks. */
  get running(): boolean {
    return this.runner !== null;
  }

  /** Starts taking tasks; resolves when the first fetch may happen. */
  async start(): Promise<void> {
    const events = new EventEmitter();
    events.setMaxListeners(100);
    this.liveness = new Liveness(
      this.database.url,
      (error) => {
        this.logger.warn({ error }, 'the session that shows this worker alive was lost; reconnecting');
      },
      (jobs) => {
        this.logger.warn({ jobs }, 'tasks that were taken but never arrived here are free again');
      },
      (jobs) => {
        this.logger.warn({ jobs }, 'tasks whose end could not be written down have another try');
      },
    );
    this.liveness.watch(events);
    await this.liveness.start();
    const { concurrency } = this.config;
    this.queue.startPacing();
    this.runner = await run({
      ...this.options(),
      concurrency,
      events,
      preset: {
        extends: [WorkerPreset],
        worker: {
          concurrentJobs: concurrency,
          pollInterval: 1000,
          localQueue: { size: concurrency * LOCAL_QUEUE_FACTOR },
        },
      },
      parsedCronItems: parseCronItems(crontabOf(this.registry.all().map(({ definition }) => definition))),
    });
    this.runner.promise.catch((error: unknown) => {
      this.logger.error({ error }, 'the queue stopped');
    });
  }

  /**
   * Runs everything that is due, and what that causes, then resolves. The queue's own `runOnce` says that a task is done
   * while it asks for the next, so that the rest of a lane may still seem taken and be left; it is looked for once more. Where
   * nothing is due it is not called: it reads its own schema each time.
   */
  async drain(): Promise<void> {
    const kinds = this.registry.all().map(({ definition }) => definition.kind);
    // With batches of what is done, even without delay, `runOnce` waits until all of it is written.
    const worker = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };
    while (await this.store.isAnyDue(this.db.read, kinds))
      await runOnce({ ...this.options(), concurrency: 1, preset: { extends: [WorkerPreset], worker } });
  }

  /**
   * Takes no new tasks, waits for the running ones, and lets go of the queue. While PostgreSQL is away none of that can be
   * written down, and the queue would try for hours: what this process has is then left to the others, who find it as they
   * find what a killed one had.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const { runner, liveness, pool } = this;
    this.runner = null;
    this.liveness = null;
    this.pool = null;
    const letGo = async (): Promise<void> => {
      await runner?.stop();
      await liveness?.stop();
      await pool?.end();
    };
    if (runner === null) return letGo();
    const done = new AbortController();
    const away = whenDatabaseIsAway(this.database.url, done.signal).then(() => true);
    const going = letGo().then(() => false);
    if (!(await Promise.race([going, away]))) {
      done.abort();
      return;
    }
    going.catch((error: unknown) => {
      this.logger.debug({ error }, 'the queue could not be left in order');
    });
    this.logger.warn('PostgreSQL is away: stopping without it; tasks that were running run again when it is back');
  }

  private options(): RunnerOptions {
    return { pgPool: this.connections(), noHandleSignals: true, logger: this.queueLogger(), taskList: this.taskList() };
  }

  private connections(): QueuePool {
    if (this.pool === null) {
      const pool = new QueuePool({
        connectionString: this.database.url,
        max: this.config.concurrency + 3,
        application_name: 'devflowfix-queue',
      });
      const onError = (error: unknown): void => {
        this.logger.warn({ error }, 'a queue connection was lost');
      };
      pool.on('error', onError);
      pool.on('connect', (client) => client.on('error', onError));
      this.pool = pool;
    }
    return this.pool;
  }

  private taskList(): TaskList {
    const list: TaskList = {};
    for (const task of this.registry.all()) {
      list[task.definition.kind] = async (payload, { job, abortSignal }) => {
        await this.execution.run(task, payload, {
          id: job.id,
          attempt: job.attempts,
          maxAttempts: job.max_attempts,
          key: job.key,
          lastError: job.last_error,
          signal: abortSignal,
        });
      };
    }
    return list;
  }

  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level: string, message) => {
      // The queue logs each failed try at error level; our own line about it says more.
      if (level === 'warning') this.logger.warn(message);
      else this.logger.debug(message);
    });
  }
}
