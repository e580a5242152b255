import { Writable } from 'node:stream';
import type { INestApplicationContext, NestApplicationOptions, Provider } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommonModule } from '../../src/common/common.module';
import { Fernet } from '../../src/common/crypto/fernet';
import { createLogger, NestLogger } from '../../src/common/logging/logger';
import { buildConfig } from '../../src/config/config';
import { ConfigModule } from '../../src/config/config.module';
import { Database } from '../../src/database/database';
import { DatabaseModule } from '../../src/database/database.module';
import { QueueModule } from '../../src/queue/queue.module';
import { TaskEntity } from '../../src/queue/task.entity';
import { TaskQueue } from '../../src/queue/task.queue';
import { TaskRunner } from '../../src/queue/task.runner';
import { FakeClock } from './fake-clock';

/** The queue and the handlers of a test, without HTTP and without any feature. */
export interface TaskApp {
  readonly nest: INestApplicationContext;
  readonly db: Database;
  readonly queue: TaskQueue;
  readonly runner: TaskRunner;
  readonly clock: FakeClock;
  /** Every log line so far, parsed. */
  logs(): Record<string, unknown>[];
  close(): Promise<void>;
}

/** A module around nothing but the handlers given. */
@Module({})
class HandlersModule {}

/** Starts the queue over `databaseUrl`; tasks run in `runner.drain()` or after `runner.start()`. */
export async function startTaskApp(databaseUrl: string, handlers: Provider[]): Promise<TaskApp> {
  const config = buildConfig({ LOG_LEVEL: 'trace' }, process.cwd(), {
    databaseUrl,
    port: 0,
    encryptionKeys: [Fernet.generateKey()],
    terminal: false,
  });
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
  const clock = new FakeClock();
  const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError'> = {
    logger: new NestLogger(createLogger(config.log, sink)),
    abortOnError: false,
  };
  const nest = await NestFactory.createApplicationContext(
    {
      module: HandlersModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule.forRoot(clock),
        DatabaseModule.forRoot([TaskEntity]),
        QueueModule,
      ],
      providers: handlers,
    },
    options,
  );
  return {
    nest,
    db: nest.get(Database),
    queue: nest.get(TaskQueue),
    runner: nest.get(TaskRunner),
    clock,
    logs: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    close: () => nest.close(),
  };
}
