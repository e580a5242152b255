import { Breaks } from './breaks';

test.each([
  ['that has had its time lets others have their turn', 0, ['another', 'we']],
  ['that has not goes on', Infinity, ['we', 'another']],
])('a computation %s', async (_, atOnceMs, order) => {
  const breaks = new Breaks(atOnceMs);
  const seen: string[] = [];
  const another = new Promise<void>((resolve) =>
    setImmediate(() => {
      seen.push('another');
      resolve();
    }),
  );

  await breaks.take();
  seen.push('we');
  await another;

  expect(seen).toEqual(order);
});
