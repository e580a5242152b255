import { EventEmitter } from 'node:events';
import { Logger, run, WorkerPreset } from 'graphile-worker';
import { Client, Pool } from 'pg';
import { until } from '../../test/support/embedded-processes';
import { startDatabaseGate } from '../../test/support/tcp-gate';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { LostJobs } from './lost-jobs';

const US = 'pool-of-ours';
let database: TestDatabase;
let sql: Client;
let events: EventEmitter;
let lost: LostJobs;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
beforeEach(() => {
  lost = new LostJobs();
  events = new EventEmitter();
  lost.watch(events);
});
afterEach(async () => {
  await sql.query('delete from graphile_worker._private_jobs; delete from graphile_worker._private_job_queues');
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** Jobs that `taker` took so long ago, in a lane where one is named; their ids in order. */
async function taken(taker: string, ago: string, lane: string | null, count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const { rows } = await sql.query<{ id: string }>(
      `select id from graphile_worker.add_job('test.anything', queue_name => $1)`,
      [lane],
    );
    ids.push(...rows.map(({ id }) => id));
  }
  await sql.query(
    `update graphile_worker._private_jobs set attempts = 1, locked_by = $1, locked_at = now() - $2::interval
     where id = any($3)`,
    [taker, ago, ids],
  );
  await sql.query(
    `update graphile_worker._private_job_queues set locked_by = $1, locked_at = now() - $2::interval where queue_name = $3`,
    [taker, ago, lane],
  );
  return ids;
}

async function free(): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from graphile_worker.jobs where locked_by is null and attempts = 0 order by id',
  );
  return rows.map(({ id }) => id);
}

async function lanesTaken(): Promise<number> {
  const { rowCount } = await sql.query('select 1 from graphile_worker._private_job_queues where locked_by is not null');
  return rowCount ?? 0;
}

test('what was taken a minute ago and never came is free after two sweeps, with its lane and its try', async () => {
  const ids = await taken(US, '2 minutes', 'a lane');

  const first = await lost.sweep(sql, [US]);
  const between = await free();
  const second = await lost.sweep(sql, [US]);

  expect([first, between, second]).toEqual([0, [], 1]);
  expect(await free()).toEqual(ids);
  expect(await lanesTaken()).toBe(0);
});

test('what this process has, what is new, and what others took, is left alone; so is a lane of which more is held', async () => {
  const [held = '', gone = ''] = await taken(US, '2 minutes', 'a lane', 2);
  await taken(US, '20 seconds', null);
  await taken('somebody-else', '2 hours', null);
  events.emit('localQueue:getJobs:complete', { jobs: [{ id: held }] });

  await lost.sweep(sql, [US]);
  await lost.sweep(sql, [US]);

  expect(await free()).toEqual([gone]);
  expect(await lanesTaken()).toBe(1);
});

test('what was taken anew between two sweeps is not what was missing in the first', async () => {
  const ids = await taken(US, '3 minutes', null);

  await lost.sweep(sql, [US]);
  await sql.query(`update graphile_worker._private_jobs set locked_at = now() - interval '2 minutes'`);
  const freed = await lost.sweep(sql, [US]);

  expect(freed).toBe(0);
  expect(await free()).toEqual([]);
  expect(await lost.sweep(sql, [US])).toBe(ids.length);
});

test('a task that ended counts as held no more; one given back does until the queue has it', async () => {
  const [ended = '', returned = ''] = await taken(US, '2 minutes', null, 2);
  events.emit('localQueue:getJobs:complete', { jobs: [{ id: ended }, { id: returned }] });
  events.emit('job:complete', { job: { id: ended } });
  events.emit('localQueue:returnJobs', { jobs: [{ id: returned }] });

  await lost.sweep(sql, [US]);
  await lost.sweep(sql, [US]);
  const whileReturning = await free();
  await sql.query('update graphile_worker._private_jobs set locked_by = null where id = $1', [returned]);
  await lost.sweep(sql, [US]);
  await sql.query(`update graphile_worker._private_jobs set locked_by = $2 where id = $1`, [returned, US]);
  await lost.sweep(sql, [US]);
  await lost.sweep(sql, [US]);

  expect(whileReturning).toEqual([ended]);
  expect(await free()).toEqual([ended, returned]);
});

test('a task that PostgreSQL gave to a live queue whose connection was cut before the answer is run all the same', async () => {
  const { gate, url } = await startDatabaseGate(database.url);
  const pool = new Pool({ connectionString: url, max: 4 });
  const ignore = (): undefined => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  const ids: string[] = [];
  const done: string[] = [];
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => ids.push(workerPool.id));
  const takers = async (): Promise<(string | null)[]> => {
    const { rows } = await sql.query<{ locked_by: string | null }>('select locked_by from graphile_worker.jobs');
    return rows.map((row) => row.locked_by);
  };
  const runner = await run({
    pgPool: pool,
    events,
    noHandleSignals: true,
    logger: new Logger(() => ignore),
    taskList: { 'test.anything': (_, { job }) => void done.push(`${job.id} ${job.attempts}`) },
    preset: { extends: [WorkerPreset], worker: { concurrentJobs: 1, pollInterval: 100, localQueue: { size: 5 } } },
  });

  // A task that is run shows that the queue is at work before its answers stop; that it is done must be written by then.
  await sql.query(`select graphile_worker.add_job('test.anything')`);
  await until(async () => done.length === 1 && (await takers()).length === 0);
  gate.mute();
  const { rows } = await sql.query<{ id: string }>(`select id from graphile_worker.add_job('test.anything')`);
  await until(async () => (await takers()).some((taker) => taker !== null));
  gate.shut();
  gate.open();
  await sql.query(`update graphile_worker._private_jobs set locked_at = locked_at - interval '2 minutes'`);
  await lost.sweep(sql, ids);
  await lost.sweep(sql, ids);
  await until(() => done.length === 2);

  expect(done[1]).toBe(`${rows[0]?.id ?? 'none'} 1`);
  await runner.stop();
  await pool.end();
  await gate.close();
});
