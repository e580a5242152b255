import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { startTaskApp, type TaskApp } from '../../test/support/task-app';
import { withContext } from '../common/request-context';
import { MAX_BATCH } from './fact-batch';
import { OnFacts } from './task.decorators';
import { defineFact, type Told } from './task';

const said = z.object({ text: z.string() });
type Said = z.infer<typeof said>;
const spoken = defineFact<Said>('test.spoken', said);

/** Hears facts in batches; refuses the whole batch when one of it is poison. */
class Listener {
  readonly heard: (readonly Told<Said>[])[] = [];
  readonly tries: number[] = [];

  @OnFacts(spoken, 'listener')
  async listen(told: readonly Told<Said>[]): Promise<void> {
    this.tries.push(told.length);
    if (told.some(({ payload }) => payload.text === 'poison')) return Promise.reject(new Error('poisoned'));
    this.heard.push(told);
    return Promise.resolve();
  }
}

let database: TestDatabase;
let app: TaskApp;
let listener: Listener;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  app = await startTaskApp(database.url, [Listener]);
  listener = app.nest.get(Listener);
});
afterEach(async () => {
  await app.db.read.query('delete from graphile_worker._private_jobs');
  await app.close();
});
afterAll(async () => {
  await database.drop();
});

const facts = (...texts: string[]): { id: string; payload: Said; requestId: string }[] =>
  texts.map((text) => ({ id: text, payload: { text }, requestId: `request of ${text}` }));

async function waiting(): Promise<{ kind: string; key: string | null }[]> {
  return app.db.read.query('select task_identifier as kind, key from graphile_worker.jobs order by id');
}

test('facts told together reach a subscriber that takes many in one go, each with the request that caused it', async () => {
  await app.queue.publishAll(app.db.read, spoken, facts('a', 'b'));
  await app.runner.drain();

  expect(listener.heard).toEqual([
    [
      { payload: { text: 'a' }, requestId: 'request of a' },
      { payload: { text: 'b' }, requestId: 'request of b' },
    ],
  ]);
});

test('one fact told alone reaches it as a list of one, and waits once however often it is told', async () => {
  const tell = (): Promise<void> =>
    withContext({ requestId: 'request-1' }, () => app.queue.publish(app.db.read, spoken, 'a', { text: 'a' }));
  await tell();
  await tell();
  await app.runner.drain();

  expect(listener.heard).toEqual([[{ payload: { text: 'a' }, requestId: 'request-1' }]]);
});

test('a poisoned fact costs the others of its batch nothing: each is brought again alone', async () => {
  await app.queue.publishAll(app.db.read, spoken, facts('a', 'poison', 'c'));
  await app.runner.drain();

  expect(listener.tries).toEqual([3, 1, 1, 1]);
  expect(listener.heard.flat().map(({ requestId }) => requestId)).toEqual(['request of a', 'request of c']);
  expect(await waiting()).toContainEqual({
    kind: 'fact:test.spoken:listener',
    key: 'test.spoken:poison:listener',
  });
});

test('a fact this version cannot read does not keep the others of its batch from their subscriber', async () => {
  await app.queue.publishAll(app.db.read, spoken, [
    ...facts('a'),
    { id: 'odd', payload: { text: 7 } as unknown as Said },
  ]);
  await app.runner.drain();

  expect(listener.heard.flat().map(({ payload }) => payload.text)).toEqual(['a']);
  expect(await app.db.read.query('select kind, status from tasks')).toEqual([
    { kind: 'fact:test.spoken:listener', status: 'dead' },
  ]);
});

test('many facts travel in batches of bounded size', async () => {
  const many = Array.from({ length: MAX_BATCH + 1 }, (_, index) => String(index));
  await app.queue.publishAll(app.db.read, spoken, facts(...many));
  await app.runner.drain();

  expect(listener.tries).toEqual([MAX_BATCH, 1]);
});

test('a batch whose worker was killed is broken up before it runs again', async () => {
  await app.queue.publishAll(app.db.read, spoken, facts('a', 'b'));
  await app.db.read.query('update graphile_worker._private_jobs set attempts = 1');

  await app.runner.drain();

  expect(listener.tries).toEqual([1, 1]);
  expect(listener.heard.flat().map(({ payload }) => payload.text)).toEqual(['a', 'b']);
});

test('a batch whose last try ended with an error runs again as one', async () => {
  await app.queue.publishAll(app.db.read, spoken, facts('a', 'poison'));
  const breakUp = jest.spyOn(app.queue, 'breakUp').mockRejectedValueOnce(new Error('the database is away'));
  await app.runner.drain();
  const [kept] = await app.db.read.query<{ last_error: string }[]>('select last_error from graphile_worker.jobs');
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');

  await app.runner.drain();
  breakUp.mockRestore();

  expect(kept?.last_error).toBe('will be tried again: common.internal (try 1)');
  expect(listener.tries).toEqual([2, 2, 1, 1]);
});
