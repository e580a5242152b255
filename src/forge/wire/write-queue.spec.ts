import { AsyncLocalStorage } from 'node:async_hooks';
import { WriteQueue } from './write-queue';

/** Short, so that the test is; the default is a second. */
const INTERVAL_MS = 40;

test('what people are told of goes out one after the other, with the time between that the forge asks for', async () => {
  const queue = new WriteQueue(INTERVAL_MS);
  const begun = performance.now();
  const starts: { readonly name: number; readonly at: number }[] = [];

  await Promise.all(
    [1, 2, 3].map((name) =>
      queue.run('token', 'content', () => {
        starts.push({ name, at: performance.now() });
        return Promise.resolve();
      }),
    ),
  );

  expect(starts.map(({ name }) => name)).toEqual([1, 2, 3]);
  // Two intervals before the third may begin; how late one begins is the machine's. Timers may fire a millisecond early.
  expect((starts[2]?.at ?? 0) - begun).toBeGreaterThanOrEqual(2 * INTERVAL_MS - 2);
});

test('git data does not wait, but never goes out beside another write', async () => {
  const queue = new WriteQueue(60_000);
  let under = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    under += 1;
    most = Math.max(most, under);
    await new Promise(setImmediate);
    under -= 1;
  };

  await Promise.all([
    queue.run('token', 'content', work),
    queue.run('token', 'data', work),
    queue.run('token', 'data', work),
  ]);

  expect(most).toBe(1);
});

test('a write that fails holds up no other', async () => {
  const queue = new WriteQueue(0);

  const failed = queue.run('token', 'content', () => Promise.reject(new Error('no')));
  const next = queue.run('token', 'content', () => Promise.resolve('done'));

  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});

test('a write that waited for others runs as the one who asked for it', async () => {
  const queue = new WriteQueue(0);
  const asking = new AsyncLocalStorage<string>();
  const ran: (string | undefined)[] = [];
  const write = (who: string): Promise<void> =>
    asking.run(who, () =>
      queue.run('token', 'content', async () => {
        ran.push(asking.getStore());
        await new Promise(setImmediate);
      }),
    );

  await Promise.all([write('first'), write('second'), write('third')]);

  expect(ran).toEqual(['first', 'second', 'third']);
});
