import { EventEmitter } from 'node:events';
import { Logger, run, WorkerPreset } from 'graphile-worker';
import { Client, type Pool } from 'pg';
import { until } from '../../test/support/embedded-processes';
import { startDatabaseGate } from '../../test/support/tcp-gate';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { QueuePool } from './queue-pool';

let database: TestDatabase;
let sql: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const jobs = async (): Promise<{ attempts: number; locked_by: string | null; last_error: string | null }[]> =>
  (await sql.query('select attempts, locked_by, last_error from graphile_worker.jobs')).rows as never;

/** Runs one task that ends, as `how` says, while PostgreSQL is away; resolves once it is back and `isWritten`. */
async function endWhileAway(how: () => void, isWritten: () => Promise<boolean>): Promise<unknown[]> {
  const { gate, url } = await startDatabaseGate(database.url);
  const pool: Pool = new QueuePool({ connectionString: url, max: 4 });
  const ignore = (): undefined => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', hear);
  const events = new EventEmitter();
  const ended = new Promise((resolve) => events.once('job:complete', resolve));
  const runner = await run({
    pgPool: pool,
    events,
    noHandleSignals: true,
    logger: new Logger(() => ignore),
    taskList: {
      'test.anything': () => {
        gate.shut();
        how();
      },
    },
    preset: { extends: [WorkerPreset], worker: { concurrentJobs: 1, pollInterval: 100, localQueue: { size: 5 } } },
  });
  try {
    await sql.query(`select graphile_worker.add_job('test.anything')`);
    await ended;
    // The connection it would use is gone already; what asks for a new one is refused.
    await new Promise((resolve) => setTimeout(resolve, 200));
    gate.open();
    await until(isWritten);
    return unheard;
  } finally {
    await runner.stop();
    await pool.end();
    await gate.close();
    process.off('unhandledRejection', hear);
  }
}

test('a task that is done while PostgreSQL is away is written down as done when it is back', async () => {
  const unheard = await endWhileAway(
    () => undefined,
    async () => (await jobs()).length === 0,
  );

  expect(unheard).toEqual([]);
});

test('a task that fails while PostgreSQL is away is written down as failed when it is back', async () => {
  const unheard = await endWhileAway(
    () => {
      throw new Error('it went wrong');
    },
    async () => (await jobs()).some(({ last_error }) => last_error !== null),
  );

  expect(unheard).toEqual([]);
  expect(await jobs()).toEqual([{ attempts: 1, locked_by: null, last_error: 'it went wrong' }]);
});

test('an error of what was asked stays what it is', async () => {
  const pool = new QueuePool({ connectionString: database.url, max: 1 });

  await expect(pool.query('select no_such_column')).rejects.toMatchObject({ code: '42703' });
  await pool.end();
});
