import { GroupCommit } from './group-commit';

class ItemsFault extends Error {}

/** A writer the test finishes by hand. */
function handWriter(): {
  batches: string[][];
  finish: (index: number, error?: Error) => void;
  write: (items: readonly string[]) => Promise<readonly string[]>;
} {
  const batches: string[][] = [];
  const endings: ((error?: Error) => void)[] = [];
  return {
    batches,
    finish: (index, error) => endings[index]?.(error),
    write: (items) => {
      batches.push([...items]);
      return new Promise((resolve, reject) => {
        endings.push((error) => {
          if (error === undefined) resolve(items.map((item) => item.toUpperCase()));
          else reject(error);
        });
      });
    },
  };
}

function commits(
  write: (items: readonly string[]) => Promise<readonly string[]>,
  limits: { maxItems?: number; maxBytes?: number; maxInFlight?: number } = {},
): GroupCommit<string, string> {
  return new GroupCommit({
    maxItems: 100,
    maxBytes: 1_000,
    maxInFlight: 2,
    ...limits,
    sizeOf: (item) => item.length,
    write,
    isItemsFault: (error) => error instanceof ItemsFault,
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('items of one turn travel together and each gets its own result', async () => {
  const writer = handWriter();
  const group = commits(writer.write);

  const results = Promise.all([group.submit('a'), group.submit('b'), group.submit('c')]);
  await turn();
  writer.finish(0);

  expect(await results).toEqual(['A', 'B', 'C']);
  expect(writer.batches).toEqual([['a', 'b', 'c']]);
});

test('what arrives during a write waits for it, unless it fills a batch', async () => {
  const writer = handWriter();
  const group = commits(writer.write, { maxItems: 2 });
  const first = group.submit('a');
  await turn();

  const others = [group.submit('b')];
  await turn();
  const whileNotFull = writer.batches.length;
  others.push(group.submit('c'), group.submit('d'));
  await turn();
  writer.finish(0);
  writer.finish(1);
  await turn();
  writer.finish(2);

  expect(whileNotFull).toBe(1);
  expect(await Promise.all([first, ...others])).toEqual(['A', 'B', 'C', 'D']);
  expect(writer.batches).toEqual([['a'], ['b', 'c'], ['d']]);
});

test('never more writes are under way than allowed', async () => {
  const writer = handWriter();
  const group = commits(writer.write, { maxItems: 1, maxInFlight: 2 });

  const results = Promise.all(['a', 'b', 'c'].map((item) => group.submit(item)));
  await turn();
  const started = writer.batches.length;
  writer.finish(0);
  await turn();
  writer.finish(1);
  writer.finish(2);

  expect(started).toBe(2);
  expect(await results).toEqual(['A', 'B', 'C']);
});

test('a batch is closed before it grows beyond its bytes, and a larger item goes alone', async () => {
  const writer = handWriter();
  const group = commits(writer.write, { maxBytes: 4, maxInFlight: 9 });

  const results = Promise.all(['aaa', 'bb', 'cccccc', 'd'].map((item) => group.submit(item)));
  for (const index of [0, 1, 2, 3]) {
    await turn();
    writer.finish(index);
  }

  expect(await results).toHaveLength(4);
  expect(writer.batches).toEqual([['aaa'], ['bb'], ['cccccc'], ['d']]);
});

test('an item the store refuses fails alone', async () => {
  const group = commits((items) =>
    items.includes('bad')
      ? Promise.reject(new ItemsFault('no'))
      : Promise.resolve(items.map((item) => item.toUpperCase())),
  );

  const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => group.submit(item)));

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('when the store is away, what waits fails at once instead of one time-out after the other', async () => {
  const writer = handWriter();
  const group = commits(writer.write, { maxInFlight: 1 });
  const first = group.submit('a');
  await turn();
  const waiting = group.submit('b');

  writer.finish(0, new Error('away'));
  const results = await Promise.allSettled([first, waiting]);

  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(writer.batches).toEqual([['a']]);
});

test('a flush ends after the last write, also when that fails', async () => {
  const writer = handWriter();
  const group = commits(writer.write, { maxItems: 1, maxInFlight: 1 });
  const results = Promise.allSettled([group.submit('a'), group.submit('b')]);
  const order: string[] = [];
  const flushed = group.flush().then(() => order.push('flushed'));

  await turn();
  writer.finish(0);
  await turn();
  order.push('first written');
  writer.finish(1, new Error('away'));
  await flushed;

  expect(order).toEqual(['first written', 'flushed']);
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});
