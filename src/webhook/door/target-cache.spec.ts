import { FernetError } from '../../common/crypto/fernet';
import { TargetCache, together, type DoorTarget } from './target-cache';

function target(secret: string): DoorTarget {
  return { id: 'c', userId: 'u', kind: 'github', secrets: [secret], enabled: true };
}

function cache(): {
  cache: TargetCache;
  reads: string[];
  answer: (next: DoorTarget | null | Error) => void;
  pass: (ms: number) => void;
} {
  let now = 1_000;
  let next: DoorTarget | null | Error = target('old');
  const reads: string[] = [];
  const read = (id: string): Promise<DoorTarget | null> => {
    reads.push(id);
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  return {
    cache: new TargetCache(read, () => now),
    reads,
    answer: (value) => {
      next = value;
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

test('a target is read once in 5 seconds, however many ask', async () => {
  const { cache: targets, reads, pass } = cache();

  await Promise.all([targets.get('c').target, targets.get('c').target]);
  pass(4_999);
  await targets.get('c').target;
  const within = reads.length;
  pass(1);
  await targets.get('c').target;

  expect([within, reads.length]).toEqual([1, 2]);
});

test('a refused signature reads again at once, and then at most once a second', async () => {
  const { cache: targets, reads, answer, pass } = cache();
  await targets.get('c').target;
  answer(target('new'));

  const first = await targets.reread('c');
  const second = targets.reread('c');
  pass(1_000);
  const third = await targets.reread('c');

  expect(first?.secrets).toEqual(['new']);
  expect(second).toBeNull();
  expect(third?.secrets).toEqual(['new']);
  expect(reads).toHaveLength(3);
});

test('an unknown door is remembered too, so that guessing costs one read', async () => {
  const { cache: targets, reads, answer } = cache();
  answer(null);

  const answers = [await targets.get('x').target, await targets.get('x').target];

  expect(answers).toEqual([null, null]);
  expect(reads).toEqual(['x']);
});

test('who asks learns whether the answer was read for this very question', () => {
  const { cache: targets, pass } = cache();

  const first = targets.get('c').isNew;
  const joined = targets.get('c').isNew;
  pass(5_000);
  const later = targets.get('c').isNew;

  expect([first, joined, later]).toEqual([true, false, true]);
});

test('doors asked for while a read is under way share the next one', async () => {
  const reads: (readonly string[])[] = [];
  const finish: (() => void)[] = [];
  const read = together(async (ids) => {
    reads.push(ids);
    await new Promise<void>((resolve) => finish.push(resolve));
    return ids.map((id) => (id === 'c' ? target('one') : null));
  });
  const begun = async (count: number): Promise<void> => {
    while (reads.length < count) await new Promise(setImmediate);
  };
  const first = read('a');
  await begun(1);
  const others = Promise.all(['b', 'c', 'd'].map((id) => read(id)));

  finish.shift()?.();
  await begun(2);
  finish.shift()?.();

  expect(await first).toBeNull();
  expect(await others).toEqual([null, target('one'), null]);
  expect(reads).toEqual([['a'], ['b', 'c', 'd']]);
});

test('a door that cannot be opened costs its neighbours nothing', async () => {
  const read = together((ids) =>
    ids.includes('sealed')
      ? Promise.reject(new FernetError('invalid token'))
      : Promise.resolve(ids.map((id) => target(id))),
  );

  const answers = await Promise.allSettled(['a', 'sealed', 'b'].map((id) => read(id)));

  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a failed read is not remembered', async () => {
  const { cache: targets, answer } = cache();
  answer(new Error('away'));
  await expect(targets.get('c').target).rejects.toThrow('away');

  answer(target('back'));

  expect((await targets.get('c').target)?.secrets).toEqual(['back']);
});

test('a read that hangs holds its own askers only so long, and nobody after them', async () => {
  const reads: (readonly string[])[] = [];
  const read = together((ids) => {
    reads.push(ids);
    return reads.length === 1 ? new Promise(() => undefined) : Promise.resolve([target('back')]);
  }, 20);

  await expect(read('a')).rejects.toMatchObject({ code: 'webhook.not_stored' });

  expect(await read('b')).toEqual(target('back'));
  expect(reads).toEqual([['a'], ['b']]);
});
