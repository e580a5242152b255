import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { startTaskApp, type TaskApp } from '../../test/support/task-app';
import { withContext } from '../common/request-context';
import { HEAD_START_MS } from './fair-turns';
import { TaskStore } from './task.store';
import { HandleTask, OnFact, OnFacts } from './task.decorators';
import { defineFact, defineTask, type Told } from './task';

const noted = z.object({ text: z.string() });
const note = defineTask('test.note', noted);
const owned = z.object({ user_id: z.string(), text: z.string() });
const toldOften = defineFact('test.told-often', owned);
const happened = defineFact('test.happened', noted);

class Notes {
  readonly written: string[] = [];
  readonly heard: string[] = [];

  @HandleTask(note)
  write({ text }: z.infer<typeof noted>): Promise<void> {
    this.written.push(text);
    return Promise.resolve();
  }
  @OnFacts(toldOften, 'many')
  many(told: readonly Told<z.infer<typeof owned>>[]): Promise<void> {
    this.heard.push(told.map(({ payload }) => payload.text).join(' '));
    return Promise.resolve();
  }
  @OnFact(happened, 'first')
  first({ text }: z.infer<typeof noted>): Promise<void> {
    this.heard.push(`first ${text}`);
    return Promise.resolve();
  }
  @OnFact(happened, 'second')
  second({ text }: z.infer<typeof noted>): Promise<void> {
    this.heard.push(`second ${text}`);
    return Promise.resolve();
  }
}

let database: TestDatabase;
let app: TaskApp;
let notes: Notes;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  app = await startTaskApp(database.url, [Notes]);
  notes = app.nest.get(Notes);
});
afterEach(async () => {
  await app.close();
});
afterAll(async () => {
  await database.drop();
});

async function jobs(): Promise<{ key: string | null; queue_name: string | null; payload: unknown }[]> {
  return app.db.read.query(
    `select j.key, j.queue_name, p.payload from graphile_worker.jobs j
     join graphile_worker._private_jobs p using (id) order by j.id`,
  );
}

test('a task exists only when the change that asked for it is committed', async () => {
  const rolledBack = app.db.transaction(async (tx) => {
    await app.queue.enqueue(tx, note, { text: 'lost' });
    await app.queue.enqueueTracked(tx, note, { text: 'lost too' }, { userId: '0198c0de-0000-7000-8000-000000000001' });
    await app.queue.publish(tx, happened, 'fact-1', { text: 'never told' });
    throw new Error('changed our mind');
  });
  await expect(rolledBack).rejects.toThrow('changed our mind');
  const queued = await jobs();
  await app.db.transaction((tx) => app.queue.enqueue(tx, note, { text: 'kept' }));
  await app.runner.drain();

  expect(queued).toEqual([]);
  expect(await app.db.read.query('select id from tasks')).toEqual([]);
  expect(notes).toMatchObject({ written: ['kept'], heard: [] });
});

test('a fact reaches each subscriber once, although it is told twice while it waits', async () => {
  await app.queue.publish(app.db.read, happened, 'fact-2', { text: 'once' });
  await app.queue.publish(app.db.read, happened, 'fact-2', { text: 'once' });
  const waiting = await jobs();
  await app.runner.drain();

  expect(waiting.map(({ key }) => key)).toEqual(['test.happened:fact-2:first', 'test.happened:fact-2:second']);
  expect(notes.heard.sort()).toEqual(['first once', 'second once']);
});

test('many facts are told in one statement, each to every subscriber', async () => {
  await app.queue.publishAll(app.db.read, happened, [
    { id: 'a', payload: { text: 'a' } },
    { id: 'b', payload: { text: 'b' } },
  ]);
  await app.runner.drain();

  expect(notes.heard.sort()).toEqual(['first a', 'first b', 'second a', 'second b']);
});

test('a waiting task with the same key is replaced, another key is another task', async () => {
  await app.queue.enqueue(app.db.read, note, { text: 'old wish' }, { key: 'wish' });
  await app.queue.enqueue(app.db.read, note, { text: 'other' }, { key: 'other' });
  await app.queue.enqueue(app.db.read, note, { text: 'new wish' }, { key: 'wish' });
  await app.runner.drain();

  expect(notes.written.sort()).toEqual(['new wish', 'other']);
});

test('a task for later does not run now', async () => {
  await app.queue.enqueue(app.db.read, note, { text: 'later' }, { runAt: new Date(Date.now() + 60_000) });

  await app.runner.drain();

  expect(notes.written).toEqual([]);
  expect(await jobs()).toHaveLength(1);
  await app.db.read.query('delete from graphile_worker._private_jobs');
});

test('the request id, the user and the lane travel with the task', async () => {
  await withContext({ requestId: 'request-1' }, () =>
    app.queue.enqueue(app.db.read, note, { text: 'x' }, { userId: 'user-1', lane: 'lane-1' }),
  );

  expect(await jobs()).toEqual([
    {
      key: null,
      queue_name: 'lane-1',
      payload: { data: { text: 'x' }, request_id: 'request-1', user_id: 'user-1', lane: 'lane-1' },
    },
  ]);
  await app.db.read.query('delete from graphile_worker._private_jobs');
});

