import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { startTaskApp, type TaskApp } from '../../test/support/task-app';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { Liveness } from './liveness';
import { HandleTask } from './task.decorators';
import { defineTask, type TaskContext } from './task';

const work = defineTask('test.work', z.object({}), { maxAttempts: 3 });

/** Does what the test says, and keeps which tries there were. */
class Handlers {
  script: () => Promise<unknown> = () => Promise.reject(new AppError(CommonErrors.internal));
  readonly tries: number[] = [];

  @HandleTask(work)
  async handle(_: object, { attempt }: TaskContext): Promise<unknown> {
    this.tries.push(attempt);
    return this.script();
  }
}

let database: TestDatabase;
let app: TaskApp;
let handlers: Handlers;
let liveness: Liveness;
let rescued: number[];
let errors: unknown[];

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  app = await startTaskApp(database.url, [Handlers]);
  handlers = app.nest.get(Handlers);
  rescued = [];
  errors = [];
  liveness = new Liveness(
    database.url,
    (error) => errors.push(error),
    undefined,
    (jobs) => rescued.push(jobs),
  );
  await app.db.read.query(
    `create function disk_is_full() returns trigger language plpgsql as $$
     begin raise exception 'could not extend file "base/16384/secret": No space left on device' using errcode = '53100'; end $$`,
  );
});
afterEach(async () => {
  await liveness.stop();
  await app.db.read.query('drop function disk_is_full cascade');
  await app.db.read.query('delete from graphile_worker._private_jobs; delete from tasks');
  await app.close();
});
afterAll(async () => {
  await database.drop();
});

/** From now on no row of a task can be written. */
async function fillDisk(): Promise<void> {
  await app.db.read.query(
    'create trigger disk_is_full before insert on tasks for each row execute function disk_is_full()',
  );
}

async function makeRoom(): Promise<void> {
  await app.db.read.query('drop trigger disk_is_full on tasks');
}

/** Everything that waits has its turn. */
async function turn(): Promise<void> {
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');
  await app.runner.drain();
}

const jobs = (): Promise<{ attempts: number; max_attempts: number; last_error: string | null }[]> =>
  app.db.read.query('select attempts, max_attempts, last_error from graphile_worker.jobs order by id');

const dead = (): Promise<unknown[]> => app.db.read.query('select status, attempts, error from tasks order by attempts');

test('a task whose death the database does not take is given another try, until it does', async () => {
  await app.queue.enqueue(app.db.read, work, {});
  await fillDisk();
  for (let count = 0; count < 3; count += 1) await turn();
  const [lost] = await jobs();
  await makeRoom();
  await turn();
  const unseen = await dead();

  await liveness.sweepSpent();
  await turn();

  expect(lost).toMatchObject({
    attempts: 3,
    max_attempts: 3,
    last_error: expect.stringContaining('(try 3)') as string,
  });
  expect(lost?.last_error).not.toContain('secret');
  expect(unseen).toEqual([]);
  expect([rescued, errors]).toEqual([[1], []]);
  expect(await dead()).toMatchObject([{ status: 'dead', attempts: 4, error: { code: 'common.internal' } }]);
  expect(await jobs()).toEqual([]);
});

test.each([
  ['a feature', () => app.queue.enqueue(app.db.read, work, {})],
  [
    'the crontab',
    () =>
      app.db.read.query(
        `select graphile_worker.add_job('test.work', '{"_cron": {"ts": "2026-11-22T10:00:00Z"}}', max_attempts => 3)`,
      ),
  ],
])(
  'what %s enqueued runs in two tries beyond its last while the database does not take its end, and is only buried from then on',
  async (_who, enqueue) => {
    await enqueue();
    await fillDisk();
    for (let count = 0; count < 8; count += 1) {
      await turn();
      await liveness.sweepSpent();
    }
    await makeRoom();

    await turn();

    expect(handlers.tries).toEqual([1, 2, 3, 4, 5]);
    expect(await dead()).toMatchObject([{ status: 'dead', attempts: 9, error: { code: 'task.end_lost' } }]);
    expect(await jobs()).toEqual([]);
  },
);

/** A wish, and its like while it runs, which then fails. */
async function overtaken(wish: () => Promise<unknown>): Promise<void> {
  handlers.script = async () => {
    if (handlers.tries.length > 1) return;
    await wish();
    throw new AppError(CommonErrors.internal);
  };
  await wish();
  await app.runner.drain();
}

test('a task that a wish of its key overtook while it ran, and that then failed, leaves the work to it', async () => {
  await overtaken(() => app.queue.enqueue(app.db.read, work, {}, { key: 'one' }));

  expect(handlers.tries).toEqual([1, 1]);
  expect(await jobs()).toEqual([]);
  expect(await dead()).toEqual([]);
});

test('a tracked one that was overtaken so is tried again for its own sake', async () => {
  const userId = newId();
  await overtaken(() => app.queue.enqueueTracked(app.db.read, work, {}, { key: 'one', userId }));
  const left = await jobs();

  await liveness.sweepSpent();
  await turn();

  expect(handlers.tries).toEqual([1, 1, 4]);
  expect(left).toMatchObject([{ attempts: 3, max_attempts: 3 }]);
  expect(await jobs()).toEqual([]);
  expect(await dead()).toMatchObject([
    { status: 'succeeded', attempts: 1 },
    { status: 'succeeded', attempts: 4 },
  ]);
});
