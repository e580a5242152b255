import { TargetCache, type DoorTarget } from './target-cache';

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

  await Promise.all([targets.get('c'), targets.get('c')]);
  pass(4_999);
  await targets.get('c');
  const within = reads.length;
  pass(1);
  await targets.get('c');

  expect([within, reads.length]).toEqual([1, 2]);
});

test('a refused signature reads again at once, and then at most once a second', async () => {
  const { cache: targets, reads, answer, pass } = cache();
  await targets.get('c');
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

  const answers = [await targets.get('x'), await targets.get('x')];

  expect(answers).toEqual([null, null]);
  expect(reads).toEqual(['x']);
});

test('a failed read is not remembered', async () => {
  const { cache: targets, answer } = cache();
  answer(new Error('away'));
  await expect(targets.get('c')).rejects.toThrow('away');

  answer(target('back'));

  expect((await targets.get('c'))?.secrets).toEqual(['back']);
});
