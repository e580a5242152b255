import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { createDataSource } from '../database/data-source';
import { Database } from '../database/database';
import { WriteQueue } from './wire/write-queue';
import { SharedWriteTurns } from './write-turns.store';

/** Short, so that the test is; the default is a second. */
const INTERVAL_MS = 80;
const LONGEST_MS = 20_000;

let database: TestDatabase;
/** Two processes: each with a pool of its own. */
let pools: Database[];

beforeAll(async () => {
  database = await createTestDatabase();
  pools = await Promise.all(
    [1, 2].map(async () => {
      const source = createDataSource({ url: database.url, entities: [], poolSize: 3, onPoolError: () => undefined });
      return new Database(await source.initialize());
    }),
  );
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  await database.drop();
});

const workers = (intervalMs: number, longestMs = LONGEST_MS): WriteQueue[] =>
  pools.map((pool) => new WriteQueue(intervalMs, new SharedWriteTurns(pool, longestMs)));

/** A write that notes when it began, and how many were under way at once. */
function observer(): { starts: number[]; most: () => number; write: () => Promise<void> } {
  const starts: number[] = [];
  let [under, most] = [0, 0];
  return {
    starts,
    most: () => most,
    write: async () => {
      starts.push(performance.now());
      under += 1;
      most = Math.max(most, under);
      // As long as another process needs to come in between.
      for (const pool of pools) await pool.ping();
      under -= 1;
    },
  };
}

test('two workers with one token write one after the other, with the time between that the forge asks for', async () => {
  const seen = observer();
  const queues = workers(INTERVAL_MS);

  await Promise.all(queues.flatMap((queue) => [1, 2, 3].map(() => queue.run('token', 'content', seen.write))));

  const gaps = seen.starts.slice(1).map((start, index) => start - (seen.starts[index] ?? 0));
  expect(gaps).toHaveLength(5);
  // The database's clock counts, a turn begins before its write does, and a timer may fire a millisecond early.
  expect((seen.starts[5] ?? 0) - (seen.starts[0] ?? 0)).toBeGreaterThanOrEqual(5 * INTERVAL_MS - 30);
  expect(seen.most()).toBe(1);
});

test('git data waits for nobody’s interval, but never goes out beside another worker’s write', async () => {
  const seen = observer();
  const queues = workers(60_000);

  await Promise.all([
    ...queues.map((queue) => queue.run('data', 'data', seen.write)),
    queues[0]?.run('data', 'content', seen.write),
    ...queues.map((queue) => queue.run('data', 'data', seen.write)),
  ]);

  expect(seen.starts).toHaveLength(5);
  expect(seen.most()).toBe(1);
});

test('another token waits for nothing', async () => {
  const [here, there] = workers(60_000);
  await here?.run('mine', 'content', () => Promise.resolve());

  const answer = await there?.run('yours', 'content', () => Promise.resolve('at once'));

  expect(answer).toBe('at once');
});

test('a write that fails gives its turn back, and one that its process took along ends by itself', async () => {
  const [here, there] = workers(0);
  const failed = here?.run('ends', 'content', () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
  await pools[0]?.read.query(
    `update forge_writers set holder = gen_random_uuid(), busy_until = clock_timestamp() + interval '50 ms'
     where credential = 'ends'`,
  );

  const next = await there?.run('ends', 'content', () => Promise.resolve('done'));

  expect(next).toBe('done');
});

test('who has not written for a day is forgotten', async () => {
  const [pool] = pools;
  if (pool === undefined) throw new Error('no pool');
  await pool.read.query(`insert into forge_writers values ('old', gen_random_uuid(), now() - interval '2 days', null)`);

  const removed = await new SharedWriteTurns(pool, LONGEST_MS).removeOld();

  expect(removed).toBe(1);
});