test('draining does all of a lane, one after the other, and what it says is done is gone from the queue', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => String(index));
  await app.db.transaction(async (tx) => {
    for (const text of texts) await app.queue.enqueue(tx, note, { text }, { lane: 'one' });
  });
  await app.runner.drain();
  const left = await jobs();

  expect([notes.written, left]).toEqual([texts, []]);
});

/** The texts of what waits, as the queue takes it. */
async function order(): Promise<string[]> {
  const rows: { text: string }[] = await app.db.read.query(
    `select p.payload->'data'->>'text' as text from graphile_worker.jobs j join graphile_worker._private_jobs p using (id)
     order by j.priority, j.run_at, j.id`,
  );
  await app.db.read.query('delete from graphile_worker._private_jobs');
  return rows.map(({ text }) => text);
}

test('one task of a quiet tenant is not held up by the thousands of a noisy one', async () => {
  const noisy = Array.from({ length: 4_000 }, () => ({ payload: { text: 'noisy' }, options: { userId: 'noisy' } }));
  await app.queue.enqueueAll(app.db.read, note, noisy);
  await app.queue.enqueue(app.db.read, note, { text: 'quiet' }, { userId: 'quiet' });
  await app.queue.enqueue(app.db.read, note, { text: 'upkeep' });

  const taken = await order();

  // A place for each 100 ms between the two statements: less than 200 s.
  expect(taken.indexOf('quiet')).toBeLessThan(2_000);
  expect(taken.indexOf('upkeep')).toBeLessThan(2_000);
  expect(taken).toHaveLength(4_002);
});

test('facts of a tenant who had his turns share no batch with those of one who had not, and come after them', async () => {
  const of = (user_id: string, text: string) => ({ id: text, payload: { user_id, text } });
  const storm = Array.from({ length: 3_500 }, (_, at) => of('noisy', `n${at}`));
  await app.queue.publishAll(app.db.read, toldOften, storm);
  await app.db.read.query('delete from graphile_worker._private_jobs');

  await app.queue.publishAll(app.db.read, toldOften, [of('noisy', 'late'), of('quiet', 'q1'), of('quiet', 'q2')]);
  await app.runner.drain();

  expect(notes.heard).toEqual(['q1 q2', 'late']);
});

test('a task with a head start has not waited longer than it exists', async () => {
  await app.queue.enqueue(app.db.read, note, { text: 'x' }, { userId: 'new' });

  const { oldestReadySeconds } = await app.nest.get(TaskStore).queueStanding(app.db.read);
  await order();

  expect(oldestReadySeconds).toBeLessThan(HEAD_START_MS / 1000);
});

test('a delay counts from PostgreSQL’s now, for those tasks of a batch that have one', async () => {
  app.clock.advance(-3_600_000);

  await app.queue.enqueueAll(app.db.read, note, [
    { payload: { text: 'now' }, options: {} },
    { payload: { text: 'later' }, options: { delayMs: 3_600_000 } },
  ]);
  const minutes = await app.db.read.query<{ minutes: number }[]>(
    'select round(extract(epoch from run_at - now()) / 60)::int as minutes from graphile_worker.jobs order by id',
  );
  await app.db.read.query('delete from graphile_worker._private_jobs');

  // What belongs to nobody has ten minutes' head start, unless it is to wait.
  expect(minutes).toEqual([{ minutes: -10 }, { minutes: 60 }]);
});

describe('a paced task', () => {
  const wish = (text: string): Promise<void> =>
    app.queue.enqueue(app.db.read, note, { text }, { key: 'paced', pace: { burst: 1, everyMs: 3_600_000 } });
  /** When the one that waits begins, to the microsecond, and whether it must wait. */
  const waiting = (): Promise<{ at: string; waits: boolean }[]> =>
    app.db.read.query('select run_at::text as at, run_at > now() as waits from graphile_worker.jobs');

  afterEach(async () => {
    await app.db.read.query('delete from graphile_worker._private_jobs');
  });

  it('begins at once, then in a while, and a wish for one that waits says the newest without putting it off', async () => {
    app.queue.startPacing();
    await wish('first');
    await app.runner.drain();
    await wish('second');
    const [before] = await waiting();
    await wish('third');
    const [after, ...more] = await waiting();
    await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');
    await app.runner.drain();

    expect([before?.waits, after, more]).toEqual([true, before, []]);
    expect(notes.written).toEqual(['first', 'third']);
  });

  it('is not paced where nobody works on tasks all the time', async () => {
    await wish('first');
    await app.runner.drain();
    await wish('second');
    await app.runner.drain();

    expect(notes.written).toEqual(['first', 'second']);
  });
});
