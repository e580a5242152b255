import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { startTaskApp, type TaskApp } from '../../test/support/task-app';
import { AppError, CommonErrors } from '../common/errors';
import { currentContext, withContext } from '../common/request-context';
import { ForgeError } from '../forge/forge.errors';
import { HandleTask, OnTaskDeath } from './task.decorators';
import { defineTask, type TaskContext } from './task';
import type { TaskEntity } from './task.entity';

const payloadSchema = z.object({ text: z.string().default('from the crontab') });
type Payload = z.infer<typeof payloadSchema>;
const work = defineTask<Payload>('test.work', payloadSchema, { maxAttempts: 3 });
const USER = '0198c0de-0000-7000-8000-000000000001';

/** Does what the test says, and keeps what it was given. */
class Handlers {
  script: (payload: Payload, context: TaskContext) => Promise<unknown> = () => Promise.resolve();
  onDeath: () => Promise<void> = () => Promise.resolve();
  readonly deaths: unknown[] = [];

  @HandleTask(work)
  async handle(payload: Payload, context: TaskContext): Promise<unknown> {
    return this.script(payload, context);
  }
  @OnTaskDeath(work)
  async died(payload: Payload, error: unknown): Promise<void> {
    this.deaths.push([payload, error]);
    await this.onDeath();
  }
}

let database: TestDatabase;
let app: TaskApp;
let handlers: Handlers;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  app = await startTaskApp(database.url, [Handlers]);
  handlers = app.nest.get(Handlers);
});
afterEach(async () => {
  await app.db.read.query('delete from graphile_worker._private_jobs; delete from tasks');
  await app.close();
});
afterAll(async () => {
  await database.drop();
});

const enqueueTracked = (): Promise<string> =>
  app.queue.enqueueTracked(app.db.read, work, { text: 'tracked' }, { userId: USER });

async function rows(): Promise<TaskEntity[]> {
  return app.db.read.query('select * from tasks');
}

interface Waiting {
  key: string | null;
  run_at: Date;
  attempts: number;
  last_error: string | null;
  queue_name: string | null;
  max_attempts: number;
  priority: number;
}
async function waiting(): Promise<Waiting[]> {
  return app.db.read.query(
    'select key, run_at, attempts, max_attempts, last_error, queue_name, priority from graphile_worker.jobs',
  );
}

const failWith = (error: Error) => (): Promise<never> => Promise.reject(error);

test('a tracked task shows its progress while it runs and its result after', async () => {
  const seen: TaskEntity[] = [];
  handlers.script = async (_, context) => {
    await context.progress(40, 'page 2');
    seen.push(...(await rows()));
    return { runs: 12, attempt: `${context.attempt} of ${context.maxAttempts}` };
  };
  const id = await enqueueTracked();
  const before = await rows();

  await app.runner.drain();

  expect(before).toMatchObject([{ id, user_id: USER, status: 'queued', progress: 0, attempts: 0, started_at: null }]);
  expect(seen).toMatchObject([{ id, status: 'running', progress: 40, current_step: 'page 2', attempts: 1 }]);
  expect(await rows()).toMatchObject([
    {
      status: 'succeeded',
      progress: 100,
      current_step: null,
      error: null,
      result: { runs: 12, attempt: '1 of 3' },
      finished_at: expect.any(Date) as Date,
    },
  ]);
});

test('an untracked task that succeeds leaves no row', async () => {
  handlers.script = (_, context) => context.progress(10, 'nobody looks');
  await app.queue.enqueue(app.db.read, work, { text: 'untracked' });

  await app.runner.drain();

  expect(await rows()).toEqual([]);
  expect(await waiting()).toEqual([]);
});

test('an error that may pass is tried again later, and the queue keeps no word of it but its code', async () => {
  handlers.script = failWith(new Error('password is hunter2'));
  await enqueueTracked();

  await app.runner.drain();

  const [job] = await waiting();
  expect(job).toMatchObject({ attempts: 1, max_attempts: 3 });
  expect(job?.run_at.getTime()).toBeGreaterThan(Date.now());
  expect(job?.last_error).toContain('will be tried again: common.internal');
  expect(job?.last_error).not.toContain('hunter2');
  expect(await rows()).toMatchObject([{ status: 'failed', error: { code: 'common.internal' }, finished_at: null }]);
});

test('a task that failed and then succeeds keeps no error', async () => {
  handlers.script = failWith(new ForgeError('github', 'unavailable'));
  await enqueueTracked();
  await app.runner.drain();
  handlers.script = () => Promise.resolve();
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');

  await app.runner.drain();

  expect(await rows()).toMatchObject([{ status: 'succeeded', attempts: 2, error: null }]);
});

test('a rate limit puts the task off until the forge listens again: same key, lane and priority, all its tries left', async () => {
  const retryAt = new Date(Date.now() + 3_600_000);
  handlers.script = failWith(new ForgeError('github', 'rate-limited', { retryAt }));
  await app.queue.enqueue(app.db.read, work, { text: 'x' }, { key: 'wish', lane: 'lane-1', priority: 7 });

  await app.runner.drain();

  const [job] = await waiting();
  expect(job).toMatchObject({
    key: 'wish',
    attempts: 0,
    max_attempts: 3,
    last_error: null,
    queue_name: 'lane-1',
    priority: 7,
  });
  expect(Math.abs(Number(job?.run_at.getTime()) - retryAt.getTime())).toBeLessThan(60_000);
  expect(await rows()).toEqual([]);
});

