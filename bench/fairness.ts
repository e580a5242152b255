import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { SystemClock } from '../src/common/clock';
import { CommonModule } from '../src/common/common.module';
import { createLogger, NestLogger } from '../src/common/logging/logger';
import { buildConfig } from '../src/config/config';
import { ConfigModule } from '../src/config/config.module';
import { Database } from '../src/database/database';
import { DatabaseModule } from '../src/database/database.module';
import { QueueModule } from '../src/queue/queue.module';
import { defineTask } from '../src/queue/task';
import { HandleTask } from '../src/queue/task.decorators';
import { TaskEntity } from '../src/queue/task.entity';
import { TaskQueue } from '../src/queue/task.queue';
import { TaskRunner } from '../src/queue/task.runner';
import { startBenchDatabase } from './support/database';
import { table } from './support/table';

/**
 * How long the one task of a quiet tenant waits while another's backlog is worked off: the product's own queue and runner,
 * tasks of 20 ms. `together` puts all tasks in as nobody's, which is first come, first served, as it was before.
 */
const BACKLOG = Number(process.env.BENCH_BACKLOG ?? 10_000);
const ASKED = Number(process.env.BENCH_AMOUNT ?? 20);
const TASK_MS = 20;
/** The quiet tenant's tasks come this far apart. */
const GAP_MS = 400;

const work = defineTask('bench.work', z.object({ asked_at: z.number() }));
const waits: number[] = [];

class Worker {
  @HandleTask(work)
  async run({ asked_at }: { asked_at: number }): Promise<void> {
    if (asked_at > 0) waits.push(Date.now() - asked_at);
    await sleep(TASK_MS);
  }
}

@Module({})
class BenchModule {}

async function measure(queue: TaskQueue, db: Database, tenant: string | null): Promise<number[]> {
  waits.length = 0;
  const options = tenant === null ? {} : { userId: tenant };
  for (let asked = 0; asked < ASKED; asked += 1) {
    await queue.enqueue(db.read, work, { asked_at: Date.now() }, options);
    await sleep(GAP_MS);
  }
  const seen = [...waits];
  // What has not begun yet has waited from its turn until now, at least.
  for (let missing = ASKED - seen.length; missing > 0; missing -= 1) seen.push(missing * GAP_MS);
  return seen.sort((a, b) => a - b);
}

async function main(): Promise<void> {
  const database = await startBenchDatabase();
  const config = buildConfig({ LOG_LEVEL: 'error' }, process.cwd(), {
    databaseUrl: database.url,
    port: 0,
    encryptionKeys: [database.encryptionKey],
    terminal: false,
  });
  const options: Pick<NestApplicationOptions, 'logger'> = { logger: new NestLogger(createLogger(config.log)) };
  const nest = await NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule.forRoot(new SystemClock()),
        DatabaseModule.forRoot([TaskEntity]),
        QueueModule,
      ],
      providers: [Worker],
    },
    options,
  );
  const [queue, db] = [nest.get(TaskQueue), nest.get(Database)];
  const storm = async (tenant: string | null): Promise<void> => {
    const options = tenant === null ? {} : { userId: tenant };
    await queue.enqueueAll(
      db.read,
      work,
      Array.from({ length: BACKLOG }, () => ({ payload: { asked_at: 0 }, options })),
    );
  };
  const left = async (): Promise<number> => {
    const { rows } = await database.client.query<{ n: number }>('select count(*)::int as n from graphile_worker.jobs');
    return rows[0]?.n ?? 0;
  };
  const forget = async (): Promise<void> => {
    await database.client.query('delete from graphile_worker._private_jobs where locked_at is null');
    while ((await left()) > 0) await sleep(100);
  };
  const rows: string[][] = [];
  const note = (name: string, seen: readonly number[], behind: number): void => {
    const at = (share: number): string =>
      String(seen[Math.min(seen.length - 1, Math.floor(seen.length * share))] ?? NaN);
    const unserved = ASKED - waits.length;
    rows.push([name, at(0.5), at(0.95), String(unserved), String(behind)]);
  };
  try {
    await nest.get(TaskRunner).start();
    note('alone', await measure(queue, db, 'quiet'), await left());
    await forget();
    await storm(null);
    note('beside the backlog, first come first served', await measure(queue, db, null), await left());
    await forget();
    await storm('noisy');
    note('beside the backlog, each tenant its turns', await measure(queue, db, 'quiet'), await left());
    await forget();
  } finally {
    await nest.close();
    await database.stop();
  }
  console.log(
    `\n${ASKED} tasks of a quiet tenant, ${GAP_MS} ms apart, beside ${BACKLOG} of a noisy one (${TASK_MS} ms each):\n`,
  );
  console.log(table(['', 'wait p50 ms', 'p95', 'not begun at the end', 'still waiting'], rows));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
