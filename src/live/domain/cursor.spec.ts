import fc from 'fast-check';
import { horizon, readCursor, writeCursor, type Cursor } from './cursor';

const snapshots = fc
  .tuple(fc.bigInt(1n, 2n ** 40n), fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 8 }))
  .map(([min, offsets]) => {
    const running = offsets.sort((a, b) => a - b).map((offset) => min + BigInt(offset));
    const max = (running.at(-1) ?? min) + 1n;
    return `${min}:${max}:${running.join(',')}`;
  });

const cursors: fc.Arbitrary<Cursor> = fc.record({
  at: fc.integer({ min: 0, max: 2e12 }),
  seen: snapshots,
  part: fc.option(fc.record({ before: snapshots, id: fc.bigInt(0n, 2n ** 62n).map(String) })),
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a plain number', '17'],
  ['a snapshot that ends before it begins', '1764338000000~20:10:'],
  ['transaction 0, which is none', '1764338000000~0:10:'],
  ['running transactions out of order', '1764338000000~10:20:15,12'],
  ['a running transaction that has not begun', '1764338000000~10:20:20'],
  ['a running transaction before the first', '1764338000000~10:20:9'],
  ['more than 64 bits', '1764338000000~9999999999999999999:9999999999999999999:'],
  ['half a part', '1764338000000~10:20:~10:15:'],
  ['a row beyond 64 bits', '1764338000000~10:20:~10:15:~9999999999999999999'],
  ['what would break out of a statement', "1764338000000~10:20:'; drop table users; --"],
  ['an endless list', `1764338000000~1:9999:${Array.from({ length: 2_000 }, (_, at) => at + 1).join(',')}`],
])('%s is no cursor', (_, text) => {
  expect(readCursor(text)).toBeNull();
});

test('the horizon is the oldest transaction that was still running', () => {
  expect(horizon('10:20:10,15')).toBe('10');
});