test('a process whose clock is half an hour behind puts a task off for as long as one whose clock is right', async () => {
  app.clock.advance(-1_800_000);
  handlers.script = () => {
    throw new ForgeError('github', 'rate-limited', { retryAt: new Date(app.clock.now().getTime() + 3_600_000) });
  };
  await app.queue.enqueue(app.db.read, work, { text: 'x' });

  await app.runner.drain();
  app.clock.advance(1_800_000);

  const [job] = await waiting();
  expect(Math.abs(Number(job?.run_at.getTime()) - Date.now() - 3_600_000)).toBeLessThan(60_000);
});

test('a task put off 48 times is dead', async () => {
  const limited = new ForgeError('github', 'rate-limited', { retryAt: new Date(0) });
  handlers.script = failWith(limited);
  await app.queue.enqueue(app.db.read, work, { text: 'x' });

  // Every wait is over at once, so the drain goes through all of them.
  await app.runner.drain();

  expect(await rows()).toMatchObject([{ status: 'dead', error: { code: 'forge.rate-limited' } }]);
  expect(handlers.deaths).toEqual([[{ text: 'x' }, limited]]);
  expect(await waiting()).toEqual([]);
});

test('a task that a limit of our own holds back is put off however often, and runs then', async () => {
  let turns = 0;
  handlers.script = () => {
    turns += 1;
    return turns <= 60 ? Promise.reject(ForgeError.heldBack('github', 'limit', new Date(0))) : Promise.resolve();
  };
  await enqueueTracked();

  // Every wait is over at once, so the drain goes through all of them.
  await app.runner.drain();

  expect(await rows()).toMatchObject([{ status: 'succeeded', attempts: 1, error: null }]);
  expect(turns).toBe(61);
});

test('an error that trying again cannot mend ends an untracked task in a row an admin can see', async () => {
  const refused = new ForgeError('github', 'unauthorized', { reason: 'Bad credentials' });
  handlers.script = failWith(refused);
  await withContext({ requestId: 'request-7' }, () => app.queue.enqueue(app.db.read, work, { text: 'x' }));

  await app.runner.drain();

  expect(await rows()).toMatchObject([
    {
      user_id: null,
      kind: 'test.work',
      status: 'dead',
      attempts: 1,
      payload: { text: 'x' },
      request_id: 'request-7',
      error: { code: 'forge.unauthorized', message: 'the forge answered: unauthorized: Bad credentials' },
    },
  ]);
  expect(handlers.deaths).toEqual([[{ text: 'x' }, refused]]);
  expect(await waiting()).toEqual([]);
});

test('the last try of an error that may pass is a death too', async () => {
  handlers.script = failWith(new AppError(CommonErrors.internal));
  const id = await enqueueTracked();
  await app.db.read.query('update graphile_worker._private_jobs set attempts = 2');

  await app.runner.drain();

  expect(await rows()).toMatchObject([{ id, user_id: USER, status: 'dead', attempts: 3 }]);
  expect(handlers.deaths).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

test('a death is recorded although its watcher fails', async () => {
  handlers.script = failWith(new AppError(CommonErrors.notFound));
  handlers.onDeath = failWith(new Error('the watcher broke'));
  await app.queue.enqueue(app.db.read, work, { text: 'x' });

  await app.runner.drain();

  expect(await rows()).toMatchObject([{ status: 'dead', error: { code: 'common.not_found' } }]);
  expect(app.logs().map(({ msg }) => msg)).toContain('the watcher of a dead task failed');
});

test('a payload this version cannot read is dead without the handler being called', async () => {
  let called = false;
  handlers.script = () => {
    called = true;
    return Promise.resolve();
  };
  await app.queue.enqueue(app.db.read, work, { text: 5 } as unknown as Payload);

  await app.runner.drain();

  expect(called).toBe(false);
  expect(await rows()).toMatchObject([{ status: 'dead', error: { code: 'task.invalid_payload' } }]);
});

test("the crontab's own payload reaches the handler as an empty one", async () => {
  const got: Payload[] = [];
  handlers.script = (payload) => Promise.resolve(got.push(payload));
  await app.db.read.query(`select graphile_worker.add_job('test.work', '{"_cron": {"ts": "2026-11-22T10:00:00Z"}}')`);

  await app.runner.drain();

  expect(got).toEqual([{ text: 'from the crontab' }]);
});

test("every line a task logs carries the request that caused it and the task's own id", async () => {
  handlers.script = () => {
    new Logger('Feature').log({ value: 1 }, 'said inside');
    return Promise.resolve(currentContext());
  };
  const id = await withContext({ requestId: 'request-9' }, enqueueTracked);

  await app.runner.drain();

  expect(app.logs().filter(({ msg }) => msg === 'said inside')).toMatchObject([
    { request_id: 'request-9', task_id: id, task: 'test.work', value: 1 },
  ]);
  expect(await rows()).toMatchObject([{ result: { requestId: 'request-9', taskId: id, taskKind: 'test.work' } }]);
});
