import { sharedWork } from './shared-work';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** One for all but those that name another. */
const owner = (piece: string): string => piece.split(':')[1] ?? 'one';

test('what is asked for while one go is under way shares the next one', async () => {
  const goes: string[][] = [];
  const ends: (() => void)[] = [];
  const work = sharedWork(owner, (pieces) => {
    goes.push([...pieces]);
    return new Promise<string[]>((resolve) => {
      ends.push(() => {
        resolve(pieces.map((piece) => `${piece} done`));
      });
    });
  });

  const first = work('a');
  await turn();
  const others = Promise.all([work('b'), work('c')]);
  await turn();
  const whileBusy = goes.length;
  ends[0]?.();
  await first;
  await turn();
  ends[1]?.();
  const done = await others;

  expect(done).toEqual(['b done', 'c done']);
  expect(whileBusy).toBe(1);
  expect(goes).toEqual([['a'], ['b', 'c']]);
});

test('only what is to blame throws; the others are done alone', async () => {
  const done: string[] = [];
  const work = sharedWork(owner, (pieces) => {
    if (pieces.includes('bad')) return Promise.reject(new Error('it was bad'));
    done.push(...pieces);
    return Promise.resolve(pieces);
  });

  const ends = await Promise.allSettled(['a', 'bad', 'c'].map(work));

  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(done).toEqual(['a', 'c']);
});

test('while PostgreSQL is away, all of them are told so at once', async () => {
  let goes = 0;
  const work = sharedWork<string, string>(owner, () => {
    goes += 1;
    return Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  });

  const ends = await Promise.allSettled(['a', 'b', 'c'].map(work));

  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(goes).toBe(1);
});

test('one owner’s go holds up no other owner', async () => {
  let end: () => void = () => undefined;
  const isHeld = new Promise<void>((resolve) => (end = resolve));
  const work = sharedWork(owner, async (pieces) => {
    if (pieces.includes('a')) await isHeld;
    return pieces;
  });

  const held = work('a');
  await turn();
  const others = await Promise.all([work('b:another'), work('c:another')]);
  end();

  expect(others).toEqual(['b:another', 'c:another']);
  expect(await held).toBe('a');
});
